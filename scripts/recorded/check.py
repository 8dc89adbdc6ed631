"""
Repeats `farcast trajectory FOLDER --json` with NumPy from the same files, and compares: coefficients of the farcaster and
mean absolute errors of every method but Aitken's, whose sums are by block.

    npm run farcast -- trajectory runs/cnn --json > analysis.json
    python3 scripts/recorded/check.py runs/cnn analysis.json

FOLDER has checkpoint-STEP/model.safetensors. Settings: the defaults of the command, for one run. Coefficients are compared in single
precision, in which they are published. Prints the largest relative differences, and the processor time that NumPy took. Needs numpy.
"""
import json, os, re, struct, sys, time
import numpy as np

folder, analysis = sys.argv[1], json.load(open(sys.argv[2]))
CHUNK = 1 << 20
DTYPES = {'F32': '<f4', 'F16': '<f2', 'F64': '<f8'}


class File:
    """A safetensors file: names, and pieces of tensors as float64."""

    def __init__(self, path):
        self.file = open(path, 'rb')
        length = struct.unpack('<Q', self.file.read(8))[0]
        header = json.loads(self.file.read(length))
        header.pop('__metadata__', None)
        self.start = 8 + length
        self.entries = {k: v for k, v in header.items() if v['dtype'] in DTYPES and not re.search('running_|num_batches', k)}

    def read(self, name, a, b):
        entry = self.entries[name]
        dtype = np.dtype(DTYPES[entry['dtype']])
        self.file.seek(self.start + entry['data_offsets'][0] + a * dtype.itemsize)
        return np.frombuffer(self.file.read((b - a) * dtype.itemsize), dtype).astype(np.float32).astype(np.float64)


files = {}
for name in os.listdir(folder):
    step = re.search(r'checkpoint-(\d+)$', name)
    if step:
        files[int(step.group(1))] = File(f'{folder}/{name}/model.safetensors')
steps = sorted(files)
stride = steps[1] - steps[0]
first = files[steps[0]]
sizes = {name: int(np.prod(entry['shape'])) for name, entry in first.entries.items()}
pieces = [(name, a, min(size, a + CHUNK)) for name, size in sizes.items() for a in range(0, size, CHUNK)]

# The settings that suit the number of checkpoints, as the command chooses them.
count = len(steps)
split = 2 if count < 13 else 3
window = max(split, split * int(count / (4 * split) + .25))
sub = window // split
farthest = min((split - 1) * sub, window - sub)
fitted = [round((c + 1) * farthest / min(8, farthest)) for c in range(min(8, farthest))]
horizons = [i * window // sub for i in fitted]
quarter = max(1, round(window / 4))
anchors = [a for a in range(window, count) if any(a + h < count for h in horizons)]


def columns(kind):
    """Inputs in the sub-span, and stretched to the window."""
    if kind == 'ends':
        own = [0, sub]
    elif kind == 'four':
        own = sorted({0, round(.4 * sub), round(.7 * sub), sub})
    else:
        gaps = min(sub, 24)
        own = [round(i * sub / gaps) for i in range(gaps + 1)]
    return own, [round(n * window / sub) for n in own]


def design(values, inputs, bias=True, free=True):
    last = values[inputs[-1]]
    rows = [last - values[i] for i in inputs[:-1]]
    return np.stack(rows + ([values[inputs[0]]] if free else []) + ([np.ones_like(last)] if bias else []))


def solve(gram, right):
    scale = 1 / np.sqrt(np.diag(gram))
    return scale * np.linalg.solve(gram * np.outer(scale, scale) + 1e-8 * np.eye(len(gram)), scale * right)


def terms(c, inputs, free=True, bias=True):
    d = c[:len(inputs) - 1]
    out = np.append(-d, 1 + d.sum())
    if free:
        out[0] += c[len(inputs) - 1]
    return np.append(out, c[-1] if bias else 0)


kinds = {'farcaster': ('ends', True), 'columns': ('all', True), 'points': ('four', True), 'scalar': ('ends', False)}
began = time.process_time()
grams = {(a, k): 0 for a in anchors for k in kinds}
rights = {(a, k, h): 0 for a in anchors for k in kinds for h in range(len(horizons))}
bends = {a: 0 for a in anchors}
for name, lo, hi in pieces:
    values = [files[step].read(name, lo, hi) for step in steps]
    for a in anchors:
        start = values[a - window:a + 1]
        for k, (kind, free) in kinds.items():
            own = columns(kind)[0]
            x = design(start, own, bias=free, free=free)
            grams[a, k] = grams[a, k] + x @ x.T
            for h, i in enumerate(fitted):
                rights[a, k, h] = rights[a, k, h] + x @ (start[sub + i] - start[own[-1]])
        previous = values[a - quarter] - values[a - 2 * quarter]
        last = values[a] - values[a - quarter]
        d = np.stack([previous, last])
        bends[a] = bends[a] + d @ d.T

combinations = {}
for a in anchors:
    for h, ahead in enumerate(horizons):
        for k, (kind, free) in kinds.items():
            own, stretched = columns(kind)
            found = terms(solve(grams[a, k], rights[a, k, h]), own, free, free)
            combinations[a, h, k] = [(a - window + i, c) for i, c in zip(stretched, found)] + [(None, found[-1])]
        line = lambda back: [(a - back, -ahead / back), (a, 1 + ahead / back)]
        combinations[a, h, 'endpoint'], combinations[a, h, 'recent'] = line(window), line(quarter)
        n = ahead / quarter
        (pp, pl), (_, ll) = bends[a]
        bend = pp - 2 * pl + ll
        second = min(1, 2 / (n + 1) * np.sqrt(ll / bend)) * n * (n + 1) / 2 if bend > 0 else n * (n + 1) / 2
        combinations[a, h, 'quadratic'] = [(a - 2 * quarter, second), (a - quarter, -n - 2 * second), (a, 1 + n + second)]
        combinations[a, h, 'stay'] = [(a, 1.0)]
totals = dict.fromkeys(combinations, 0.0)
for name, lo, hi in pieces:
    values = [files[step].read(name, lo, hi) for step in steps]
    for (a, h, k), mix in combinations.items():
        if a + horizons[h] < count:
            value = sum(float(np.float32(c)) * (1.0 if i is None else values[i]) for i, c in mix)
            totals[a, h, k] += np.abs(value - values[a + horizons[h]]).sum()
seconds = time.process_time() - began

worst = {'mae': 0.0, 'coefficients': 0.0}
assert [h * stride for h in horizons] == [row['horizonSteps'] for row in analysis['rows']], 'other settings'
for h, row in enumerate(analysis['rows']):
    for k, theirs in row['mae'].items():
        if k == 'aitken':
            continue
        own = np.mean([totals[a, h, k] / sum(sizes.values()) for a in anchors if a + horizons[h] < count])
        worst['mae'] = max(worst['mae'], abs(own / theirs - 1))
    own = np.median([[float(np.float32(c)) for _, c in combinations[a, h, 'farcaster']] for a in anchors], axis=0)
    theirs = np.array(analysis['coefficients'][h]['median'])
    worst['coefficients'] = max(worst['coefficients'], np.abs(own - theirs).max() / np.abs(own).max())
print(f"{sum(sizes.values())} weights, {count} checkpoints: largest relative difference of errors {worst['mae']:.1e}, of coefficients {worst['coefficients']:.1e}")
print(f'NumPy: {seconds:.1f} s of processor time')
