/**
 * A Jupyter notebook (nbformat 4) that repeats an analysis with NumPy alone: reads the saved trajectory, fits, forecasts,
 * measures the errors, and asserts that they are the page's numbers.
 */
import { subjectArm } from '../../experiment/arms.ts';
import type { RecordedAnalysis } from '../../run/recorded/analysis.ts';
import type { RecordedSettings } from '../../run/recorded/settings.ts';
import type { RecordedReport } from './report.ts';
import { recordedVerdict } from './words.ts';

export interface NotebookContents {
  /** Name of the zip archive with the trajectory, in the folder of the notebook. */
  readonly archive: string;
  /** Link of the experiment; null for runs of other programs. */
  readonly link: string | null;
  readonly settings: RecordedSettings;
  readonly analysis: RecordedAnalysis;
  readonly report: RecordedReport;
}

/** Most forecasts that are repeated, over all runs: the numbers of all are in the notebook. */
const mostForecasts = 600;

/** The notebook as the text of its file. */
export function notebookOf(contents: NotebookContents): string {
  const { archive, link, analysis, settings, report } = contents;
  const { sentence, notes } = recordedVerdict(report);
  const cells = [
    text([
      '# Would farcasting have helped?',
      '',
      sentence,
      '',
      ...notes.flatMap((note) => [note, '']),
      `Recomputed below with NumPy alone, from \`${archive}\`${link === null ? '' : `, saved from the experiment \`${link}\``}.`,
    ]),
    text([
      '## The trajectory',
      '',
      'One safetensors file for every checkpoint. Its header says where each tensor is.',
    ]),
    code(reading(archive)),
    text([
      '## The page’s numbers',
      '',
      `Steps of the forecasts, horizons, coefficients [forecast][run][horizon][group][inputs + 1] and mean absolute errors [run][forecast][horizon]${
        isThinned(analysis) ? `. The last ${mostForecasts} forecasts are repeated` : ''
      }.`,
    ]),
    code(numbers(contents)),
    text(fitWords(settings)),
    code(fitting),
    text([
      '## Forecasts and errors',
      '',
      'The farcaster is a linear combination of its inputs, the same for all weights of a group. Persistence keeps the weights of the anchor; the endpoint line continues along the window.',
    ]),
    code(comparing),
  ];
  return `${JSON.stringify(
    {
      cells,
      metadata: { kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' } },
      ...{ nbformat: 4, nbformat_minor: 5 },
    },
    null,
    1,
  )}\n`;
}

const lines = (all: readonly string[]): string[] =>
  all.map((line, i) => (i === all.length - 1 ? line : `${line}\n`));

const text = (source: readonly string[]): object => ({
  ...{ cell_type: 'markdown', metadata: {} },
  source: lines(source),
});

const code = (source: string): object => ({
  ...{ cell_type: 'code', execution_count: null, metadata: {}, outputs: [] },
  source: lines(source.trim().split('\n')),
});

const reading = (archive: string): string => `
import json, struct, zipfile
import numpy as np

ARCHIVE = ${JSON.stringify(archive)}

def tensors_of(data):
    "Names and arrays of a safetensors file, in the order of their offsets, and its metadata."
    length = struct.unpack('<Q', data[:8])[0]
    header = json.loads(data[8:8 + length])
    metadata = header.pop('__metadata__', {})
    start = 8 + length
    found = {}
    for name, entry in sorted(header.items(), key=lambda item: item[1]['data_offsets']):
        assert entry['dtype'] == 'F32', entry['dtype']
        a, b = entry['data_offsets']
        found[name] = np.frombuffer(data[start + a:start + b], '<f4').astype(np.float64)
    return found, metadata

runs = {}
with zipfile.ZipFile(ARCHIVE) as archive:
    for name in archive.namelist():
        if name.endswith('.safetensors'):
            tensors, metadata = tensors_of(archive.read(name))
            runs.setdefault(name.rsplit('/', 1)[0], {})[int(metadata['farcast.step'])] = tensors
print(len(runs), 'runs,', len(next(iter(runs.values()))), 'checkpoints each')
`;

const isThinned = ({ runs, anchors }: RecordedAnalysis): boolean =>
  runs.length * anchors.length > mostForecasts;

/** Only least squares on the run itself are repeated; other fits give their coefficients. */
const isRepeated = ({ source, fit, penalty }: RecordedSettings): boolean =>
  (source === 'in-run' || source === 'oracle') && fit === 'squares' && penalty === 'none';

function numbers({ analysis, settings }: NotebookContents): string {
  const { runs, anchors, horizons, windowSteps, inputs, groups, methods, error, layout, groupOf, fitted } =
    analysis;
  const count = Math.max(1, Math.min(anchors.length, Math.floor(mostForecasts / runs.length)));
  const first = anchors.length - count;
  const shown = anchors.slice(first);
  const width = inputs.length + 1;
  const coefficients = shown.map((_, a) =>
    runs.map((_run, run) =>
      horizons.map((_horizon, h) =>
        groups.map((_group, g) => {
          const from = ((h * runs.length + run) * groups.length + g) * width;
          return Array.from(analysis.coefficients[first + a]!.subarray(from, from + width), finite);
        }),
      ),
    ),
  );
  const errorsOf = (method: RecordedAnalysis['methods'][number]): unknown =>
    runs.map((_, run) =>
      shown.map((_anchor, a) =>
        horizons.map((_horizon, h) => {
          const at = (run * anchors.length + first + a) * horizons.length + h;
          return finite(error[at * methods.length + methods.indexOf(method)]!);
        }),
      ),
    );
  return `
RUNS = json.loads(${literal(runs)})
ANCHORS = ${JSON.stringify(shown)}
HORIZONS = ${JSON.stringify(horizons)}
WINDOW = ${windowSteps}  # steps
INPUTS = ${JSON.stringify(inputs)}  # steps from the window's start
FIT_INPUTS = ${JSON.stringify(fitted.inputs)}
FIT_TARGETS = ${JSON.stringify(fitted.targets)}  # one for each horizon
BIAS, SUM_TO_ONE = ${python(settings.bias === 'on')}, ${python(settings.sum === 'one')}
REPEAT_FIT = ${python(isRepeated(settings))}
GROUP_OF = json.loads(${literal(Object.fromEntries(layout.tensors.map(({ name }, t) => [name, groupOf[t]!])))})
COEFFICIENTS = json.loads(${literal(coefficients)})
PAGE = {
    'farcaster': json.loads(${literal(errorsOf(subjectArm))}),
    'persistence': json.loads(${literal(errorsOf('stay'))}),
    'endpoint line': json.loads(${literal(errorsOf('endpoint'))}),
}
missing = [name for name in RUNS if name not in runs]
assert not missing, f'the archive lacks the runs {missing}'
`;
}

/** JSON within a raw string of Python, whatever quotes it has. */
const literal = (value: unknown): string => `r'''${JSON.stringify(value).replaceAll("'", '\\u0027')}'''`;

const python = (value: boolean): string => (value ? 'True' : 'False');

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

const fitWords = (settings: RecordedSettings): string[] => [
  '## The fit',
  '',
  isRepeated(settings)
    ? 'Least squares of the displacement `y - w_n` on `(w_n - w_i, w_0, 1)`, summed over the weights of a group, with columns scaled to length 1 and a ridge of 1e-8. Within a window, the fit is on its first part, which is then stretched over the whole.'
    : 'These settings are not fitted again here: the page’s coefficients are used as they are.',
];

const fitting = `
def solve(gram, right):
    "Least squares from inner products; columns without variance get 0."
    size = np.diag(gram)
    kept = np.flatnonzero(size > 1e-24 * size.max())
    scale = 1 / np.sqrt(size[kept])
    system = gram[np.ix_(kept, kept)] * np.outer(scale, scale) + 1e-8 * np.eye(len(kept))
    solution = np.zeros(len(size))
    solution[kept] = scale * np.linalg.solve(system, scale * right[kept])
    return solution

def fit(inputs, target):
    "Coefficients of the inputs and the constant, from arrays [weight] in the order of time."
    last = inputs[-1]
    columns = [last - w for w in inputs[:-1]]
    columns += [] if SUM_TO_ONE else [inputs[0]]
    columns += [np.ones_like(last)] if BIAS else []
    design = np.stack(columns)
    c = list(solve(design @ design.T, design @ (target - last)))
    differences = np.array([c.pop(0) for _ in inputs[:-1]])
    terms = np.append(-differences, 1 + differences.sum())
    if not SUM_TO_ONE:
        terms[0] += c.pop(0)
    return np.append(terms, c.pop(0) if BIAS else 0.0)

def close(a, b, tolerance=1e-6):
    return abs(a - b) <= tolerance * max(abs(a), abs(b), 1e-12)

names = list(GROUP_OF)
groups = max(GROUP_OF.values()) + 1

def stacked(run, step, group):
    "All weights of a group after a step."
    return np.concatenate([runs[run][step][name] for name in names if GROUP_OF[name] == group])

checked = 0
if REPEAT_FIT:
    for a, anchor in enumerate(ANCHORS):
        for r, run in enumerate(RUNS):
            for g in range(groups):
                inputs = [stacked(run, anchor - WINDOW + step, g) for step in FIT_INPUTS]
                for h, target in enumerate(FIT_TARGETS):
                    own = fit(inputs, stacked(run, anchor - WINDOW + target, g))
                    page = COEFFICIENTS[a][r][h][g]
                    assert all(abs(x - y) < 1e-6 * max(1, abs(x)) for x, y in zip(own, page)), (anchor, run, own, page)
                    checked += 1
print(checked, 'fits repeated')
`;

const comparing = `
def mean_error(run, anchor, horizon, forecast):
    total = count = 0
    for g in range(groups):
        actual = stacked(run, anchor + horizon, g)
        total += np.abs(forecast(g) - actual).sum()
        count += len(actual)
    return total / count

checked = 0
for a, anchor in enumerate(ANCHORS):
    for r, run in enumerate(RUNS):
        start = anchor - WINDOW
        for h, horizon in enumerate(HORIZONS):
            terms = COEFFICIENTS[a][r][h]
            def farcaster(g):
                return sum(c * stacked(run, start + step, g) for c, step in zip(terms[g], INPUTS)) + terms[g][-1]
            def persistence(g):
                return stacked(run, anchor, g)
            def endpoint_line(g):
                # As on the page, coefficients have single precision.
                first, last = np.float32(-horizon / WINDOW), np.float32(1 + horizon / WINDOW)
                return float(first) * stacked(run, start, g) + float(last) * stacked(run, anchor, g)
            for method, forecast in zip(PAGE, (farcaster, persistence, endpoint_line)):
                page = PAGE[method][r][a][h]
                if page is None:
                    continue
                own = mean_error(run, anchor, horizon, forecast)
                assert close(own, page), f'{method}, {run}, step {anchor}, +{horizon}: {own} here, {page} on the page'
                checked += 1
assert checked, 'no forecast has a target'
print(checked, 'errors equal to 1e-6')

print('steps ahead', *(f'{method:>15}' for method in PAGE))
for h, horizon in enumerate(HORIZONS):
    known = [[row[h] for run in PAGE[method] for row in run if row[h] is not None] for method in PAGE]
    print(f'{horizon:11d}', *(f'{np.mean(values) if values else np.nan:15.4e}' for values in known))
`;
