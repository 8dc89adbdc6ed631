/** Every table that goes into a file: what any reader of CSV takes from it is what the view holds. */
import { describe, expect, it } from 'vitest';
import { mlpLayout } from '../core/model/mlp.ts';
import { defaultPreferences } from '../store/browser-storage.ts';
import { compareTable, compareView } from './compare/view.ts';
import { keptRunOf } from '../record/saved/record.ts';
import { differenceOf, differenceTable } from './difference/view.ts';
import { aroundView } from '../record/evidence/around.ts';
import { equalCostView } from '../record/evidence/equal-cost.ts';
import { pairsTable } from '../record/evidence/pairs-table.ts';
import { qualityView } from '../record/evidence/quality.ts';
import { savingsView } from '../record/evidence/savings.ts';
import { targetsView } from '../record/evidence/targets.ts';
import { judgementOf } from '../record/judgement/judgement.ts';
import { gainView } from './maps/gain/maps.ts';
import { errorTable } from './error/view.ts';
import { lossTable } from './loss/view.ts';
import { weightsTable } from './weights/view.ts';
import { sweepTable, targetsTable as sweepTargetsTable } from '../record/sweep/tables.ts';
import { around, sweepByHand } from '../record/testing/sweep-by-hand.ts';
import { recorded, scored, type Recording } from '../record/testing/recorded.ts';
import type { Table } from '../record/table.ts';
import type { CoefficientsView } from '../record/evidence/views.ts';
import type { JumpLineView } from './network/line/view.ts';
import type { LayersView } from './network/layers/view.ts';
import {
  aroundTable,
  coefficientsTable,
  equalCostTable,
  qualityTable,
  savingsTable,
  targetsTable,
} from './evidence/tables.ts';
import { labCoefficientTable, labErrorTable, planeTable, tracesTable } from './lab/tables.ts';
import { mapTable } from '../ui/charts/heat/MapFigure.tsx';
import {
  confusionTable,
  courseTable,
  errorsTable,
  layersTable,
  lineTable,
  outcomeTable,
  pathTable,
  samplesTable,
} from './network/tables.ts';
import { csvText } from '../record/files/csv.ts';

const steps = 900;
const run: Recording = {
  spec: { arms: ['control', 'farcaster'], seeds: [1, 2, 3], steps, period: 200, warmup: 100 },
  // One seed of the treated comes to a loss of exactly 0.
  loss: (arm, seed, step) =>
    arm === 'farcaster' && step > 600 && seed === 1
      ? 0
      : seed * 2 ** -((step * (arm === 'control' ? 1 : 2)) / 100),
  jumps: [1, 2, 3].map((seed) => ({ arm: 'farcaster', seed, step: 200, cost: 7 })),
};
const history = recorded(run);
// At horizons 2 and 4; only the first replica forecasts.
history.take({
  type: 'forecasted',
  anchor: steps,
  predicted: Float32Array.of(0.5, ...Array<number>(5).fill(NaN), 0.25, ...Array<number>(5).fill(NaN)),
  coefficients: new Float32Array(2 * 6 * 3),
});
history.take({ type: 'scored', anchor: steps, horizons: [2, 4], scores: [scored(0, [0.2, 0.4])] });
const smoothed = recorded({ ...run, smoothing: 9 });
const view = { ...defaultPreferences, axis: 'ledger' } as const;
const savedRun = { ...keptRunOf(history, 'abcdef', null, 0), id: 'a' };
const sweep = sweepByHand(
  { sweep: 'learningRate', sweepValues: [0.1, 0.3], arms: ['control', 'farcaster'] },
  [
    { control: { steps: 90 }, farcaster: { steps: 45, gain: around(0.5), saved: around(0.4) } },
    {
      control: { steps: Infinity },
      farcaster: { steps: 60, gain: [0.1, 0.2, ...Array<number>(6).fill(-Infinity)] },
    },
  ],
);

