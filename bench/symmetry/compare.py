"""Times of symmetry functions of Lather and of DScribe on one thread, and whether their sums agree.

Times are processor times of one computation of all structures, without reading them: of Lather the mean after as long
a warm-up, of DScribe the least of repetitions.
"""

import argparse
import os
import subprocess
import tempfile
import time
from pathlib import Path

import ase.build
import ase.io
import numpy as np
from dscribe.descriptors import ACSF

ROOT = Path(__file__).resolve().parents[2]
G2 = [[eta, shift] for eta in (0.05, 0.5) for shift in (0.0, 1.0, 2.0, 3.0)]
G4 = [[eta, zeta, sign] for eta in (0.005, 0.02, 0.08, 0.3) for zeta in (1.0, 4.0, 16.0) for sign in (1.0, -1.0)]


def silicon(count):
    rng = np.random.default_rng(1)
    out = []
    for _ in range(count):
        atoms = ase.build.bulk("Si", "diamond", a=5.43, cubic=True) * (2, 2, 2)
        atoms.positions += rng.normal(0, 0.05, atoms.positions.shape)
        out.append(atoms)
    return out


def dscribe(structures, cutoff, seconds):
    species = sorted({s for a in structures for s in a.get_chemical_symbols()})
    acsf = ACSF(species=species, r_cut=cutoff, g2_params=G2, g4_params=G4, periodic=bool(structures[0].pbc.all()))
    least = float("inf")
    end = time.monotonic() + seconds
    while True:
        start = time.process_time()
        features = [acsf.create(a, n_jobs=1) for a in structures]
        least = min(least, time.process_time() - start)
        if time.monotonic() > end:
            # the first function of each element is G1, which is not among the options
            first = [s * (1 + len(G2)) for s in range(len(species))]
            return least, sum(float(f.sum() - f[:, first].sum()) for f in features)


def lather(lib, structures, cutoff, seconds, folder):
    data, options = folder / "structures.xyz", folder / "options.yaml"
    ase.io.write(data, structures, format="extxyz", columns=["symbols", "positions"])
    options.write_text(f"representations:\n  - calculator: symmetry_functions\n    cutoff: {{radius: {cutoff}}}\n"
                       f"    g2: {G2}\n    g4: {G4}\n")
    out = subprocess.run(["java", "--add-modules", "jdk.incubator.vector", "-cp", f"{lib}/*",
                          ROOT / "bench/symmetry/SymmetryTimes.java", options, data, str(seconds)],
                         check=True, capture_output=True, text=True).stdout
    return map(float, out.split())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--lib", type=Path, default=ROOT / "cli/target/lather/lib", help="folder of Lather's libraries")
    parser.add_argument("--seconds", type=float, default=20, help="time of each measurement")
    a = parser.parse_args()
    for name in "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS":
        os.environ[name] = "1"
    cases = {
        "100 molecules of C, H, N, O; 6 Å": (ase.io.read(ROOT / "src/examples/chno/molecules.xyz", ":100"), 6.0),
        "4 cells of 64 silicon atoms; 5 Å": (silicon(4), 5.0),
    }
    print(f"{len(G2)} G2 and {len(G4)} G4 functions\n")
    print("| structures | Lather, ms | DScribe, ms | ratio | relative difference of sums |")
    print("|---|---:|---:|---:|---:|")
    for name, (structures, cutoff) in cases.items():
        with tempfile.TemporaryDirectory() as folder:
            own, sum_own = lather(a.lib, structures, cutoff, a.seconds, Path(folder))
        peer, sum_peer = dscribe(structures, cutoff, a.seconds)
        print(f"| {name} | {1e3 * own:.1f} | {1e3 * peer:.0f} | {peer / own:.1f} "
              f"| {abs(sum_own / sum_peer - 1):.0e} |", flush=True)


if __name__ == "__main__":
    main()
