"""What is computed, with one setting for each workload: the SOAP power spectrum, its gradients, lambda-SOAP.

The structures are bench/src/main/resources/workloads/NAME.xyz. Numbers of radial functions are counts; featomic's and
Lather's max_radial is one less. Lengths in angstrom.
"""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORKLOADS = {
    "mol": {"radial": 8, "angular": 6, "species": [1, 6, 7, 8], "periodic": False},
    "si": {"radial": 10, "angular": 10, "species": [14], "periodic": True},
}
TASKS = {
    "power_spectrum": "Power spectrum",
    "forces": "Forces",
    "lambda_soap_1": "Lambda-SOAP, lambda = 1, all features",
    "lambda_soap_2": "Lambda-SOAP, lambda = 2, all features",
}
# what takes peers long, or much memory: the first frames only, and fewer repetitions
FRAMES = {
    ("forces", "mol"): 20, ("forces", "si"): 2, ("lambda_soap_1", "mol"): 20, ("lambda_soap_2", "mol"): 10,
    ("lambda_soap_1", "si"): 2, ("lambda_soap_2", "si"): 1,
}
SLOW = ("forces", "lambda_soap_1", "lambda_soap_2")
CUTOFF, COSINE_WIDTH, SIGMA = 5.0, 0.5, 0.4
THREAD_VARIABLES = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS", "NUMBA_NUM_THREADS")


def structures(workload):
    return ROOT / "bench/src/main/resources/workloads" / f"{workload}.xyz"


def featomic_options(workload):
    """featomic's hyper-parameters, which Lather reads unchanged."""
    w = WORKLOADS[workload]
    return {
        "cutoff": {"radius": CUTOFF, "smoothing": {"type": "ShiftedCosine", "width": COSINE_WIDTH}},
        "density": {"type": "Gaussian", "width": SIGMA},
        "basis": {
            "type": "TensorProduct",
            "max_angular": w["angular"],
            "radial": {"type": "Gto", "max_radial": w["radial"] - 1},
        },
    }


def environment():
    """One thread each, and none of the settings by which a machine steers OpenBLAS."""
    out = {k: v for k, v in os.environ.items() if k not in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")}
    out.update({name: "1" for name in THREAD_VARIABLES})
    return out
