"""Owns models as PyTorch computes them, in its default type: interprets nodes and tensors of src/core/model."""
import functools
import math

import torch
import torch.nn.functional as F

ACTIVATIONS = {'tanh': torch.tanh, 'relu': torch.relu, 'sigmoid': torch.sigmoid, 'linear': lambda x: x}


@functools.cache
def later(tokens):
    """[query, key]: whether the key comes after the query."""
    return torch.ones(tokens, tokens).triu(1).bool()


def attention(node, tensors, query, key, value):
    batch, tokens, width = query.shape
    q, k, v = (x.view(batch, tokens, node['heads'], -1).transpose(1, 2) for x in (query, key, value))
    scores = q @ k.transpose(2, 3) / math.sqrt(q.shape[-1])
    if node['causal']:
        scores = scores.masked_fill(later(tokens), -math.inf)
    return (scores.softmax(-1) @ v).transpose(1, 2).reshape(batch, tokens, width)


def pool(node, tensors, x):
    return (F.max_pool2d if node['kind'] == 'max' else F.avg_pool2d)(x, node['size'])


OPERATIONS = {
    'dense': lambda node, tensors, x: F.linear(x, *tensors),
    'activate': lambda node, tensors, x: ACTIVATIONS[node['activation']](x),
    'layer-norm': lambda node, tensors, x: F.layer_norm(x, x.shape[-1:], *tensors, node['epsilon']),
    'gelu': lambda node, tensors, x: F.gelu(x, approximate='tanh'),
    'dropout': lambda node, tensors, x: x * floats(node['factors']).view_as(x),
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


def floats(values):
    return torch.tensor(values, dtype=torch.get_default_dtype())


def tensors_of(model, flat):
    """Trainable tensors with the values of a flat vector, in the order of the layout."""
    return [
        floats(flat[t['offset'] : t['offset'] + t['length']]).view(t['shape']).requires_grad_()
        for t in model['parameters']['tensors']
    ]


def outputs_of(model, tensors, batch):
    """Outputs of a batch [example, ..]."""
    values = []
    for node in model['nodes']:
        given = [batch if i < 0 else values[i] for i in node['from']]
        values.append(OPERATIONS[node['op']](node, [tensors[i] for i in node['tensors']], *given))
    return values[-1]


def loss_of(model, tensors, inputs, targets):
    """The mean loss on a batch; inputs and targets are flat, example after example."""
    outputs = outputs_of(model, tensors, floats(inputs).view(-1, *model['input']))
    if model['loss'] == 'token-cross-entropy':
        return F.cross_entropy(outputs.flatten(0, 1), floats(targets).long())
    compare = F.mse_loss if model['loss'] == 'squared-error' else F.cross_entropy
    return compare(outputs, floats(targets).view_as(outputs))
