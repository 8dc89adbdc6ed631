"""Owns the same steps in PyTorch: reads experiments with our results, prints the differences (pytorch-steps.mjs)."""
import json
import math
import sys

import torch
from lib.pytorch_model import loss_of, tensors_of

torch.set_default_dtype(torch.float64)


def optimizer_of(model, tensors, settings):
    decay = settings['weightDecay']
    rest = 0 if settings['decayOf'] == 'kernels' else decay
    roles = [t['role'] for t in model['parameters']['tensors']]
    groups = [
        {'params': [t for t, role in zip(tensors, roles) if role == 'kernel'], 'weight_decay': decay},
        {'params': [t for t, role in zip(tensors, roles) if role != 'kernel'], 'weight_decay': rest},
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


def differences(case):
    model = case['model']
    tensors = tensors_of(model, case['initial'])
    optimizer = optimizer_of(model, tensors, case['optimizer'])
    rates = torch.optim.lr_scheduler.LambdaLR(optimizer, factor_of(case['schedule']))
    clip = case['optimizer']['clip']
    worst = 0
    for ours in case['losses']:
        optimizer.zero_grad()
        loss = loss_of(model, tensors, case['inputs'], case['targets'])
        worst = max(worst, abs(ours / loss.item() - 1))
        loss.backward()
        if clip > 0:
            torch.nn.utils.clip_grad_norm_(tensors, clip)
        optimizer.step()
        rates.step()
    # A bias of keys moves all scores of a token alike: its gradient is only rounding, which Adam scales up.
    names = [t['name'] for t in model['parameters']['tensors']]
    theirs = torch.cat([t.detach().flatten() for t in tensors])
    ours = torch.cat([t.detach().flatten() for t in tensors_of(model, case['weights'])])
    counts = torch.cat([torch.full((t.numel(),), not n.endswith('key.bias')) for t, n in zip(tensors, names)])
    return worst, ((theirs - ours)[counts].abs().max() / theirs.abs().max()).item()


failed = False
for case in json.load(sys.stdin):
    loss, weights = differences(case)
    failed = failed or not max(loss, weights) < 1e-4
    print(f"{case['name']}: losses within {loss:.1e}, weights within {weights:.1e}")
sys.exit(failed)
