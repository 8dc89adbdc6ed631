/** Which engine trains, how fast and why; a press opens the full reason and the choice. */
import { useId } from 'react';
import { progressView } from '../../store/select/progress.ts';
import { Fetched } from '../app/Fetched.tsx';
import { later } from '../app/later.ts';
import { useAppState, useUi, useView } from '../app/ui-context.ts';
import { ChoiceRow } from '../controls/ChoiceRow.tsx';
import { useCell } from '../primitives/cell.ts';
import { grouped } from '../primitives/numbers.ts';
import css from './EngineBadge.module.css';
import type { RunState } from '../../store/state.ts';

export function EngineBadge() {
  const engine = useAppState(({ run }) => run?.engine ?? null);
  const preparing = useAppState(({ run }) => run === null || run.lifecycle === 'preparing');
  const waiting = preparing ? 'choosing an engine' : 'no engine';
  const kept = useCell(useUi().kept);
  const id = useId();
  return (
    <>
      <button
        type="button"
        className={css['badge']}
        popoverTarget={id}
        aria-label={engine === null ? `Engine: ${waiting}` : undefined}
      >
        <span
          className={css['dot']}
          data-on={engine !== null && engine.backend === 'webgpu'}
          aria-hidden="true"
        />
        {engine === null ? (
          <span className={css['detail']}>{waiting}</span>
        ) : (
          <>
            <span className={css['name']}>{engineName(engine)}</span>
            <span className={css['detail']}>{adapterName(engine) ?? shortReason(engine)}</span>
            <Speed />
          </>
        )}
      </button>
      <div id={id} popover="auto" className={css['popover']} role="group" aria-label="Engine">
        {engine !== null && <Reason engine={engine} />}
        <ChoiceRow name="engine" />
        {kept && <p className={css['detail']}>Everything is loaded: the page now works without a network.</p>}
      </div>
    </>
  );
}

function Speed() {
  const pace = useView(progressView, ({ replicaStepsPerSecond: speed }) =>
    speed === null ? null : grouped(Number(speed.toPrecision(2))),
  );
  return pace === null ? null : <span className={css['speed']}>{pace} replica-steps/s</span>;
}

function Reason({ engine }: { readonly engine: EngineReport }) {
  const adapter = adapterName(engine);
  const { gpu } = engine;
  const hasHelp = gpu !== undefined && gpu !== 'ready' && engine.reason.startsWith('no GPU');
  return (
    <div className={css['reason']}>
      <p className={css['name']}>{engineName(engine)}</p>
      {!hasHelp && <p>{engine.reason}</p>}
      {adapter !== null && <p className={css['detail']}>Graphics adapter: {adapter}</p>}
      {gpu !== undefined && gpu !== 'ready' && (
        <Fetched load={later.gpuHelp}>{(GpuHelp) => <GpuHelp missing={gpu} />}</Fetched>
      )}
      <p className={css['detail']}>A replica-step is one optimizer step of one network. {repeatability}</p>
    </div>
  );
}

export type EngineReport = NonNullable<RunState['engine']>;

const backends: Readonly<Record<EngineReport['backend'], string | null>> = {
  webgpu: 'WebGPU',
  wasm: 'WebAssembly',
  cpu: 'processor',
  none: null,
};

/** "tensorflow · WebGPU"; only the name if an engine has one way to compute: "simd". */
export function engineName(engine: EngineReport): string {
  const backend = backends[engine.backend];
  return backend === null || engine.name === 'simd' ? engine.name : `${engine.name} · ${backend}`;
}

/** "apple metal-3", "google swiftshader (software)"; null without an adapter. */
function adapterName({ adapter }: EngineReport): string | null {
  if (adapter === null) return null;
  const name = [adapter.vendor, adapter.architecture].filter((word) => word !== '').join(' ');
  return `${name === '' ? 'unnamed adapter' : name}${adapter.isFallback ? ' (software)' : ''}`;
}

/** What to expect of a run on another machine. */
const repeatability =
  'The engines simd and reference give bit-identical results on every machine; any other engine is repeatable on the same graphics adapter. ' +
  'Between engines, single steps agree within rounding; if training is sensitive to rounding, runs diverge and the verdict says so.';

/** The reason without the parts in brackets: "no GPU: only a software adapter". */
export const shortReason = ({ reason }: EngineReport): string => reason.replaceAll(/ \([^)]*\)/g, '');
