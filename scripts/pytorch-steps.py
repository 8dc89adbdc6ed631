"""Owns the same steps in PyTorch: reads experiments with our results, prints the differences (pytorch-steps.mjs)."""
import json
import sys

import torch

ACTIVATIONS = {'tanh': torch.tanh, 'relu': torch.relu, 'sigmoid': torch.sigmoid}


def optimizer_of(parameters, settings):
    rate, decay = settings['learningRate'], settings['weightDecay']
    betas, epsilon = (settings['beta1'], settings['beta2']), settings['epsilon']
    if settings['name'] == 'adam':
        return torch.optim.Adam(parameters, lr=rate, betas=betas, eps=epsilon)
    if settings['name'] == 'adamw':
        return torch.optim.AdamW(parameters, lr=rate, betas=betas, eps=epsilon, weight_decay=decay)
    momentum = 0 if settings['name'] == 'sgd' else settings['momentum']
    nesterov = settings['name'] == 'nesterov'
    return torch.optim.SGD(parameters, lr=rate, momentum=momentum, nesterov=nesterov, weight_decay=decay)


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
        optimizer.step()
    theirs = torch.cat([parameter.detach().flatten() for parameter in parameters])
    return worst, ((theirs - torch.tensor(case['weights'])).abs().max() / theirs.abs().max()).item()


failed = False
for case in json.load(sys.stdin):
    loss, weights = differences(case)
    failed = failed or not max(loss, weights) < 1e-4
    name = case['optimizer']['name']
    print(f"{'-'.join(map(str, case['widths']))}, {name}, {case['activation']}, {case['loss']}:"
          f' losses within {loss:.1e}, weights within {weights:.1e}')
sys.exit(failed)
