from __future__ import annotations

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
MOLECULES = REPOSITORY / "src/examples/chno/molecules.xyz"
HYPERS = {
    "calculator": "power_spectrum",
    "cutoff": {"radius": 4.0, "smoothing": {"type": "ShiftedCosine", "width": 0.5}},
    "density": {"type": "Gaussian", "width": 0.4},
    "basis": {"type": "TensorProduct", "max_angular": 2, "radial": {"type": "Gto", "max_radial": 2}},
}
OPTIONS = {
    "representations": [HYPERS],
    "model": {"representatives": {"count": 40}, "noise": {"energy": 0.01}},
    "targets": {"energy": {"key": "energy", "unit": "eV", "baseline": "composition"}},
}


@pytest.fixture(scope="session")
def libraries() -> Path:
    """The archives of the distribution, with the command line."""
    return Path(os.environ.get("LATHER_DISTRIBUTION", REPOSITORY / "cli/target/lather/lib"))


@pytest.fixture(scope="session")
def trained(tmp_path_factory):
    import lather

    out = tmp_path_factory.mktemp("model") / "model.safetensors"
    return lather.train(OPTIONS, f"{MOLECULES}@0:40", out=out), out


@pytest.fixture(scope="session")
def model(trained):
    return trained[0]


@pytest.fixture(scope="session")
def atoms():
    """The first 50 molecules, as ASE reads them."""
    import ase.io

    return ase.io.read(MOLECULES, "0:50")
