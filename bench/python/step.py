"""Times ASE force calls of 64 silicon atoms, and the engine's own part of them.

Usage: python bench/python/step.py [REPRESENTATIVES] [STEPS]
"""

from __future__ import annotations

import sys
import time

import numpy as np
from ase.build import bulk
from ase.calculators.lj import LennardJones
from ase.calculators.singlepoint import SinglePointCalculator

import lather
from lather.ase import Lather


def frames(count: int) -> list:
    out = []
    for seed in range(count):
        a = bulk("Si", cubic=True) * (2, 2, 2)
        a.rattle(0.08, seed=seed)
        a.calc = LennardJones(sigma=2.1, epsilon=0.5, rc=5.0, ro=4.0, smooth=True)
        energy = a.get_potential_energy()
        a.calc = SinglePointCalculator(a, energy=energy)
        out.append(a)
    return out


count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
steps = int(sys.argv[2]) if len(sys.argv) > 2 else 500
hypers = {
    "calculator": "power_spectrum",
    "cutoff": {"radius": 5.0, "smoothing": {"type": "ShiftedCosine", "width": 0.5}},
    "density": {"type": "Gaussian", "width": 0.5},
    "basis": {"type": "TensorProduct", "max_angular": 6, "radial": {"type": "Gto", "max_radial": 7}},
}
options = {
    "representations": [hypers],
    "model": {"representatives": {"count": count}, "noise": {"energy": 0.01}},
    "targets": {"energy": {"key": "energy", "unit": "eV", "baseline": "composition"}},
}
train = frames(20)
model = lather.train(options, train)
a = train[0].copy()
a.calc = Lather(model)
a.get_forces()
step = a.calc._steps
noise = np.random.default_rng(0).normal(0, 1e-3, (steps, 64, 3))
whole, own = [], []
for k in range(2 * steps):
    a.positions += noise[k % steps]
    if k % 2:
        begin = time.perf_counter()
        a.get_forces()
        whole.append(time.perf_counter() - begin)
    else:
        # the same work without Python: a call that gets the coordinates as they are
        step.positions[:] = a.positions
        begin = time.perf_counter()
        step.java.step(True)
        own.append(time.perf_counter() - begin)
for name, times in (("ASE", whole), ("engine", own)):
    times = np.sort(times[steps // 5 :]) * 1e6
    print(f"{name}: median {np.median(times):.0f} us, tenth percentile {times[len(times) // 10]:.0f} us")
