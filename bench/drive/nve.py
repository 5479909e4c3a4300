"""Conservation of energy: constant-energy dynamics of 64 silicon atoms under ASE, driven by lather drive.

usage: nve.py MODEL [--steps 0.5,1,2] [--ps 10] [--temperature 300] [-o FOLDER]; writes nve.md and nve.json there. Needs ase.

Velocity Verlet conserves a shadow energy that differs from the energy by O(dt^2): fluctuations about the mean shrink as dt^2, and the
drift, the slope of a straight line through the total energy, is nothing but their rest where the forces are the gradient of the energy.
"""
import argparse
import datetime
import json
import os
import platform
import re
import tempfile
import time

import ase
import numpy as np
from ase import units
from ase.build import bulk
from ase.calculators.socketio import SocketIOCalculator
from ase.io import write
from ase.md.verlet import VelocityVerlet

from client import Client, ROOT


def silicon(temperature):
    """64 atoms with velocities of twice the temperature, half of which goes into the springs; no total momentum."""
    atoms = bulk("Si", "diamond", a=5.43, cubic=True).repeat((2, 2, 2))
    random = np.random.default_rng(1)
    v = random.normal(size=(len(atoms), 3)) * np.sqrt(2 * temperature * units.kB / atoms.get_masses()[0])
    v -= v.mean(axis=0)
    atoms.set_velocities(v * np.sqrt(2 * temperature * 1.5 * len(atoms) * units.kB / (0.5 * atoms.get_masses()[0] * (v**2).sum())))
    return atoms


def run(options, dt):
    atoms = silicon(options.temperature)
    name = f"lather_nve_{os.getpid()}"
    with tempfile.TemporaryDirectory() as folder:
        start = os.path.join(folder, "si.xyz")
        write(start, atoms)
        client = Client(options.client, options.model, start, "--unix", name, "--no-uncertainty")
        energies, temperatures = [], []
        with SocketIOCalculator(unixsocket=name, timeout=120) as calc:
            atoms.calc = calc
            dynamics = VelocityVerlet(atoms, dt * units.fs)
            steps = round(1000 * options.ps / dt)
            begin = time.time()
            for _ in range(steps + 1):
                energies.append(atoms.get_total_energy())
                temperatures.append(atoms.get_temperature())
                dynamics.run(1)
            seconds = time.time() - begin
        code, out, err = client.end()
        if code != 0:
            raise SystemExit(f"lather drive ended with {code}: {err}")
    e = 1000 * np.array(energies) / len(atoms)
    t = dt / 1000 * np.arange(len(e))
    half = t > t[-1] / 10  # the equipartition at the beginning is left out
    slope, start = np.polyfit(t[half], e[half], 1)
    rest = e[half] - (slope * t[half] + start)
    # blocks of half a picosecond, so that the error of the slope counts fluctuations that are not independent
    block = max(1, round(500 / dt))
    means = [rest[k : k + block].mean() for k in range(0, len(rest) - block + 1, block)]
    times = [t[half][k : k + block].mean() for k in range(0, len(rest) - block + 1, block)]
    error = np.std(means, ddof=2) / (np.std(times) * np.sqrt(len(times)))
    rate = re.search(r"([\d.,]+) steps/s: ([\d.]+) ms", out)
    return dict(
        dt_fs=dt,
        ps=options.ps,
        drift_mev_atom_ps=slope,
        drift_error=error,
        fluctuation_mev_atom=rest.std(),
        mean_temperature=float(np.mean(np.array(temperatures)[half])),
        steps_per_second=len(e) / seconds,
        prediction_ms=float(rate.group(2)) if rate else None,
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("--client", default="")
    parser.add_argument("--steps", default="0.5,1,2", help="time steps, fs")
    parser.add_argument("--ps", type=float, default=10)
    parser.add_argument("--temperature", type=float, default=300)
    parser.add_argument("-o", "--output", default=os.path.join(ROOT, "bench", "results"))
    options = parser.parse_args()
    rows = []
    for dt in map(float, options.steps.split(",")):
        rows.append(run(options, dt))
        print(rows[-1], flush=True)
    cpu = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.processor())
    lines = [
        "# Conservation of energy",
        "",
        f"64 silicon atoms, constant energy, {options.ps:g} ps, ASE {ase.__version__} with velocity Verlet, driven by `lather drive`",
        f"over a UNIX socket; model `{os.path.basename(options.model)}`. Written by `bench/drive/nve.py` on {datetime.date.today()},",
        f"{cpu}, Python {platform.python_version()}.",
        "",
        "| time step | mean temperature | drift | fluctuation (standard deviation) | fluctuation / dt² | steps/s | prediction |",
        "|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for r in rows:
        lines.append(
            f"| {r['dt_fs']:g} fs | {r['mean_temperature']:.0f} K | {r['drift_mev_atom_ps']:+.5f} ± {r['drift_error']:.5f} meV/atom/ps"
            f" | {r['fluctuation_mev_atom']:.4f} meV/atom | {r['fluctuation_mev_atom'] / r['dt_fs'] ** 2:.4f} | {r['steps_per_second']:.0f}"
            f" | {r['prediction_ms']:.2f} ms |"
        )
    lines += ["", "The first tenth of each run is discarded. Steps/s include ASE's own work. The error of the drift comes from means over 0.5 ps.", ""]
    with open(os.path.join(options.output, "nve.md"), "w") as out:
        out.write("\n".join(lines))
    with open(os.path.join(options.output, "nve.json"), "w") as out:
        json.dump(rows, out, indent=1)
        out.write("\n")


if __name__ == "__main__":
    main()
