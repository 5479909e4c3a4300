"""Writes the files of this folder with numpy and the safetensors package: what others write and our readers must read.

numpy 2.4.6, safetensors 0.8.0. Usage: python make.py
"""

import numpy as np
from safetensors.numpy import save_file

matrix = np.array([[1.0, -2.5], [1e-300, np.pi], [0.0, 7.0]])
np.save("matrix.npy", matrix)
np.save("vector-i4.npy", np.array([1, 6, -7, 8], dtype=np.int32))
arrays = {
    "values": matrix,
    "single": matrix.astype(np.float32),
    "system": np.arange(5, dtype=np.int64),
    "atom": np.arange(3, dtype=np.int32),
    "hypers": np.array('{"name": "κ"}'),
    "empty": np.array(""),
}
np.savez("plain.npz", **arrays)
np.savez_compressed("compressed.npz", **arrays)
save_file(
    {
        "matrix": matrix,
        "single": matrix.astype(np.float32),
        "counts": np.array([[1, -2, 3]], dtype=np.int32),
        "long": np.array([2**40], dtype=np.int64),
        "bytes": np.arange(5, dtype=np.uint8),
        "none": np.zeros((0, 4)),
    },
    "foreign.safetensors",
    metadata={"format": "np", "greeting": 'a "quoted" κ'},
)
