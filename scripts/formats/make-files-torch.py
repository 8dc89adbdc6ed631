"""Writes checkpoints of PyTorch and Keras to src/formats/testing/files/, by PyTorch and by h5py in the layout of Keras.

Needs torch and h5py: python3 scripts/formats/make-files-torch.py
"""
import argparse
import io
import json
import os
import pickle
import zipfile
from collections import OrderedDict
from pathlib import Path

import h5py
import numpy as np
import torch

folder = Path(__file__).parents[2] / "src/formats/testing/files"
folder.mkdir(parents=True, exist_ok=True)


def counted(*shape, dtype=torch.float32):
    """0, 1/8, 2/8, ..."""
    return (torch.arange(int(np.prod(shape))) / 8).reshape(shape).to(dtype)


def state_dict():
    embedding = counted(4, 3)
    return OrderedDict(
        {
            "embedding.weight": embedding,
            "half": counted(5, dtype=torch.float16),
            "brain": counted(5, dtype=torch.bfloat16),
            "double": counted(2, 2, dtype=torch.float64),
            "transposed": counted(2, 3).t(),
            "permuted": counted(2, 3, 4).permute(2, 0, 1),
            "slice": counted(10)[2:8:2],
            "head.weight": embedding,
            "head.transposed": embedding.t(),
            "parameter": torch.nn.Parameter(counted(3)),
            "counter": torch.tensor([-2, 3]),
            "mask": torch.tensor([True, False]),
            "scalar": torch.tensor(0.5),
            "empty": torch.zeros(0, 3),
            "expanded": torch.ones(1).expand(1000),
            "complex": torch.zeros(2, dtype=torch.complex64),
        }
    )


def trained():
    model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.BatchNorm1d(3))
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(counted(*parameter.shape))
    optimizer = torch.optim.Adam(model.parameters())
    model(torch.ones(2, 2)).sum().backward()
    optimizer.step()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(counted(*parameter.shape))
    return model, optimizer


def write_torch():
    model, optimizer = trained()
    torch.save(state_dict(), folder / "state-dict.pt")
    checkpoint = {
        "epoch": 3,
        "model_state_dict": model.state_dict(),
        "optimizer_state_dict": optimizer.state_dict(),
        "loss": 0.25,
        "step": 1200,
        "note": "the best one",
    }
    torch.save(checkpoint, folder / "checkpoint.pt", pickle_protocol=4)
    lightning = {
        "epoch": 3,
        "global_step": 900,
        "state_dict": model.state_dict(),
        "optimizer_states": [optimizer.state_dict()],
        "hyper_parameters": argparse.Namespace(rate=0.1),
    }
    torch.save(lightning, folder / "lightning.ckpt", pickle_protocol=5)
    torch.save(model, folder / "module.pt")
    torch.save(optimizer.state_dict(), folder / "optimizer.pt")
    torch.save({"w": counted(2)}, folder / "before-1.6.pt", _use_new_zipfile_serialization=False)
    torch.jit.script(torch.nn.Linear(1, 1)).save(folder / "script.pt")


class RunsOnLoading:
    """What an attacker would put into a checkpoint: its loading runs a command."""

    def __reduce__(self):
        return os.system, ("echo this checkpoint ran a command",)


def write_pickles():
    torch.save({"w": counted(2), "callback": RunsOnLoading()}, folder / "runs-on-loading.pt")
    shared = ["shared"]
    value = {
        "numbers": [0, 255, 65535, -1, 2**31, -(2**31) - 1, 2**53 - 1, 2**70, -(2**70), 0.1, True, False, None],
        "text": ["", "\u00e9\u6f22\U0001f600", "x" * 300],
        "bytes": [b"", b"ab", b"y" * 300, bytearray(b"cd")],
        "nested": [(), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), {1: {2: 3}}],
        "sets": [{7}, frozenset([8])],
        "shared": [shared, shared],
        "ordered": OrderedDict(a=1, b=2),
        "many": list(range(300)),
    }
    pickles = [pickle.dumps(value, protocol).hex() for protocol in (2, 3, 4, 5)]
    (folder / "pickles.json").write_text(json.dumps(pickles, indent=1) + "\n")


def write_keras():
    with h5py.File(folder / "keras3.weights.h5", "w") as file:
        dense = file.create_group("layers/dense/vars")
        dense["0"] = counted(3, 4).numpy()
        dense["1"] = counted(4, dtype=torch.float16).numpy()
        half = file.create_group("layers/dense_1/vars")
        half.create_dataset("0", data=counted(40, 30).numpy(), chunks=(16, 8), compression="gzip", shuffle=True)
        half["1"] = counted(30, dtype=torch.float64).numpy().astype(">f8")
        brain = counted(3).numpy().view(np.uint32) >> 16
        file["layers/dense_2/vars/0"] = brain.astype("<u2").view("V2")
        file["layers/dense_2/vars/0"].attrs["dtype"] = "bfloat16"
        file["layers/dropout/vars/seed"] = np.array([1, 2], np.uint32)
        file["optimizer/vars/0"] = np.array(70, np.int64)
        file["optimizer/vars/1"] = counted(3, 4).numpy()
    with h5py.File(folder / "keras2.h5", "w") as file:
        file.attrs["keras_version"] = "2.11.0"
        weights = file.create_group("model_weights")
        weights.attrs["layer_names"] = [b"dense", b"out"]
        for name, width in (("dense", 4), ("out", 2)):
            layer = weights.create_group(name)
            layer.attrs["weight_names"] = [f"{name}/kernel:0".encode(), f"{name}/bias:0".encode()]
            layer[f"{name}/kernel:0"] = counted(3, width).numpy()
            layer[f"{name}/bias:0"] = counted(width).numpy()
        file["optimizer_weights/Adam/iter:0"] = np.array(70, np.int64)
        file["optimizer_weights/Adam/m/dense/kernel:0"] = counted(3, 4).numpy()
    content = io.BytesIO()
    with h5py.File(content, "w") as file:
        file["layers/dense/vars/0"] = counted(2, 2).numpy()
    with zipfile.ZipFile(folder / "model.keras", "w") as archive:
        for name, data in (
            ("metadata.json", json.dumps({"keras_version": "3.3.3"})),
            ("config.json", json.dumps({"class_name": "Sequential"})),
            ("model.weights.h5", content.getvalue()),
        ):
            archive.writestr(zipfile.ZipInfo(name), data)


torch.manual_seed(1)
write_torch()
write_pickles()
write_keras()
