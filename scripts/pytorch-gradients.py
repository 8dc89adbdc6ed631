"""Owns losses and gradients of models by PyTorch in float64 (pytorch-gradients.mjs)."""
import json
import sys

import torch
from lib.pytorch_model import loss_of, tensors_of

torch.set_default_dtype(torch.float64)


def answer(case):
    tensors = tensors_of(case['model'], case['weights'])
    loss = loss_of(case['model'], tensors, case['inputs'], case['targets'])
    loss.backward()
    return {'loss': loss.item(), 'gradient': torch.cat([t.grad.flatten() for t in tensors]).tolist()}


json.dump([answer(case) for case in json.load(sys.stdin)], sys.stdout)
