"""Trains one network with PyTorch on the processor, as its users write it.

Reads one JSON request a line and answers with one JSON line:
{"start": {case}} -> {}; {"train": steps} -> {"seconds": s, "loss": l}; {"versions": true} -> {...}
"""
import json
import sys
import time

import torch

ACTIVATIONS = {"tanh": torch.nn.Tanh, "relu": torch.nn.ReLU}
OPTIMIZERS = {"sgd": lambda p: torch.optim.SGD(p, lr=0.05), "adam": lambda p: torch.optim.Adam(p, lr=0.005)}


class Training:
    def __init__(self, case):
        widths = case["widths"]
        torch.manual_seed(1)
        layers = []
        for inputs, outputs in zip(widths, widths[1:]):
            layers += [torch.nn.Linear(inputs, outputs), ACTIVATIONS[case["activation"]]()]
        self.model = torch.nn.Sequential(*layers[:-1])
        self.optimizer = OPTIMIZERS[case["optimizer"]](self.model.parameters())
        self.loss_of = torch.nn.CrossEntropyLoss()
        self.inputs = torch.randn(case["batch"], widths[0])
        xor = (self.inputs[:, 0] * self.inputs[:, 1] > 0).long()
        self.targets = xor if widths[-1] == 2 else self.inputs[:, : widths[-1]].argmax(1)

    def train(self, steps):
        for _ in range(steps):
            self.optimizer.zero_grad()
            loss = self.loss_of(self.model(self.inputs), self.targets)
            loss.backward()
            self.optimizer.step()
        return loss.item()


def versions():
    return {"torch": torch.__version__, "threads": torch.get_num_threads(), "python": sys.version.split()[0]}


def answer(request):
    global training
    if "start" in request:
        training = Training(request["start"])
        return {}
    if "train" in request:
        began = time.perf_counter()
        loss = training.train(request["train"])
        return {"seconds": time.perf_counter() - began, "loss": loss}
    return versions()


training = None
for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