const coefficients: CoefficientsView = {
  arm: 'control',
  seed: 2,
  anchor: 100,
  inputs: ['A₀', 'A₁₀', 'Aₙ'],
  groups: [
    {
      name: 'layer 1, kernel',
      rate: null,
      yDomain: [0, 1],
      rows: [{ horizon: 20, inputs: [-1, 0.5, 2 / 3], constant: -1e-9, sum: 1, gain: 0.1, closed: null }],
    },
  ],
  summary: '',
};
const outcome = { loss: 1 / 3, accuracy: 0.875 };
const layers: LayersView = {
  states: [{ id: 'control', arm: 'control', label: 'control', weights: Float32Array.of(0.1, -0.2, 0.3) }],
  layout: mlpLayout([2, 1]),
  imageRows: null,
  step: 7,
  seed: 1,
  scales: [1],
  differenceScales: [],
  forecast: '',
  summary: '',
};
const line = {
  curves: [
    {
      split: 'train',
      examples: 1,
      of: 1,
      stay: 1,
      points: [
        [0, 1, 1],
        [1, 0.5, 0.5],
      ],
    },
    { split: 'guard', examples: 1, of: 1, stay: 1, points: [[0, 2, 1]] },
  ],
  marks: [{ id: 'stay', g: 0, loss: 1, relative: 1 }],
  control: { step: 9, g: 0.7, loss: 0.6, relative: 0.6, apart: 0.1 },
} as unknown as JumpLineView;
const point = { step: 1, x: -0.5, y: 2, loss: 3 };

const tables: Readonly<Record<string, Table>> = {
  loss: lossTable(history, view, true),
  'loss, smoothed': lossTable(smoothed, view, true),
  weights: weightsTable(history, view, true),
  difference: differenceTable(history, view, true),
  error: errorTable({
    rows: [{ horizon: 2, forecasts: 3, forecast: 0.1, stay: 0.2, line: 0.3 }],
    forecasts: 3,
    skill: 0,
    yMax: 1,
    summary: '',
  }),
  'evidence, savings': savingsTable(savingsView(history)),
  'evidence, savings by seed': pairsTable(history),
  'evidence, equal cost': equalCostTable(equalCostView(history), 'training loss'),
  'evidence, quality': qualityTable(qualityView(history)),
  'evidence, targets': targetsTable(targetsView(history), 'training loss'),
  'evidence, around': aroundTable(aroundView(history), 'training loss'),
  'evidence, coefficients': coefficientsTable(coefficients, coefficients.groups[0]),
  map: mapTable(
    gainView(
      {
        spec: history.spec,
        horizons: [2, 4],
        replicas: 2,
        recovery: 3,
        columns: [
          { anchor: 5, immediate: Float32Array.of(-0.1, 0.2, NaN, NaN), recovered: new Float32Array(4) },
        ],
      },
      'immediate',
    ),
    'log10 loss',
  ),
  boundary: outcomeTable({
    sides: [{ side: 'control', arm: 'control', train: outcome, test: { ...outcome, accuracy: null } }],
    step: 3,
    seed: 1,
  } as unknown as Parameters<typeof outcomeTable>[0]),
  confusion: confusionTable({
    sides: [{ side: 'treated', arm: 'faster', right: 1, counts: Uint32Array.of(1, 2, 3, 4) }],
    classes: ['T-shirt/top', 'Ankle boot'],
  } as unknown as Parameters<typeof confusionTable>[0]),
  samples: samplesTable({
    sides: [{ side: 'control', arm: 'control' }],
    samples: [{ image: 0, truth: 'Bag', taken: ['=Coat'], wrong: true }],
  } as unknown as Parameters<typeof samplesTable>[0]),
  course: courseTable({
    title: 'layer 1, bias of unit 2',
    courses: [
      {
        arm: 'control',
        points: [
          [0, 1],
          [5, 2],
        ],
        jumps: [],
      },
      {
        arm: 'farcaster',
        points: [
          [0, 1],
          [6, 3],
        ],
        jumps: [],
      },
    ],
    yDomain: [0, 1],
    summary: '',
  }),
  path: pathTable({
    paths: [{ side: 'control', arm: 'control', points: [point], recorded: 400, anchors: [], jumps: [] }],
    explained: [0.9, 0.05],
  } as unknown as Parameters<typeof pathTable>[0]),
  'errors by tensor': errorsTable({
    tensors: [
      { name: 'layer 1 kernel', weights: 2, rows: [{ anchor: 5, quantiles: [1, 2, 3, 4, 5], stay: 6 }] },
    ],
    horizon: 20,
    made: 4,
  } as unknown as Parameters<typeof errorsTable>[0]),
  line: lineTable(line),
  layers: layersTable(layers, true),
  'lab, error': labErrorTable({
    rows: [{ horizon: 3, errors: { farcaster: 0.1, scalar: 0.2, stay: 0.3, endpoint: 0.4, recent: NaN } }],
  }),
  'lab, coefficients': labCoefficientTable({
    rows: [{ horizon: 3, first: -0.5, last: 1.5, sum: 1, constant: 0, closed: { first: -0.4, last: 1.4 } }],
    fromStart: true,
    yDomain: [0, 1],
    caption: '',
    summary: '',
  }),
  'lab, plane': planeTable(
    {
      path: [point, { ...point, step: 2 }],
      anchor: 0,
      forecast: [{ ...point, step: 1 }],
    } as unknown as Parameters<typeof planeTable>[0],
    true,
  ),
  'lab, traces': tracesTable(
    {
      traces: [
        {
          title: 'w₁₂',
          actual: [
            [0, 1],
            [1, 2],
          ],
          forecast: [[1, 2.5]],
          yDomain: [0, 1],
        },
      ],
    } as unknown as Parameters<typeof tracesTable>[0],
    true,
  ),
  compare: compareTable(
    compareView({ runs: [savedRun], drawn: ['a'], details: new Map([['a', savedRun]]) }, 'steps'),
  ),
  sweep: sweepTable(sweep),
  'sweep, targets': sweepTargetsTable(sweep),
};

