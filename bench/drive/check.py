"""lather drive under ASE: derivatives through the socket, a cell relaxation, a client that dies and one that follows.

usage: check.py MODEL STRUCTURE [--client COMMAND] [--kinds unix,tcp] [--relax STEPS]; exits with 0 where all is right. Needs ase.
"""
import argparse
import os
import socket
import sys

import numpy as np
from ase.calculators.socketio import SocketIOCalculator
from ase.filters import FrechetCellFilter
from ase.io import read
from ase.optimize import BFGS

from client import Client

STEP = 1e-3  # of differences, A, extrapolated over three steps


def expect(what, value, limit):
    good = value <= limit
    print(f"{'ok' if good else 'FAILED'}  {what}: {value:.2e} (limit {limit:.0e})", flush=True)
    if not good:
        sys.exit(1)


def difference(energy):
    """dE/dx of energy(x) at 0: central differences of h, h/2, h/4 without the errors h^2 and h^4."""
    d = [(energy(STEP / 2**k) - energy(-STEP / 2**k)) / (2 * STEP / 2**k) for k in range(3)]
    return d[0] / 45 - 20 * d[1] / 45 + 64 * d[2] / 45


def derivatives(kind, atoms):
    forces = atoms.get_forces().copy()
    scale = abs(forces).max()
    moved = atoms.copy()
    moved.calc = atoms.calc

    def at(i, k, h):
        moved.positions = atoms.positions
        moved.positions[i, k] += h
        return moved.get_potential_energy()

    error = max(abs(forces[i, k] + difference(lambda h: at(i, k, h))) for i in range(2) for k in range(3))
    expect(f"{kind}: forces against differences, relative", error / scale, 1e-7)
    moved.positions = atoms.positions
    if not atoms.pbc.all():
        return
    stress = atoms.get_stress(voigt=False)

    def strained(i, k, h):
        f = np.eye(3)
        f[i, k] += h / 2
        f[k, i] += h / 2
        moved.set_cell(atoms.cell @ f.T, scale_atoms=False)
        moved.positions = atoms.positions @ f.T
        return moved.get_potential_energy()

    numeric = np.array([[difference(lambda h: strained(i, k, h)) for k in range(3)] for i in range(3)])
    error = abs(numeric / atoms.get_volume() - stress).max() / abs(stress).max()
    expect(f"{kind}: stress against differences, relative", error, 1e-7)


def free_port():
    with socket.socket() as s:
        s.bind(("", 0))
        return s.getsockname()[1]


def check(kind, options, atoms):
    if kind == "unix":
        name = f"lather_check_{os.getpid()}"
        where, there = dict(unixsocket=name), ["--unix", name]
    else:
        port = free_port()
        where, there = dict(port=port), ["--host", "127.0.0.1", "--port", str(port)]
    client = Client(options.client, options.model, options.structure, *there)
    with SocketIOCalculator(timeout=120, **where) as calc:
        atoms.calc = calc
        derivatives(kind, atoms)
        energy = atoms.get_potential_energy()
        client.kill()
        calc.reset()
        try:
            atoms.get_potential_energy()
            sys.exit("FAILED  the client was killed, and ASE did not notice")
        except OSError:
            pass
        # the server still listens: a new client may follow
        calc.server.protocol = None
        client = Client(options.client, options.model, options.structure, *there)
        expect(f"{kind}: energy by a second client", abs(atoms.get_potential_energy() - energy), 1e-9)
        if options.relax:
            target = FrechetCellFilter(atoms) if atoms.pbc.all() else atoms
            optimizer = BFGS(target, logfile=None)
            optimizer.run(fmax=0.02, steps=options.relax)
            expect(f"{kind}: relaxation by ASE, {optimizer.nsteps} steps, largest gradient", abs(target.get_forces()).max(), 0.02)
    code, out, err = client.end()
    print("    " + out.strip().replace("\n", "\n    "))
    expect(f"{kind}: exit status of the client", code, 0)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("structure")
    parser.add_argument("--client", default="", help="command that stands for `lather drive`")
    parser.add_argument("--kinds", default="unix,tcp")
    parser.add_argument("--relax", type=int, default=200, help="the most steps of the relaxation, 0 for none")
    options = parser.parse_args()
    for kind in options.kinds.split(","):
        check(kind, options, read(options.structure))


if __name__ == "__main__":
    main()
