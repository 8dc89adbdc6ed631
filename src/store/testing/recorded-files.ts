/** Recorded runs without files or workers, for tests: weights are formulas, and the analysis is the real one. */
import { layoutOf, type ParameterLayout } from '../../core/model/layout.ts';
import type { RecordedRuns } from '../../core/recorded.ts';
import { StreamedTrajectory } from '../../engine/recorded/recorded-trajectory.ts';
import type { Arrangement } from '../../formats/runs/order.ts';
import { analyseRecorded } from '../../run/recorded/analyse.ts';
import { settingsFor } from '../../run/recorded/settings.ts';
import type { RecordedClient } from '../../worker/client/recorded.ts';
import type { OpenedSummary } from '../../worker/protocol-recorded.ts';

export interface RecordedStory {
  readonly runs: readonly string[];
  readonly steps: readonly number[];
  readonly layout: ParameterLayout;
  /** Weight of a run at a step. */
  readonly weight: (run: number, step: number, parameter: number) => number;
  readonly losses: boolean;
}

const every = (count: number, apart: number): number[] => Array.from({ length: count }, (_, i) => i * apart);

/** A number in [0, 1) for each parameter and run. */
const scatter = (parameter: number, run: number): number =>
  ((parameter * 2654435761 + run * 40503 + 12345) % 65536) / 65536;

/** Decays at nearly one rate to its own target, with some motion that no forecast knows. */
const decaying = (run: number, step: number, parameter: number): number => {
  let left = 1;
  for (let i = 0; i < step / 100; i += 1) left *= 0.94 + 0.02 * scatter(parameter, 7);
  const noise = 0.01 * (scatter(parameter + 31 * step, run) - 0.5);
  return scatter(parameter, run) - 0.5 + left * (scatter(parameter, run + 50) - 0.5) + noise;
};

const small = layoutOf([
  { name: 'layer1.kernel', shape: [8, 6], role: 'kernel', block: 1 },
  { name: 'layer1.bias', shape: [6], role: 'bias', block: 1 },
  { name: 'layer2.kernel', shape: [6, 3], role: 'kernel', block: 2 },
]);

const long = 'model.transformer.encoder.layers.with_adapters_and_more';

export const recordedStories = {
  'few checkpoints': {
    ...{ runs: ['run'], steps: every(6, 100), layout: small, weight: decaying, losses: false },
  },
  'several runs': {
    runs: Array.from({ length: 8 }, (_, i) => `seed ${i + 1}`),
    ...{ steps: every(24, 100), layout: small, weight: decaying, losses: true },
  },
  'one diverged': {
    ...{ runs: ['a', 'b'], steps: every(24, 100), layout: small, losses: false },
    weight: (run, step, parameter) => (run === 1 && step >= 1200 ? NaN : decaying(run, step, parameter)),
  },
  'three runs': {
    ...{ runs: ['run 1', 'run 2', 'run 3'], steps: every(24, 100), layout: small, weight: decaying },
    losses: false,
  },
  'five checkpoints': {
    ...{ runs: ['run'], steps: every(5, 100), layout: small, weight: decaying, losses: false },
  },
  'ten thousand tensors': {
    ...{ runs: ['run'], steps: every(8, 100), weight: decaying, losses: false },
    layout: layoutOf(
      Array.from({ length: 10_000 }, (_, i) => ({
        ...{ name: `block${i % 100}.part${i}.kernel`, shape: [2], role: 'kernel' as const },
        block: (i % 100) + 1,
      })),
    ),
  },
  'long names': {
    runs: ['experiments/2026-11-28/transformer-large-with-a-very-long-name/seed-1', 'second'],
    steps: every(40, 12_500),
    layout: layoutOf(
      Array.from({ length: 60 }, (_, i) => ({
        name: `${long}.${Math.floor(i / 4)}.attention.projection_${i % 4}.kernel`,
        ...{ shape: [3, 4], role: 'kernel' as const, block: Math.floor(i / 4) + 1 },
      })),
    ),
    weight: (run, step, parameter) => decaying(run, step / 125, parameter),
    losses: true,
  },
} as const satisfies Readonly<Record<string, RecordedStory>>;

