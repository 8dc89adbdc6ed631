"""Owns losses and gradients of models by PyTorch in float64: interprets their nodes (pytorch-gradients.mjs)."""
import json
import math
import sys

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
ACTIVATIONS = {'tanh': torch.tanh, 'relu': torch.relu, 'sigmoid': torch.sigmoid, 'linear': lambda x: x}


def floats(values):
    return torch.tensor(values, dtype=torch.float64)


def attention(node, tensors, query, key, value):
    batch, tokens, width = query.shape
    q, k, v = (x.view(batch, tokens, node['heads'], -1).transpose(1, 2) for x in (query, key, value))
    scores = q @ k.transpose(2, 3) / math.sqrt(q.shape[-1])
    if node['causal']:
        scores = scores.masked_fill(torch.ones(tokens, tokens).triu(1).bool(), -math.inf)
    return (scores.softmax(-1) @ v).transpose(1, 2).reshape(batch, tokens, width)


def pool(node, tensors, x):
    return (F.max_pool2d if node['kind'] == 'max' else F.avg_pool2d)(x, node['size'])


OPERATIONS = {
    'dense': lambda node, tensors, x: F.linear(x, *tensors),
    'activate': lambda node, tensors, x: ACTIVATIONS[node['activation']](x),
    'layer-norm': lambda node, tensors, x: F.layer_norm(x, x.shape[-1:], *tensors, node['epsilon']),
    'gelu': lambda node, tensors, x: F.gelu(x, approximate='tanh'),
    'add': lambda node, tensors, x, y: x + y,
    'conv2d': lambda node, tensors, x: F.conv2d(
        x, *tensors, stride=node['stride'], padding=tensors[0].shape[-1] // 2
    ),
    'pool': pool,
    'flatten': lambda node, tensors, x: x.flatten(1),
    'embed': lambda node, tensors, x: F.embedding(x.long(), *tensors),
    'position': lambda node, tensors, x: x + tensors[0],
    'attention': attention,
    'readout': lambda node, tensors, x: x[:, 0] if node['kind'] == 'first' else x.mean(1),
}


def loss_of(name, outputs, targets):
    if name == 'squared-error':
        return F.mse_loss(outputs, targets.view_as(outputs))
    if name == 'cross-entropy':
        return F.cross_entropy(outputs, targets.view_as(outputs))
    return F.cross_entropy(outputs.flatten(0, 1), targets.long())


def answer(case):
    model, flat = case['model'], floats(case['weights'])
    tensors = [
        flat[t['offset'] : t['offset'] + t['length']].view(t['shape']).clone().requires_grad_()
        for t in model['parameters']['tensors']
    ]
    inputs = floats(case['inputs']).view(-1, *model['input'])
    values = []
    for node in model['nodes']:
        given = [inputs if i < 0 else values[i] for i in node['from']]
        values.append(OPERATIONS[node['op']](node, [tensors[i] for i in node['tensors']], *given))
    loss = loss_of(model['loss'], values[-1], floats(case['targets']))
    loss.backward()
    return {'loss': loss.item(), 'gradient': torch.cat([t.grad.flatten() for t in tensors]).tolist()}


json.dump([answer(case) for case in json.load(sys.stdin)], sys.stdout)
