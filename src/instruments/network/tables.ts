/** The numbers behind the panels of the network. Pure. */
import { weightTitle } from './course/view.ts';
import { chosenSteps, columnName, type Table, type TableColumn } from '../../record/table.ts';
import type { BoundaryView } from './boundary/view.ts';
import type { ConfusionView } from './images/view.ts';
import type { CourseView } from './course/view.ts';
import type { ForecastErrorsView } from './errors/view.ts';
import type { JumpLineView } from './line/view.ts';
import type { LayersView } from './layers/view.ts';
import type { PathView } from './path/view.ts';
import { series } from '../../ui/primitives/arms.ts';
import { percent } from '../../ui/primitives/numbers.ts';

const right = (fraction: number): string => (Number.isNaN(fraction) ? '' : percent(fraction));

export const outcomeTable = ({ sides, step, seed }: BoundaryView): Table => ({
  columns: [
    ['network', 'arm'],
    ['seed', 'seed'],
    ['step', 'step'],
    ['training loss', 'training_loss'],
    ['training right', 'training_accuracy_fraction', right],
    ['test loss', 'test_loss'],
    ['test right', 'test_accuracy_fraction', right],
  ],
  rows: sides.map(({ arm, train, test }) => [
    arm,
    seed,
    step ?? NaN,
    train.loss,
    train.accuracy ?? NaN,
    test.loss,
    test.accuracy ?? NaN,
  ]),
});

/** Number of examples of each class, by predicted class. */
export const confusionTable = ({ sides, classes, kind }: ConfusionView): Table => ({
  columns: [
    ['network', 'arm'],
    ['what it is', 'true_class'],
    ...classes.map((name): TableColumn => [`taken for ${name}`, columnName(`${kind} taken for`, name)]),
  ],
  rows: sides.flatMap(({ arm, counts }) =>
    classes.map((name, truth) => [
      arm,
      name,
      ...counts.subarray(truth * classes.length, (truth + 1) * classes.length),
    ]),
  ),
});

export const samplesTable = ({ samples, sides, kind }: ConfusionView): Table => ({
  columns: [
    kind === 'images' ? ['test image', 'test_image'] : ['test passage', 'test_passage'],
    ['what it is', 'true_class'],
    ...sides.map(({ arm }): TableColumn => [
      `${series[arm].label} takes it for`,
      columnName(arm, 'takes it for'),
    ]),
  ],
  rows: samples.map(({ index, truth, taken }) => [index + 1, truth, ...taken]),
});

export function courseTable({ courses, title }: CourseView): Table {
  const values = courses.map(({ points }) => new Map(points));
  const steps = [...new Set(values.flatMap((points) => [...points.keys()]))].sort((a, b) => a - b);
  return {
    columns: [
      ['step', 'step'],
      ...courses.map(({ arm }): TableColumn => [series[arm].label, columnName(arm, title)]),
    ],
    rows: steps.map((step) => [step, ...values.map((points) => points.get(step) ?? NaN)]),
  };
}

export const pathTable = ({ paths, explained }: PathView): Table => ({
  columns: [
    ['step', 'step'],
    ['arm', 'arm'],
    ['1st component', 'component_1'],
    ['2nd component', 'component_2'],
    ['variance in the 1st', 'variance_fraction_of_component_1', right],
    ['in the 2nd', 'variance_fraction_of_component_2', right],
    ['steps recorded', 'steps_recorded'],
  ],
  rows: paths.flatMap(({ arm, points, recorded }) =>
    points.map(({ step, x, y }) => [step, arm, x, y, ...explained, recorded]),
  ),
});

const quantiles = [10, 25, 50, 75, 90] as const;

export const errorsTable = ({ tensors, horizon, made }: ForecastErrorsView): Table => ({
  columns: [
    ['tensor', 'tensor'],
    ['step', 'forecast_at_step'],
    ['steps ahead', 'steps_ahead'],
    ...quantiles.map((share): TableColumn => [
      share === 50 ? 'median' : `${share} %`,
      columnName('absolute error quantile', share, 'over weights'),
    ]),
    ['stay, median', 'staying_put_absolute_error_median_over_weights'],
    ['forecasts made', 'forecasts_made'],
  ],
  rows: tensors.flatMap(({ name, rows }) =>
    rows.map(({ anchor, quantiles: values, stay }) => [name, anchor, horizon, ...values, stay, made]),
  ),
});

const markWords = { stay: 'stay', forecast: 'forecast', adopted: 'adopted' } as const;

export function lineTable({ curves, marks, control }: JumpLineView): Table {
  const [train, guard] = curves;
  const guards = new Map(guard?.points.map(([g, loss]) => [g, loss]));
  const beside =
    control === null ? [] : [[`control at step ${control.step}, projected`, control.g, control.loss, NaN]];
  return {
    columns: [
      ['place', 'place'],
      ['g', 'g_in_multiples_of_the_forecast'],
      ['training loss', 'training_loss'],
      ['validation loss', 'validation_loss'],
    ],
    rows: [
      ...(train?.points ?? []).map(([g, loss]) => [
        marks
          .filter((mark) => mark.g === g)
          .map(({ id }) => markWords[id])
          .join(', '),
        g,
        loss,
        guards.get(g) ?? NaN,
      ]),
      ...beside,
    ],
  };
}

/** Maximum number of rows on screen. */
const mostRows = 60;

/** A row for every weight, a column for every state; on screen, evenly chosen weights. */
export const layersTable = ({ states, layout, step, seed }: LayersView, whole: boolean): Table => ({
  columns: [
    ['weight', 'weight'],
    ['place', 'place'],
    ...states.map(({ label, arm, id }): TableColumn => [
      label,
      columnName(id === 'control' || id === 'treated' ? (arm ?? id) : id, 'seed', seed, 'step', step ?? 0),
    ]),
  ],
  rows: chosenSteps(states[0]?.weights.length ?? 0, whole ? Infinity : mostRows).map((at) => [
    at + 1,
    weightTitle(layout, at),
    ...states.map(({ weights }) => weights[at] ?? NaN),
  ]),
});
