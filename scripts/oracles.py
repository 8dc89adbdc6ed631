#!/usr/bin/env python3
"""Owns the reference values for tests of the forecasters' fits, computed only with NumPy and SciPy.

python3 scripts/oracles.py                  rewrites src/core/forecast/testing/numpy.json from trajectories.bin
python3 scripts/oracles.py --trajectories   first trains the three small networks again (bits differ between machines)
python3 scripts/oracles.py --speed          times the least squares of 66 million weights, writes nothing
"""
import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import scipy
from scipy.optimize import linprog, minimize
from scipy.sparse import coo_array

FOLDER = Path(__file__).resolve().parent.parent / 'src/core/forecast/testing'
SNAPSHOTS, STRIDE = 25, 4
SIZES = [2, 8, 8, 2]


# --- trajectories: three 2-8-8-2 tanh networks on two moons, each trained differently -------------------------


def moons(random, count):
    label = np.arange(count) % 2
    angle = np.pi * random.random(count)
    x = np.where(label == 0, np.cos(angle), 1 - np.cos(angle)) - 0.5
    y = np.where(label == 0, np.sin(angle), 0.5 - np.sin(angle)) - 0.25
    return np.stack([x, y], 1) + 0.1 * random.normal(size=(count, 2)), np.eye(2)[label]


def gradient(weights, x, y):
    activations = [x]
    for i, (kernel, bias) in enumerate(weights):
        z = activations[-1] @ kernel + bias
        activations.append(np.tanh(z) if i + 1 < len(weights) else z)
    z = activations[-1] - activations[-1].max(1, keepdims=True)
    delta = (np.exp(z) / np.exp(z).sum(1, keepdims=True) - y) / len(x)
    gradients = []
    for i in reversed(range(len(weights))):
        gradients.insert(0, (activations[i].T @ delta, delta.sum(0)))
        if i > 0:
            delta = (delta @ weights[i][0].T) * (1 - activations[i] ** 2)
    return gradients


def train(seed, rate, batch, adam):
    random = np.random.default_rng(seed)
    x, y = moons(random, 256)
    pairs = zip(SIZES[:-1], SIZES[1:])
    weights = [(random.normal(size=(a, b)) * np.sqrt(1 / a), np.zeros(b)) for a, b in pairs]
    moments = [[np.zeros_like(w) for w in layer + layer] for layer in weights]
    history = []
    for step in range((SNAPSHOTS - 1) * STRIDE + 1):
        if step % STRIDE == 0:
            history.append(np.concatenate([w.ravel() for layer in weights for w in layer]))
        rows = random.permutation(256)[:batch]
        for layer, state, grads in zip(weights, moments, gradient(weights, x[rows], y[rows])):
            for k, g in enumerate(grads):
                if adam:
                    state[k] = 0.9 * state[k] + 0.1 * g
                    state[k + 2] = 0.999 * state[k + 2] + 0.001 * g * g
                    mean = state[k] / (1 - 0.9 ** (step + 1))
                    g = mean / (np.sqrt(state[k + 2] / (1 - 0.999 ** (step + 1))) + 1e-7)
                layer[k][...] -= rate * g
    return np.stack(history)


def write_trajectories():
    runs = [train(1, 0.3, 256, False), train(2, 0.1, 32, False), train(3, 0.01, 64, True)]
    # [snapshot, weight], little-endian float32.
    np.concatenate(runs, 1).astype('<f4').tofile(FOLDER / 'trajectories.bin')


def read_trajectories():
    return np.fromfile(FOLDER / 'trajectories.bin', '<f4').reshape(SNAPSHOTS, -1).astype(np.float64)


# --- fits ----------------------------------------------------------------------------------------------------


def features(values, columns, case):
    """The difference basis (w_n - c_i .., w_0, 1), only the free features of the case: [row, feature]."""
    last = values[columns[-1]]
    parts = [last - values[c] for c in columns[:-1]]
    if not case['sumToOne']:
        parts.append(values[columns[0]])
    if case['bias']:
        parts.append(np.ones_like(last))
    return np.stack(parts, 1)


def terms(solution, columns, case):
    """Coefficients over (c_0 .., constant) of a solution in the difference basis."""
    p = len(columns)
    result = np.zeros(p + 1)
    result[p - 1] = 1
    rest = list(solution)
    for i in range(p - 1):
        slope = rest.pop(0)
        result[i] -= slope
        result[p - 1] += slope
    if not case['sumToOne']:
        result[0] += rest.pop(0)
    if case['bias']:
        result[p] = rest.pop(0)
    return result


def squares(x, y):
    scale = np.linalg.norm(x, axis=0)
    return np.linalg.lstsq(x / scale, y, rcond=None)[0] / scale


