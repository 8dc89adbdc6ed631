"""Trains one network with PyTorch on the processor, in idiomatic use.

Reads one JSON request a line and answers with one JSON line:
{"start": {case}} -> {}; {"train": steps} -> {"seconds": s, "loss": l}; {"processor": true} -> {"processor": s};
{"versions": true} -> {...}
"""
import ctypes
import json
import os
import re
import sys
import time

import torch

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../scripts"))
from lib.pytorch_model import floats, outputs_of, tensors_of  # noqa: E402

ACTIVATIONS = {"tanh": torch.nn.Tanh, "relu": torch.nn.ReLU}
OPTIMIZERS = {"sgd": lambda p: torch.optim.SGD(p, lr=0.05), "adam": lambda p: torch.optim.Adam(p, lr=0.005)}


def perceptron(case):
    """The network, its parameters, a batch and the classes of its examples."""
    widths = case["widths"]
    layers = []
    for inputs, outputs in zip(widths, widths[1:]):
        layers += [torch.nn.Linear(inputs, outputs), ACTIVATIONS[case["activation"]]()]
    model = torch.nn.Sequential(*layers[:-1])
    inputs = torch.randn(case["batch"], widths[0])
    xor = (inputs[:, 0] * inputs[:, 1] > 0).long()
    return model, model.parameters(), inputs, xor if widths[-1] == 2 else inputs[:, : widths[-1]].argmax(1)


def graph(problem):
    """The same for a model of the app, with its weights and examples."""
    model = problem["model"]
    tensors = [stored(t.detach()).requires_grad_() for t in tensors_of(model, problem["weights"])]
    inputs = stored(floats(problem["inputs"]).view(-1, *model["input"]))
    targets = floats(problem["targets"])
    if model["loss"] == "token-cross-entropy":
        return lambda x: outputs_of(model, tensors, x).flatten(0, 1), tensors, inputs.long(), targets.long()
    return lambda x: outputs_of(model, tensors, x), tensors, inputs, targets.view(len(inputs), -1).argmax(1)


def stored(tensor):
    """Images with their channels last in memory. A clone, since a single channel would pass for either order."""
    return tensor.clone(memory_format=torch.channels_last) if tensor.dim() == 4 else tensor


class Training:
    def __init__(self, case):
        torch.manual_seed(1)
        problem = case.get("problem")
        self.model, parameters, self.inputs, self.targets = perceptron(case) if problem is None else graph(problem)
        self.optimizer = OPTIMIZERS[case["optimizer"]](parameters)
        self.loss_of = torch.nn.CrossEntropyLoss()

    def train(self, steps):
        for _ in range(steps):
            self.optimizer.zero_grad()
            loss = self.loss_of(self.model(self.inputs), self.targets)
            loss.backward()
            self.optimizer.step()
        return loss.item()


def blas():
    """Names the matrix product library that was loaded, and the kernels it selected for this processor."""
    with open("/proc/self/maps") as maps:
        loaded = re.findall(r"/\S*(?:blas|mkl)\S*\.so\S*", maps.read())
    library = next((path for path in loaded if "openblas" in path), loaded[0] if loaded else None)
    if library is None:
        return "unknown"
    name = library.rsplit("/", 1)[-1]
    try:
        core = ctypes.CDLL(library).openblas_get_corename
        core.restype = ctypes.c_char_p
        return f"{name}, {core().decode()} kernels"
    except AttributeError:
        return name


def gflops(size=512, least=0.5):
    """Measures matrix products, size x size, for at least this many seconds of processor time."""
    a, b = torch.randn(size, size), torch.randn(size, size)
    done, began = 0, time.process_time()
    while time.process_time() - began < least:
        torch.mm(a, b)
        done += 1
    return round(done * 2 * size**3 / (time.process_time() - began) / 1e9, 1)


def versions():
    return {
        "torch": torch.__version__,
        "threads": torch.get_num_threads(),
        "python": sys.version.split()[0],
        "gflops": gflops(),
        "blas": blas(),
    }


def answer(request):
    global training
    if "start" in request:
        training = Training(request["start"])
        return {}
    if "train" in request:
        began = time.perf_counter()
        loss = training.train(request["train"])
        return {"seconds": time.perf_counter() - began, "loss": loss}
    if "processor" in request:
        return {"processor": time.process_time()}
    return versions()


torch.set_num_threads(1)
training = None
for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
