/** Text that the control and the treated network generate from one prompt, side by side, and how well they predict. */
import { useContext, useEffect, useRef, useState } from 'react';
import { numbersOf, othersIn, otherCharacter, textOf } from '../../../core/data/characters.ts';
import { columnName, type Table } from '../../../record/table.ts';
import { useAppState, useUi, useView } from '../../../ui/app/ui-context.ts';
import { OnSheet } from '../../../ui/charts/export/on-sheet.ts';
import { Range } from '../../../ui/primitives/Range.tsx';
import buttons from '../../../ui/primitives/buttons.module.css';
import { series } from '../../../ui/primitives/arms.ts';
import { CanvasFigure, Pair } from '../CanvasFigure.tsx';
import css from '../network.module.css';
import { noWeights } from '../pair.ts';
import own from './text.module.css';
import { textView, type TextSide, type TextView } from './view.ts';
import { TextWriter, type Written } from './writer.ts';

/** Characters generated. */
const length = 200;

interface Settings {
  readonly prompt: string;
  readonly temperature: number;
  /** Number of the sample. */
  readonly sample: number;
}

export function TextPair() {
  const view = useView(textView);
  const { store } = useUi().app;
  const prompt = useAppState((state) => state.prompt);
  const [sampling, setSampling] = useState({ temperature: 0.8, sample: 0 });
  const settings = { ...sampling, prompt };
  const [written, section] = useWritten(view, settings);
  const change = ({ prompt: text = prompt, ...values }: Partial<Settings>): void => {
    store.setState({ prompt: text });
    setSampling({ ...sampling, ...values });
  };
  const { sides, alphabet, step, seed } = view;
  const texts = sides.map((_, at) => generatedBy(written, at, alphabet));
  return (
    <div ref={section}>
      <CanvasFigure
        title="Generated text"
        caption={
          written === null
            ? ''
            : `weights after step ${written.step}, seed ${seed}, temperature ${settings.temperature.toFixed(1)}`
        }
        area="network-text"
        help="text"
        summary={view.summary}
        empty={step === null ? noWeights : null}
        table={() =>
          textTable(
            view,
            settings.prompt,
            texts.map(({ words }) => words),
          )
        }
      >
        <SettingsRow settings={settings} alphabet={alphabet} change={change} />
        <Pair sides={sides} className={own['pair']}>
          {(_side, at) => (
            <>
              <p className={own['text']}>
                <span className={own['prompt']}>{settings.prompt}</span>
                {texts[at]!.words}
              </p>
              <p className={own['note']}>{texts[at]!.note}</p>
            </>
          )}
        </Pair>
        <Yardstick view={view} />
      </CanvasFigure>
    </div>
  );
}

/** While the panel is on screen, texts of the newest networks; and where to attach what must be visible. */
function useWritten(view: TextView, { prompt, temperature, sample }: Settings) {
  const { generate } = useUi().app;
  const section = useRef<HTMLDivElement>(null);
  const [written, setWritten] = useState<Written | null>(null);
  const [writer, setWriter] = useState<TextWriter | null>(null);
  useEffect(() => {
    const element = section.current;
    if (element === null || generate === undefined) return undefined;
    let own: TextWriter | null = null;
    const observer = new IntersectionObserver(([entry]) => {
      own?.end();
      own = entry?.isIntersecting === true ? new TextWriter(generate, setWritten) : null;
      setWriter(own);
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      own?.end();
    };
  }, [generate]);
  useEffect(() => {
    const { model, sides, step, seed, alphabet } = view;
    if (writer === null || model === null || step === null) return;
    // A text begins a line where there is no prompt.
    const numbers = numbersOf(alphabet, prompt === '' ? '\n' : prompt);
    writer.want({
      settings: [sides.map(({ arm }) => arm).join(), seed, temperature, sample, prompt].join(' '),
      step,
      requests: sides.map(({ weights }) => ({
        network: { model, weights },
        prompt: numbers,
        temperature,
        seed,
        sample,
        length,
      })),
    });
  }, [writer, view, prompt, temperature, sample]);
  return [written, section] as const;
}

interface Generated {
  readonly words: string;
  /** In place of the text, or after it. */
  readonly note: string;
}

function generatedBy(written: Written | null, at: number, alphabet: string): Generated {
  const answer = written?.texts[at] ?? null;
  if (answer === null) return { words: '', note: 'Waiting.' };
  if ('failure' in answer) return { words: '', note: `No text could be generated: ${answer.failure}.` };
  const { numbers, done } = answer;
  const words = textOf(alphabet, numbers);
  if (done) return { words, note: numbers.length < length ? 'Its outputs are not finite.' : '' };
  return { words, note: `${numbers.length} of ${length} characters` };
}

/** Losses in bits, beside what a table of pairs of characters reaches. */
function Yardstick({ view: { sides, metric, step, measured, bigram } }: { readonly view: TextView }) {
  const losses = (of: (side: TextSide) => number) =>
    sides.map((side) => (
      <span key={side.arm} className={own['bits']} style={{ color: series[side.arm].color }}>
        {series[side.arm].label} {of(side).toFixed(2)}{' '}
      </span>
    ));
  return (
    <p className={css['notes']}>
      In bits per character, {metric} at step {step}: {losses(({ now }) => now)}
      {measured !== null && (
        <>
          · test loss at step {measured}: {losses(({ bits }) => bits)}
        </>
      )}
      · test loss of a bigram model: {bigram.toFixed(2)}
    </p>
  );
}

interface SettingsRowProps {
  readonly settings: Settings;
  readonly alphabet: string;
  readonly change: (values: Partial<Settings>) => void;
}

function SettingsRow({ settings: { prompt, temperature, sample }, alphabet, change }: SettingsRowProps) {
  const others = othersIn(alphabet, prompt);
  // A picture has no controls.
  if (useContext(OnSheet) !== null) return null;
  return (
    <>
      <div className={own['settings']}>
        <label className={own['label']}>
          Prompt
          <input
            type="text"
            className={own['entry']}
            value={prompt}
            maxLength={128}
            onChange={({ target }) => change({ prompt: target.value })}
          />
        </label>
        <label className={own['label']}>
          Temperature
          <Range
            min={0.1}
            max={2}
            step={0.1}
            value={temperature}
            onChange={(value) => change({ temperature: value })}
          />
          <output className={own['value']}>{temperature.toFixed(1)}</output>
        </label>
        <button type="button" className={buttons['link']} onClick={() => change({ sample: sample + 1 })}>
          Another sample
        </button>
      </div>
      {others.length > 0 && (
        <p className={own['note']} role="status">
          Not in the alphabet of this text, and read as {otherCharacter}: {others.join(' ')}
        </p>
      )}
    </>
  );
}

/** Numbers behind the panel. */
export const textTable = (
  { sides, seed, step, measured, bigram }: TextView,
  prompt: string,
  texts: readonly string[],
): Table => ({
  columns: [
    ['network', 'arm'],
    ['seed', 'seed'],
    ['step', 'step'],
    ['prompt', 'prompt'],
    ['text', 'generated_text'],
    ['test loss, bits per character', columnName('test loss bits per character at step', measured ?? 0)],
    ['bigram model', 'bigram_model_bits_per_character'],
  ],
  rows: sides.map(({ arm, bits }, at) => [arm, seed, step ?? NaN, prompt, texts[at] ?? '', bits, bigram]),
});
