/** `farcast trajectory`: recorded runs from files to a table, a sentence and a farcast, as in the page. */
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { subjectArm } from '../../experiment/arms.ts';
import { reportOf, type RecordedReport } from '../../record/recorded/report.ts';
import { coefficientsOfAnalysis } from '../../record/files/coefficients.ts';
import { csvText } from '../../record/files/csv.ts';
import { castSteps } from '../../record/recorded/cast-steps.ts';
import { farcastScript } from '../../record/recorded/script.ts';
import { publishedReport } from '../../record/recorded/published.ts';
import { methodLabel, recordedVerdict, stepsText } from '../../record/recorded/words.ts';
import type { RecordedAnalysis } from '../../run/recorded/analysis.ts';
import type { RecordedSettings } from '../../run/recorded/settings.ts';
import { yieldToOthers } from '../../run/turns/yield.ts';
import type { OpenedSummary } from '../../worker/protocol-recorded.ts';
import { RecordedSession } from '../../worker/recorded/session.ts';
import type { Options } from '../commands.ts';
import { textsOf, writeResult, writeWhole } from '../output.ts';
import { exitCodes, lineOf, type Surroundings } from '../surroundings.ts';
import { filesAt } from './files.ts';

export async function trajectory(
  paths: readonly string[],
  options: Options,
  around: Surroundings,
): Promise<number> {
  const { sources, close } = await filesAt([...paths, ...(options.losses === null ? [] : [options.losses])]);
  const session = new RecordedSession();
  const report = reporter(options, around);
  try {
    let opened = await session.open(sources, report.tell);
    if (options.tensors !== null)
      opened = await session.rearrange(opened.arrangement, options.tensors, report.tell);
    report.clear();
    if (!options.quiet) for (const note of opened.notes) around.remark(lineOf(`${note}.`));
    const settings = settingsFrom(opened, options);
    const analysis = await session.analyse(settings, report.tell);
    const conclusions = reportOf(analysis);
    report.clear();
    await tell(opened, analysis, conclusions, options, around);
    if (options.outDirectory !== null)
      await write(options.outDirectory, {
        session,
        settings,
        analysis,
        conclusions,
        options,
        report: report.tell,
      });
    return exitCodes.done;
  } catch (error) {
    if (around.signal.aborted) {
      around.remark(lineOf('interrupted.'));
      return exitCodes.interrupted;
    }
    throw error;
  } finally {
    report.clear();
    await close();
  }
}

const settingsFrom = ({ settings }: OpenedSummary, { window, fit, source }: Options): RecordedSettings => ({
  ...settings,
  ...(window === null ? {} : { window, split: Math.min(settings.split, window) }),
  ...(fit === null ? {} : { fit }),
  ...(source === null ? {} : { source }),
});

interface Reporter {
  readonly tell: (phase: string, share: number) => Promise<boolean>;
  readonly clear: () => void;
}

/** One line of progress on a terminal; yields, so that Ctrl+C is heard. */
function reporter({ quiet }: Options, { isTerminal, remark, signal }: Surroundings): Reporter {
  const isShown = isTerminal && !quiet;
  let last = performance.now();
  let isWritten = false;
  return {
    tell: async (phase, share) => {
      if (performance.now() > last + 100) {
        last = performance.now();
        if (isShown) remark(`\r\u001b[K${phase}: ${Math.round(100 * share)} %`);
        isWritten ||= isShown;
        await yieldToOthers();
      }
      return !signal.aborted;
    },
    clear: () => {
      if (isWritten) remark('\r\u001b[K');
      isWritten = false;
    },
  };
}

async function tell(
  opened: OpenedSummary,
  analysis: RecordedAnalysis,
  report: RecordedReport,
  { json }: Options,
  { print }: Surroundings,
): Promise<void> {
  if (json) {
    for (const text of textsOf(publishedReport(report, analysis))) await print(text);
    return;
  }
  const { runs, steps, weights } = opened;
  await print(
    `${runs.length} ${runs.length === 1 ? 'run' : 'runs'}, ${steps.length} checkpoints at steps ${stepsText(steps[0]!)} to ${stepsText(steps.at(-1)!)}, ${stepsText(weights)} weights; window ${stepsText(analysis.windowSteps)} steps, ${analysis.anchors.length} of ${analysis.possible} possible forecasts of each run.\n\n`,
  );
  await print(tableOf(analysis, report));
  const { sentence, notes } = recordedVerdict(report);
  await print(`\n${sentence}\n${notes.map((note) => `${note}\n`).join('')}${report.digest}\n`);
}

/** Mean absolute errors, a line for each horizon. */
function tableOf({ methods }: RecordedAnalysis, { rows }: RecordedReport): string {
  const heads = ['steps ahead', 'forecasts', ...methods.map(methodLabel)];
  const lines = rows.map(({ horizonSteps, forecasts, mae }) => [
    stepsText(horizonSteps),
    String(forecasts),
    ...methods.map((method) => mae[method]?.toExponential(3) ?? '–'),
  ]);
  const widths = heads.map((head, i) => Math.max(head.length, ...lines.map((line) => line[i]!.length)));
  return [heads, ...lines]
    .map((line) => `${line.map((cell, i) => cell.padStart(widths[i]!)).join('  ')}\n`)
    .join('');
}

interface Writing {
  readonly session: RecordedSession;
  readonly settings: RecordedSettings;
  readonly analysis: RecordedAnalysis;
  readonly conclusions: RecordedReport;
  readonly options: Options;
  readonly report: Reporter['tell'];
}

/** The analysis, the coefficients of every forecast, and the farcast of the last possible checkpoint of every run. */
async function write(
  folder: string,
  { session, settings, analysis, conclusions, options, report }: Writing,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeResult(join(folder, 'analysis.json'), publishedReport(conclusions, analysis));
  const origins = { digest: conclusions.digest };
  await writeWhole(join(folder, 'coefficients.csv'), [csvText(coefficientsOfAnalysis(analysis), origins)]);
  if (settings.source === 'oracle') return;
  const anchor = castSteps(analysis, settings.stride).at(-1)!;
  const wanted = options.horizon ?? analysis.horizons[conclusions.judged ?? 0]!;
  const horizon = nearest(analysis.horizons, wanted);
  for (const [run, name] of analysis.runs.entries()) {
    const file = `${analysis.runs.length === 1 ? '' : `${safe(name)}-`}farcast-${anchor}-to-${anchor + horizon}.safetensors`;
    const { bytes } = await session.farcast(settings, { run, anchor, horizon, method: subjectArm }, report);
    const part = join(folder, `.${file}.part`);
    try {
      await pipeline(bytes, createWriteStream(part));
      await rename(part, join(folder, file));
    } finally {
      await rm(part, { force: true });
    }
    if (run === 0)
      await writeWhole(join(folder, 'load_farcast.py'), [
        farcastScript({ file, anchor, horizon, method: methodLabel(subjectArm) }),
      ]);
  }
}

const nearest = (all: readonly number[], wanted: number): number =>
  all.reduce((best, one) => (Math.abs(one - wanted) < Math.abs(best - wanted) ? one : best));

/** A name of a run as part of the name of a file. */
const safe = (name: string): string => name.replaceAll(/[^\w.-]+/g, '-').slice(0, 60);