def ridged(x, y, ridge):
    scale = np.linalg.norm(x, axis=0)
    width = x.shape[1]
    rows = np.concatenate([x / scale, np.sqrt(ridge) * np.eye(width)])
    return np.linalg.lstsq(rows, np.concatenate([y, np.zeros(width)]), rcond=None)[0] / scale


def absolute(x, y):
    """min mean |y - x c|, exactly, as a linear programme."""
    rows, width = x.shape
    cost = np.concatenate([np.zeros(width), np.ones(2 * rows) / rows])
    equal = np.concatenate([x, np.eye(rows), -np.eye(rows)], 1)
    bounds = [(None, None)] * width + [(0, None)] * (2 * rows)
    return linprog(cost, A_eq=equal, b_eq=y, bounds=bounds, method='highs').x[:width]


def huber(x, y):
    """Huber's loss with delta = 1.345 x 1.48 x MAD of the least-squares residuals; IRLS until convergence."""
    solution = squares(x, y)
    residual = y - x @ solution
    delta = 1.345 * 1.48 * np.median(np.abs(residual - np.median(residual)))
    for _ in range(20000):
        weight = np.sqrt(np.minimum(1, delta / np.maximum(np.abs(y - x @ solution), 1e-300)))
        following = squares(x * weight[:, None], y * weight)
        done = np.max(np.abs(following - solution)) < 1e-15
        solution = following
        if done:
            break
    return solution, delta


def fit_case(values, case):
    columns = case['columns']
    x = features(values, columns, case)
    result = dict(case, horizons=[])
    for target in case['targets']:
        y = values[target] - values[columns[-1]]
        l1 = absolute(x, y)
        robust, delta = huber(x, y)
        result['horizons'].append({
            'squares': terms(squares(x, y), columns, case).tolist(),
            'ridged': terms(ridged(x, y, 1e-8), columns, case).tolist(),
            'absolute': float(np.mean(np.abs(y - x @ l1))),
            'huber': terms(robust, columns, case).tolist(),
            'delta': float(delta),
        })
    return result



# --- L_grad: the same objective by smoothing, long run, and as a linear programme where it is one ------------


def distances(steps, norm, bend):
    """(mean |step|^p)^(1/p) of steps [row, horizon]; `bend` > 0 smooths the corners."""
    if norm == 2:
        return np.sqrt(np.mean(steps * steps, 0) + bend * bend)
    return np.mean(np.sqrt(steps * steps + bend * bend), 0)


def hinge(x, bend):
    return (x + np.sqrt(x * x + bend * bend)) / 2


def penalty(d, case, bend):
    if case['reading'] == 'rest':
        return d[-1]
    if case['reading'] == 'size':
        return np.mean(hinge(d[1:] - case['margin'], bend))
    if case['reading'] == 'shrinking':
        return np.mean(hinge(d[1:] - d[:-1], bend))
    if bend == 0:
        return np.max(d[1:])
    top = np.max(d[1:])
    return top + bend * np.log(np.sum(np.exp((d[1:] - top) / bend)))


def objective(flat, x, y, deltas, case, bend):
    predicted = x @ flat.reshape(x.shape[1], -1)
    residual = np.abs(y - predicted)
    if case['loss'] == 'absolute':
        loss = np.mean(np.sqrt(residual**2 + bend * bend))
    elif case['loss'] == 'squares':
        loss = np.mean(residual**2)
    else:
        loss = np.mean(np.where(residual <= deltas, residual**2 / 2, deltas * (residual - deltas / 2)))
    steps = np.diff(predicted, axis=1, prepend=0)
    return loss + case['weight'] * penalty(distances(steps, case['norm'], bend), case, bend)


def long_run(x, y, deltas, case):
    """Quasi-Newton with corners smoothed less and less, starting from persistence."""
    triangle = np.linalg.cholesky(x.T @ x / len(x)).T
    white = np.linalg.solve(triangle.T, x.T).T
    size = np.sqrt(np.mean(y * y))
    flat = np.zeros(x.shape[1] * y.shape[1])
    best = objective(flat, white, y, deltas, case, 0)
    for bend in np.geomspace(0.1, 1e-7, 25) * size:
        given = (white, y, deltas, case, bend)
        flat = minimize(objective, flat, given, 'L-BFGS-B', options={'maxiter': 400, 'maxfun': 10**6}).x
        best = min(best, objective(flat, white, y, deltas, case, 0))
    return float(best)


