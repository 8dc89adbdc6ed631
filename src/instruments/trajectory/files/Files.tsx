/** What was opened: checkpoints, tensors, what was guessed and left out; all of it can be changed. */
import { useId, useState } from 'react';
import { useStore } from 'zustand';
import type { ArrangedCheckpoint, Arrangement } from '../../../formats/runs/order.ts';
import { stepsText } from '../../../record/recorded/words.ts';
import type { RecordedApp } from '../../../store/recorded/recorded.ts';
import type { OpenedSummary } from '../../../store/recorded/recorded.ts';
import { TextEntry } from '../../../ui/controls/TextEntry.tsx';
import { Pick } from '../../../ui/charts/WhosePick.tsx';
import buttons from '../../../ui/primitives/buttons.module.css';
import { Icon } from '../../../ui/primitives/Icon.tsx';
import { grouped } from '../../../ui/primitives/numbers.ts';
import css from '../trajectory.module.css';
import { earlier, isSameUse, thin, withName, withUse, withWholeRun, withStep } from './arranging.ts';

interface FilesProps {
  readonly opened: OpenedSummary;
  readonly recorded: RecordedApp;
}

export function Files({ opened, recorded }: FilesProps) {
  const { arrangement, runs, steps, tensors, weights, notes } = opened;
  const used = tensors.filter((tensor) => tensor.used).length;
  const change = (next: Arrangement): void => {
    recorded.actions.rearrange(next).catch(ignore);
  };
  const isChanged = useStore(recorded.store, ({ before }) => before.length > 0);
  const all = [...new Set([...arrangement.notes, ...notes])];
  return (
    <section className={css['files']} aria-label="Files">
      {isChanged && (
        <p className={css['buttons']}>
          <button
            type="button"
            className={buttons['link']}
            onClick={() => void recorded.actions.undo().catch(ignore)}
          >
            Undo the latest change of the files
          </button>
        </p>
      )}
      <details className={css['details']}>
        <summary>
          {steps.length} checkpoints of {runs.length === 1 ? 'one run' : `${runs.length} runs`}, steps{' '}
          {stepsText(steps[0]!)} to {stepsText(steps.at(-1)!)}
        </summary>
        <Thinning arrangement={arrangement} onChange={change} />
        {arrangement.runs.map((run, index) => (
          <Checkpoints
            key={run.checkpoints[0]?.files[0]}
            arrangement={arrangement}
            run={index}
            onChange={change}
          />
        ))}
      </details>
      <details className={css['details']}>
        <summary>
          {grouped(weights)} weights in {used} of {tensors.length} tensors
        </summary>
        <Filter recorded={recorded} arrangement={arrangement} />
        <Tensors tensors={tensors} />
      </details>
      {(all.length > 0 || arrangement.ignored.length > 0) && (
        <details className={css['details']} open={all.length > 0}>
          <summary>
            {[
              ...(all.length > 0 ? ['What was guessed'] : []),
              ...(arrangement.ignored.length > 0 ? [`${arrangement.ignored.length} files left out`] : []),
            ].join('; ')}
          </summary>
          <ul className={css['list']}>
            {all.map((note) => (
              <li key={note}>{note.replace(/(?<![.!?])$/, '.')}</li>
            ))}
            {arrangement.ignored.map(({ name, why }) => (
              <li key={name}>
                <code>{name}</code>: {why}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

const ignore = (): void => undefined;

interface ArrangementProps {
  readonly arrangement: Arrangement;
  readonly onChange: (arrangement: Arrangement) => void;
}

const every = [1, 2, 3, 4, 5, 8, 10, 20, 50] as const;

function Thinning({ arrangement, onChange }: ArrangementProps) {
  const chosen = every.find((k) => isSameUse(arrangement, thin(arrangement, k))) ?? 0;
  return (
    <p className={css['note']}>
      Use{' '}
      <Pick
        label="Which checkpoints are used"
        value={chosen}
        options={[
          ...(chosen === 0 ? [[0, 'those ticked below'] as const] : []),
          ...every.map((k) => [k, k === 1 ? 'every checkpoint' : `one of ${k} checkpoints`] as const),
        ]}
        onChange={(k) => onChange(thin(arrangement, k))}
      />
    </p>
  );
}

function Checkpoints({ arrangement, run, onChange }: ArrangementProps & { readonly run: number }) {
  const { name, checkpoints } = arrangement.runs[run]!;
  const isUsed = checkpoints.some(({ used }) => used);
  const id = useId();
  const [problem, setProblem] = useState<string | null>(null);
  return (
    <div className={css['scroll']} tabIndex={0} role="region" aria-label={`Checkpoints of ${name}`}>
      <table className={css['table']}>
        <caption className={css['caption']}>
          <input
            type="checkbox"
            aria-label={`Use ${name}`}
            checked={isUsed}
            onChange={({ target }) => onChange(withWholeRun(arrangement, run, target.checked))}
          />{' '}
          <TextEntry
            id={id}
            helpId={`${id}-help`}
            label={`Name of run ${run + 1}`}
            text={name}
            read={(text) => {
              const next = withName(arrangement, run, text);
              if (next === null) return 'A name that no other run has.';
              onChange(next);
              return null;
            }}
            onProblem={setProblem}
          />{' '}
          <span id={`${id}-help`} role={problem === null ? undefined : 'alert'}>
            {problem}
          </span>
        </caption>
        <thead>
          <tr>
            <th scope="col">Use</th>
            <th scope="col">Step</th>
            <th scope="col">Files</th>
            <th scope="col">Order</th>
          </tr>
        </thead>
        <tbody translate="no">
          {checkpoints.map((checkpoint, at) => (
            <Row key={checkpoint.files[0]} {...{ arrangement, run, at, checkpoint, onChange }} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps extends ArrangementProps {
  readonly run: number;
  readonly at: number;
  readonly checkpoint: ArrangedCheckpoint;
}

function Row({ arrangement, run, at, checkpoint: { files, step, used }, onChange }: RowProps) {
  const id = useId();
  const [problem, setProblem] = useState<string | null>(null);
  const words = files.length === 1 ? files[0]! : `${files[0]!} and ${files.length - 1} more`;
  return (
    <tr data-used={used}>
      <td>
        <input
          type="checkbox"
          aria-label={`Use ${words}`}
          checked={used}
          onChange={({ target }) => onChange(withUse(arrangement, run, at, target.checked))}
        />
      </td>
      <td>
        <TextEntry
          id={id}
          helpId={`${id}-help`}
          label={`Step of ${words}`}
          text={String(step)}
          numeric
          read={(text) => {
            const next = withStep(arrangement, run, at, text);
            if (next === null) return 'A whole number that no other checkpoint has.';
            onChange(next);
            return null;
          }}
          onProblem={setProblem}
        />
        <span id={`${id}-help`} role={problem === null ? undefined : 'alert'}>
          {problem}
        </span>
      </td>
      <td title={files.join('\n')}>{words}</td>
      <td>
        {at > 0 && (
          <button
            type="button"
            className={buttons['icon']}
            aria-label={`Put ${words} one place earlier`}
            title="One place earlier: the two exchange their steps"
            onClick={() => onChange(earlier(arrangement, run, at))}
          >
            <Icon name="up" size={12} />
          </button>
        )}
      </td>
    </tr>
  );
}

function Filter({
  recorded,
  arrangement,
}: {
  readonly recorded: RecordedApp;
  readonly arrangement: Arrangement;
}) {
  const id = useId();
  const { filter } = recorded.store.getState();
  return (
    <p className={css['note']}>
      <label htmlFor={id}>Only tensors named </label>
      <TextEntry
        id={id}
        helpId={`${id}-help`}
        text={filter}
        read={(text) => {
          recorded.actions.rearrange(arrangement, text).catch(ignore);
          return null;
        }}
        onProblem={ignore}
      />{' '}
      <span id={`${id}-help`}>
        <code>*</code> stands for anything, <code>!</code> leaves out: <code>layers.* !*.bias</code>
      </span>
    </p>
  );
}

/** Most tensors that are listed. */
const mostListed = 400;

function Tensors({ tensors }: { readonly tensors: OpenedSummary['tensors'] }) {
  return (
    <div className={css['scroll']} tabIndex={0} role="region" aria-label="Tensors">
      <table className={css['table']}>
        <thead>
          <tr>
            <th scope="col">Tensor</th>
            <th scope="col">Shape</th>
            <th scope="col">Type</th>
            <th scope="col">Used</th>
          </tr>
        </thead>
        <tbody translate="no">
          {tensors.slice(0, mostListed).map(({ name, shape, dtype, used, why }) => (
            <tr key={name} data-used={used}>
              <td>{name}</td>
              <td>{shape.join(' × ') || '–'}</td>
              <td>{dtype}</td>
              <td>{used ? 'yes' : `no: ${why ?? 'left out'}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {tensors.length > mostListed && (
        <p className={css['note']}>and {grouped(tensors.length - mostListed)} more</p>
      )}
    </div>
  );
}
