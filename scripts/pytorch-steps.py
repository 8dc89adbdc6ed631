"""Owns the same steps in PyTorch: reads experiments with our results, prints the differences (pytorch-steps.mjs)."""
import json
import math
import sys

import torch

torch.set_default_dtype(torch.float64)
ACTIVATIONS = {'tanh': torch.tanh, 'relu': torch.relu, 'sigmoid': torch.sigmoid}


def optimizer_of(parameters, settings):
    decay = settings['weightDecay']
    rest = 0 if settings['decayOf'] == 'kernels' else decay
    groups = [
        {'params': [p for p in parameters if p.dim() > 1], 'weight_decay': decay},
        {'params': [p for p in parameters if p.dim() == 1], 'weight_decay': rest},
    ]
    rate, epsilon = settings['learningRate'], settings['epsilon']
    betas = (settings['beta1'], settings['beta2'])
    if settings['name'] == 'adam':
        return torch.optim.Adam(groups, lr=rate, betas=betas, eps=epsilon)
    if settings['name'] == 'adamw':
        return torch.optim.AdamW(groups, lr=rate, betas=betas, eps=epsilon)
    if settings['name'] == 'rmsprop':
        return torch.optim.RMSprop(groups, lr=rate, alpha=betas[1], eps=epsilon)
    momentum = 0 if settings['name'] == 'sgd' else settings['momentum']
    return torch.optim.SGD(groups, lr=rate, momentum=momentum, nesterov=settings['name'] == 'nesterov')


def factor_of(schedule):
    warmup, steps = schedule['warmup'], schedule['steps']

    def factor(step):
        if step < warmup:
            return (step + 1) / warmup
        is_cosine = schedule['name'] == 'cosine'
        return 0.5 * (1 + math.cos(math.pi * (step - warmup) / (steps - warmup))) if is_cosine else 1

    return factor


def layers_of(flat, widths):
    at = 0
    for inputs, outputs in zip(widths, widths[1:]):
        for shape in [(outputs, inputs), (outputs,)]:
            size = outputs * (inputs if len(shape) == 2 else 1)
            yield torch.tensor(flat[at : at + size]).view(shape).clone().requires_grad_()
            at += size


def differences(case):
    x = torch.tensor(case['inputs']).view(-1, case['widths'][0])
    y = torch.tensor(case['targets']).view(-1, case['widths'][-1])
    parameters = list(layers_of(case['initial'], case['widths']))
    optimizer = optimizer_of(parameters, case['optimizer'])
    rates = torch.optim.lr_scheduler.LambdaLR(optimizer, factor_of(case['schedule']))
    clip = case['optimizer']['clip']
    worst = 0
    for ours in case['losses']:
        optimizer.zero_grad()
        out = x
        for i in range(0, len(parameters), 2):
            out = out @ parameters[i].T + parameters[i + 1]
            if i < len(parameters) - 2:
                out = ACTIVATIONS[case['activation']](out)
        is_entropy = case['loss'] == 'cross-entropy'
        loss = -(y * torch.log_softmax(out, 1)).sum(1).mean() if is_entropy else ((out - y) ** 2).mean()
        worst = max(worst, abs(ours / loss.item() - 1))
        loss.backward()
        if clip > 0:
            torch.nn.utils.clip_grad_norm_(parameters, clip)
        optimizer.step()
        rates.step()
    theirs = torch.cat([parameter.detach().flatten() for parameter in parameters])
    return worst, ((theirs - torch.tensor(case['weights'])).abs().max() / theirs.abs().max()).item()


failed = False
for case in json.load(sys.stdin):
    loss, weights = differences(case)
    failed = failed or not max(loss, weights) < 1e-4
    given = case['optimizer']
    extras = [f"clip {given['clip']}"] if given['clip'] > 0 else []
    if given['weightDecay'] > 0:
        extras.append(f"decay {given['weightDecay']} of {given['decayOf']}")
    if case['schedule']['warmup'] > 0:
        extras.append(f"{case['schedule']['name']} after warm-up")
    name = ' '.join([given['name'], *extras])
    print(f"{'-'.join(map(str, case['widths']))}, {name}, {case['activation']}, {case['loss']}:"
          f' losses within {loss:.1e}, weights within {weights:.1e}')
sys.exit(failed)
