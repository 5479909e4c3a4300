"""lather drive under i-PI: constant energy, path integrals in batches, a client that dies in between.

usage: ipi.py MODEL STRUCTURE [--client COMMAND]; exits with 0 where all is right. Needs ipi and ase.
"""
import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time

import numpy as np
from ase.io import read, write

from check import expect
from client import Client

INPUT = """<simulation verbosity='low'>
 <output prefix='out'>
  <properties stride='1' filename='md'>[ step, time{{picosecond}}, conserved{{electronvolt}}, temperature{{kelvin}}, potential{{electronvolt}} ]</properties>
  <trajectory filename='uncertainty' stride='1' extra_type='energy_uncertainty'> extras </trajectory>
 </output>
 <total_steps>{steps}</total_steps>
 <prng><seed>1</seed></prng>
 <ffsocket name='lather' mode='unix' pbc='false'>
  <address>{address}</address><latency>0.0001</latency><batch_size>{batch}</batch_size>
 </ffsocket>
 <system>
  <initialize nbeads='{beads}'>
   <file mode='ase' units='angstrom'>init.extxyz</file>
   <velocities mode='thermal' units='kelvin'>300</velocities>
  </initialize>
  <forces><force forcefield='lather'/></forces>
  <ensemble><temperature units='kelvin'>300</temperature></ensemble>
  <motion mode='dynamics'><dynamics mode='{mode}'><timestep units='femtosecond'>{dt}</timestep>{thermostat}</dynamics></motion>
 </system>
</simulation>
"""
PILE = "<thermostat mode='pile_g'><tau units='femtosecond'>100</tau></thermostat>"


def run(options, title, beads=1, batch=1, steps=60, dt=1, die=False):
    address = f"lather_ipi_{os.getpid()}"
    with tempfile.TemporaryDirectory() as folder:
        write(os.path.join(folder, "init.extxyz"), read(options.structure))
        with open(os.path.join(folder, "input.xml"), "w") as out:
            mode = "nve" if beads == 1 else "nvt"
            out.write(
                INPUT.format(steps=steps, address=address, batch=batch, beads=beads, mode=mode, dt=dt, thermostat="" if beads == 1 else PILE)
            )
        server = subprocess.Popen(
            [sys.executable, shutil.which("i-pi", path=os.path.dirname(sys.executable)) or "i-pi", "input.xml"],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        client = Client(options.client, options.model, options.structure, "--unix", address, "--json")
        if die:
            written = os.path.join(folder, "out.md")
            while not os.path.exists(written) or os.path.getsize(written) < 1200:
                time.sleep(0.05)
            # not kill: where that resets the connection, the polling thread of i-PI 3.3.1 ends, and i-PI waits for ever
            code = client.terminate()[0]
            expect(f"{title}: exit status of the first client that is not 130 or 143", code not in (130, 143), 0)
            client = Client(options.client, options.model, options.structure, "--unix", address, "--json")
        try:
            log = server.communicate(timeout=300)[0]
        except subprocess.TimeoutExpired:
            server.kill()
            client.kill()
            sys.exit(f"FAILED  {title}: i-PI did not end\n{server.communicate()[0][-2000:]}")
        code, out, err = client.end()
        if server.returncode != 0:
            sys.exit(f"FAILED  {title}: i-PI ended with {server.returncode}\n{log[-2000:]}")
        expect(f"{title}: exit status of the client", code, 0)
        print("    " + " ".join(out.split()))
        table = np.loadtxt(os.path.join(folder, "out.md"))
        expect(f"{title}: steps missing", abs(len(table) - steps - 1), 0)
        atoms = len(read(options.structure))
        expect(f"{title}: conserved quantity, span in meV an atom", 1000 * np.ptp(table[:, 2]) / atoms / beads, 1)
        names = [n for n in os.listdir(folder) if n.startswith("out.uncertainty") and "#" not in n]
        values = [float(x) for n in names for line in open(os.path.join(folder, n)) if "#" not in line for x in line.split()]
        expect(f"{title}: uncertainties missing", abs(len(values) - beads * (steps + 1)), 0)
        expect(f"{title}: uncertainties that are not positive", sum(not v > 0 for v in values), 0)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("structure")
    parser.add_argument("--client", default="")
    options = parser.parse_args()
    run(options, "constant energy")
    run(options, "client that dies", steps=300, die=True)
    run(options, "path integrals, 8 beads in batches of 4", beads=8, batch=4, dt=0.5, steps=20)


if __name__ == "__main__":
    main()
