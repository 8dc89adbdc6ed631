"""Writes src/formats/testing/files/: one set of tensors in every format, by the libraries that people write them with.

Needs numpy, safetensors and torch: python3 scripts/formats/make-files.py
"""
import json
import zipfile
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file

folder = Path(__file__).parents[2] / "src/formats/testing/files"
folder.mkdir(parents=True, exist_ok=True)


def tensors():
    """Of every type of numbers and shape; transposed and empty ones too."""
    generator = np.random.default_rng(1)
    kernel = generator.integers(-100, 100, (3, 4)).astype(np.float32) / 8
    kernel[0] = [np.inf, -np.inf, -0.0, 2.0**-24]
    return {
        "encoder.kernel": kernel,
        "encoder.bias": generator.normal(size=5).astype(np.float32),
        "encoder.half": kernel.astype(np.float16),
        "head.double": generator.normal(size=(2, 2)),
        "head.transposed": np.arange(6, dtype=np.float32).reshape(2, 3).T,
        "empty": np.zeros((0, 3), np.float32),
        "scalar": np.array(0.1, np.float32),
        "counter": np.arange(-2, 3, dtype=np.int64),
        "mask": np.array([True, False, True]),
        "step": np.array(1000, np.int64),
    }


def numbers(array):
    """As float32, row by row; what JSON cannot say as text."""
    flat = np.asarray(array).astype(np.float32).ravel(order="C")
    return [float(x) if np.isfinite(x) and not (x == 0 and np.signbit(x)) else str(x) for x in flat]


def write_truth(all_tensors):
    truth = {
        name: {"shape": list(array.shape), "dtype": str(array.dtype), "values": numbers(array)}
        for name, array in all_tensors.items()
    }
    rows = ",\n".join(f"  {json.dumps(name)}: {json.dumps(tensor)}" for name, tensor in truth.items())
    (folder / "truth.json").write_text("{\n" + rows + "\n}\n")


def write_safetensors(all_tensors):
    as_torch = {name: torch.from_numpy(array.copy()).contiguous() for name, array in all_tensors.items()}
    as_torch["encoder.brain"] = torch.from_numpy(all_tensors["encoder.kernel"]).bfloat16()
    save_file(as_torch, folder / "all.safetensors", metadata={"format": "pt", "step": "1000"})
    names = sorted(as_torch)
    weight_map = {}
    for shard in range(2):
        file = f"model-{shard + 1:05}-of-00002.safetensors"
        part = {name: as_torch[name] for name in names[shard::2]}
        save_file(part, folder / file, metadata={"format": "pt"})
        weight_map |= {name: file for name in part}
    index = {"metadata": {"total_size": 0}, "weight_map": dict(sorted(weight_map.items()))}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index, indent=1) + "\n")


def write_numpy(all_tensors):
    tied = {**all_tensors, "tied": all_tensors["encoder.kernel"]}
    np.savez(folder / "all.npz", **tied)
    np.savez_compressed(folder / "compressed.npz", **tied)
    np.savez(folder / "big-endian.npz", **{n: a.astype(a.dtype.newbyteorder(">")) for n, a in tied.items()})
    np.savez(folder / "fortran.npz", **{n: np.array(a, order="F") for n, a in tied.items()})
    np.save(folder / "kernel.npy", all_tensors["encoder.kernel"])
    np.save(folder / "cube-fortran.npy", np.asfortranarray(np.arange(24, dtype=np.int16).reshape(2, 3, 4)))
    for version in (2, 3):
        with open(folder / f"version-{version}.npy", "wb") as file:
            np.lib.format.write_array(file, all_tensors["head.double"], version=(version, 0))
    refused = {
        "object": np.array([{"a": 1}], object),
        "complex": np.ones(2, np.complex64),
        "text": np.array(["a", "bc"]),
        "bytes": np.array([b"a"]),
        "structured": np.zeros(2, [("a", "<f4"), ("b", "<i4")]),
        "date": np.array(["2020-01-01"], "datetime64[D]"),
        "raw": np.zeros(2, "V2"),
    }
    np.savez(folder / "refused.npz", kernel=all_tensors["encoder.kernel"], **refused)
    with zipfile.ZipFile(folder / "refused.npz", "a") as archive:
        archive.writestr("readme.txt", "not an array")


everything = tensors()
write_truth(everything)
write_safetensors(everything)
write_numpy(everything)