def programme(x, y, case):
    """The exact optimum for absolute loss, norm 1 and a convex reading."""
    rows, width = x.shape
    m = y.shape[1]
    n = m * width + rows * m + rows * (m - 1) + m
    entries, limits, count = [], [], 0

    def add(pairs, limit):
        nonlocal count
        entries.extend((count, column, value) for column, value in pairs)
        limits.append(limit)
        count += 1

    def residual(h, r):
        return m * width + h * rows + r

    def move(j, r):
        return m * width + m * rows + (j - 1) * rows + r

    def hinged(j):
        return n - m + j

    cost = np.zeros(n)
    for h in range(m):
        for r in range(rows):
            cost[residual(h, r)] = 1 / (rows * m)
            for sign in (1, -1):
                forecast = [(h * width + i, sign * x[r, i]) for i in range(width)]
                add(forecast + [(residual(h, r), -1)], sign * y[r, h])
    for j in range(1, m):
        for r in range(rows):
            for sign in (1, -1):
                step = [(j * width + i, sign * x[r, i]) for i in range(width)]
                step += [((j - 1) * width + i, -sign * x[r, i]) for i in range(width)]
                add(step + [(move(j, r), -1)], 0)
        mean = [(move(j, r), 1 / rows) for r in range(rows)]
        if case['reading'] == 'size':
            add(mean + [(hinged(j), -1)], case['margin'])
            cost[hinged(j)] = case['weight'] / (m - 1)
        elif case['reading'] == 'worst' or j == m - 1:
            add(mean + [(hinged(0), -1)], 0)
            cost[hinged(0)] = case['weight']
    row, column, value = zip(*entries)
    matrix = coo_array((value, (row, column)), shape=(count, n)).tocsr()
    bounds = [(None, None)] * (m * width) + [(0, None)] * (n - m * width)
    return float(linprog(cost, matrix, limits, bounds=bounds, method='highs').fun)



def penalised_case(values, case):
    columns = case['columns']
    x = features(values, columns, case)
    y = np.stack([values[t] - values[columns[-1]] for t in case['targets']], 1)
    deltas = np.array([huber(x, y[:, h])[1] for h in range(y.shape[1])])
    linear = case['loss'] == 'absolute' and case['norm'] == 1 and case['reading'] != 'shrinking'
    return dict(case, longRun=long_run(x, y, deltas, case), programme=programme(x, y, case) if linear else None)


def write_figures():
    values = read_trajectories()
    free = {'bias': True, 'sumToOne': False}
    ends, ahead = {'columns': [0, 10], 'targets': list(range(11, 19))}, {'targets': [14, 20]}
    cases = [
        {**ends, **free},
        {**ends, **ahead, 'bias': False, 'sumToOne': False},
        {**ends, **ahead, 'bias': True, 'sumToOne': True},
        {**ends, **ahead, 'bias': False, 'sumToOne': True},
        {'columns': [0, 4, 7, 10], **ahead, **free},
        {'columns': list(range(0, 12, 2)), **ahead, **free},
        {'columns': list(range(12)), **ahead, **free},
    ]
    weights = {'absolute': 3, 'squares': 0.1, 'huber': 0.05}
    penalised = [
        {**ends, **free, 'loss': loss, 'reading': reading, 'norm': norm, 'weight': weight, 'margin': margin}
        for loss, weight in weights.items()
        for reading, margin in (('size', 0.002), ('worst', 0), ('shrinking', 0), ('rest', 0))
        for norm in (1, 2)
    ]
    figures = {
        'madeWith': f'NumPy {np.__version__}, SciPy {scipy.__version__}',
        'cases': [fit_case(values, case) for case in cases],
        'penalised': [penalised_case(values, case) for case in penalised],
    }
    target = FOLDER / 'numpy.json'
    target.write_text(json.dumps(figures))
    subprocess.run(['npx', 'prettier', '--log-level', 'warn', '--write', str(target)], check=True)


# --- speed ---------------------------------------------------------------------------------------------------


def time_squares(weights=66_000_000, horizons=8, chunk=1 << 20):
    """Least squares of two inputs and eight horizons in chunks, like src/core/forecast/stream.ts."""
    random = np.random.default_rng(0)
    first = random.random(chunk, dtype=np.float32) - np.float32(0.5)
    last = first + np.float32(0.1) * random.random(chunk, dtype=np.float32)
    targets = [last + np.float32(0.1 * (h + 1)) * (last - first) for h in range(horizons)]
    for _ in range(5):
        wall, cpu = time.perf_counter(), time.process_time()
        square, cross = np.zeros((3, 3)), np.zeros((3, horizons))
        for start in range(0, weights, chunk):
            n = min(chunk, weights - start)
            x = np.stack([last[:n] - first[:n], first[:n], np.ones(n, np.float32)])
            y = np.stack([target[:n] - last[:n] for target in targets])
            square += np.dot(x, x.T)
            cross += np.dot(x, y.T)
        np.linalg.solve(square, cross)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        print(f'{wall:.2f} s ({cpu:.2f} s of processor), {weights / wall / 1e6:.0f} million weights a second')


if __name__ == '__main__':
    if '--speed' in sys.argv:
        time_squares()
    else:
        if '--trajectories' in sys.argv:
            write_trajectories()
        write_figures()