/** Too few for a window and a later checkpoint. */
export const threeCheckpoints: RecordedStory = {
  ...{ runs: ['run'], steps: every(3, 100), layout: small, weight: decaying, losses: false },
};

export interface RecordedFiles {
  readonly service: RecordedClient;
  /** What was called, in order. */
  readonly calls: string[];
}

/** Opens the story's runs whatever the files are; a file named broken.pt is refused. */
export function recordedFiles(story: RecordedStory): RecordedFiles {
  const calls: string[] = [];
  let cancelled = 0;
  let shown: RecordedRuns = runsOf(story, story.steps);
  const service: RecordedClient = {
    async open(files) {
      calls.push(`open ${files.map(({ path }) => path).join(' ')}`);
      if (files.some(({ path }) => path.endsWith('broken.pt'))) throw new Error('“broken.pt” is truncated.');
      shown = runsOf(story, story.steps);
      return summaryOf(story, arrangementOf(story), '');
    },
    saveRun: () => Promise.reject(new Error('The story saves no run.')),
    async saveWeights(_layout, weights, metadata) {
      calls.push(`saveWeights ${weights.length} ${metadata['step']}`);
      return new Blob(['weights']);
    },
    async rearrange(arrangement, filter) {
      calls.push(`rearrange ${filter}`);
      const opened = summaryOf(story, arrangement, filter);
      shown = runsOf(story, opened.steps);
      return opened;
    },
    async analyse(settings) {
      calls.push(`analyse ${settings.source} ${settings.window}`);
      const before = cancelled;
      return analyseRecorded(shown, settings, {
        open: (source, runOf, partOf) => new StreamedTrajectory(source, runOf, partOf),
        turn: async (phase, share) => {
          service.onProgress(phase, share);
          return cancelled === before;
        },
      });
    },
    async farcast(_settings, request) {
      calls.push(`farcast ${JSON.stringify(request)}`);
      return { blob: new Blob(['weights']), leftOut: [] };
    },
    onProgress: () => undefined,
    cancel: () => (cancelled += 1),
    end: () => undefined,
  };
  return { service, calls };
}

const runsOf = ({ runs, layout, weight }: RecordedStory, steps: readonly number[]): RecordedRuns => ({
  ...{ parameters: layout, steps },
  runs: runs.map((name) => ({ name, jumps: [] })),
  read: async (run, checkpoint, from, to) =>
    Float32Array.from({ length: to - from }, (_, i) => weight(run, steps[checkpoint]!, from + i)),
});

const arrangementOf = ({ runs, steps }: RecordedStory): Arrangement => ({
  runs: runs.map((name) => ({
    name,
    checkpoints: steps.map((step) => ({ files: [`${name}/step_${step}.safetensors`], step, used: true })),
  })),
  losses: [],
  ignored: [{ name: 'run/optimizer.pt', why: 'The state of an optimizer' }],
  notes: ['Steps are the numbers in the names of files'],
});

function summaryOf(
  { runs, layout, losses }: RecordedStory,
  arrangement: Arrangement,
  filter: string,
): OpenedSummary {
  const steps = arrangement.runs[0]!.checkpoints.flatMap(({ step, used }) => (used ? [step] : []));
  return {
    ...{ arrangement, runs, steps, weights: layout.count },
    tensors: [
      ...layout.tensors.map(({ name, shape }) => {
        const used = filter === '' || name.includes(filter.replaceAll('*', ''));
        return { name, shape, dtype: 'F32', used, why: used ? null : 'left out by its name' };
      }),
      { name: 'position_ids', shape: [16], dtype: 'I64', used: false, why: 'whole numbers, not weights' },
    ],
    losses: losses
      ? runs.map((run, index) => ({
          run,
          steps,
          loss: steps.map((_, i) => (2 + 0.1 * index) / (i + 1)),
          validation: steps.map((_, i) => (i % 4 === 0 ? (2.2 + 0.1 * index) / (i + 1) : NaN)),
        }))
      : [],
    notes: [],
    settings: settingsFor(steps),
    link: null,
  };
}