/** A number as strict readers spell it. */
const numberOf = (text: string): number =>
  ({ nan: NaN, inf: Infinity, '-inf': -Infinity })[text] ?? (text === '' ? 0 / 0 : Number(text));

describe.each(Object.entries(tables))('the file of %s', (_name, table) => {
  const lines = csvText(table).trimEnd().split('\r\n');
  const [head = [], ...rows] = lines.map((text) => text.split(','));

  it('is plain: ASCII, no quotes, no empty cell, as many cells in every line', () => {
    expect(csvText(table)).toMatch(/^[\x20-\x7e\r\n]*$/);
    expect(csvText(table)).not.toContain('"');
    expect(new Set(lines.map((text) => text.split(',').length))).toEqual(new Set([table.columns.length]));
    expect(rows.flat().filter((cell) => cell === '' || /^[=+@]|^-[^\dei]/.test(cell))).toEqual([]);
  });

  it('has a name of its own for every column', () => {
    expect(new Set(head).size).toBe(head.length);
    for (const name of head) expect(name).toMatch(/^[a-zA-Z][a-z0-9_]*$/);
  });

  it('holds every number to the bit', () => {
    expect(rows).toHaveLength(table.rows.length);
    table.rows.forEach((row, r) =>
      row.forEach((cell, c) => {
        if (typeof cell === 'number') expect(numberOf(rows[r]![c]!)).toBe(cell);
      }),
    );
  });
});

const columnOf = ({ columns, rows }: Table, name: string): unknown[] => {
  const at = columns.findIndex(([, own]) => own === name);
  expect(at).toBeGreaterThanOrEqual(0);
  return rows.map((row) => row[at]);
};

describe('the numbers of a run', () => {
  it('are those of every step, whatever is drawn', () => {
    const { median, low, zero } = history.statistics[1]!;
    const table = tables['loss']!;
    expect(columnOf(table, 'step')).toEqual(Array.from({ length: steps + 1 }, (_, step) => step));
    expect(columnOf(table, 'farcaster_training_loss_median_over_seeds')).toEqual([...median]);
    expect(columnOf(table, 'farcaster_training_loss_quantile_25_over_seeds')).toEqual([...low]);
    expect(columnOf(table, 'farcaster_seeds_at_loss_0')).toEqual([...zero]);
    expect(columnOf(table, 'farcaster_ledger_in_gradient_step_equivalents').at(-1)).toBe(steps + 7);
    expect(lossTable(history, view, false).rows.length).toBeLessThan(70);
  });

  it('say of smoothed losses over how many steps, and give those before smoothing beside them', () => {
    const table = tables['loss, smoothed']!;
    const { median, raw } = smoothed.statistics[0]!;
    expect(columnOf(table, 'control_training_loss_mean_of_9_steps_median_over_seeds')).toEqual([...median]);
    expect(columnOf(table, 'control_training_loss_of_step_median_over_seeds')).toEqual([...raw]);
  });

  it('hold forecasts of weights behind the actual ones, and how long before they were made', () => {
    const { rows } = tables['weights']!;
    expect(rows.filter(([, before]) => before === 0)).toHaveLength(steps + 1);
    expect(rows.slice(steps + 1)).toEqual([
      [steps + 2, 2, 0.5],
      [steps + 4, 4, 0.25],
    ]);
    expect(weightsTable(history, view, false).columns).toHaveLength(2);
  });

  it('tell of a saving what the headline does, over the pairs and pair by pair', () => {
    const { verdict } = judgementOf(history)!;
    const table = tables['evidence, savings']!;
    expect(columnOf(table, 'saved_fraction_median_over_pairs')).toEqual([verdict.savedFraction]);
    expect(columnOf(table, 'saved_fraction_interval_low')).toEqual([verdict.low]);
    expect(columnOf(table, 'pairs_better')).toEqual([verdict.better]);
    const pairs = tables['evidence, savings by seed']!;
    expect(columnOf(pairs, 'seed')).toEqual([1, 2, 3]);
    const saved = columnOf(pairs, 'saved_fraction') as number[];
    expect(saved.toSorted((a, b) => a - b)[1]).toBe(verdict.savedFraction);
    const paid = columnOf(pairs, 'ledger_to_target_in_gradient_step_equivalents') as number[];
    const control = columnOf(pairs, 'control_ledger_to_target_in_gradient_step_equivalents') as number[];
    expect(paid.map((own, i) => 1 - own / control[i]!)).toEqual(saved);
  });

  it('give the control first at equal cost, and everything of forecasts by horizon', () => {
    const equal = tables['evidence, equal cost']!;
    const { control, rows } = equalCostView(history);
    expect(columnOf(equal, 'arm')).toEqual(['control', 'farcaster']);
    expect(columnOf(equal, 'training_loss_median_over_seeds')).toEqual([control!.loss, rows[0]!.equal!.loss]);
    const quality = tables['evidence, quality']!;
    expect(columnOf(quality, 'steps_ahead')).toEqual([2, 4]);
    expect(columnOf(quality, 'mean_absolute_error')).toEqual([0.2, 0.4]);
    expect(columnOf(quality, 'cosine_mean_layer_1_kernel')).toEqual([0.5, 0.5]);
    expect(columnOf(quality, 'skill')).toEqual([0.8, 0.6]);
  });

  it('agree with what the chart of differences draws', () => {
    const table = tables['difference']!;
    const name = 'log10_training_loss_farcaster_minus_control_at_equal_ledger_median_over_seeds';
    const drawn = differenceOf(history, view).rows.at(-1)!;
    expect(columnOf(table, name).at(-1)).toBe(drawn.median);
    expect(columnOf(table, 'pairs').at(-1)).toBe(drawn.pairs);
  });

  it('give shares as fractions, and who never got there as infinite', () => {
    const table = tables['sweep']!;
    expect(columnOf(table, 'saved_fraction_to_target_median')[1]).toBeCloseTo(0.5, 9);
    expect(columnOf(table, 'saved_fraction_to_target_median')[3]).toBe(-Infinity);
  });
});
