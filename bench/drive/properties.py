"""Properties of silicon by a model beside those of its training data's method.

usage: properties.py MODEL DATA... [-o FOLDER]; DATA are the files of mlearn's silicon as extended XYZ. Runs
org.lather.bench.DiamondProperties and writes diamond.md. Needs ase.

The data hold the crystal without stress and cells strained by 2 % along or across an edge, atoms moved with the cell, from which the
method's moduli follow by central differences.
"""
import argparse
import datetime
import glob
import lzma
import io
import os
import subprocess

import numpy as np
from ase.io import read
from ase.units import GPa

from client import ROOT


def frames(path):
    with (lzma.open(path, "rt") if path.endswith(".xz") else open(path)) as file:
        return read(io.StringIO(file.read()), ":", format="extxyz")


def reference(files):
    """By the names that DiamondProperties gives them."""
    by_description = {a.info.get("description"): a for f in files for a in frames(f)}
    crystal = by_description["Ground state crystal"]
    stress = np.abs(crystal.get_stress()).max() / GPa
    if stress > 0.05:
        raise SystemExit(f"expected a crystal without stress, got {stress} GPa")

    def modulus(mode, a, b, i, j):
        pair = [by_description[f"Si 2x2x2 cell, mode {mode}, strain {e}"] for e in (0.02, -0.02)]
        strain = [np.linalg.solve(crystal.cell.array, p.cell.array) - np.eye(3) for p in pair]
        strain = [(e + e.T)[a, b] / 2 for e in strain]
        stress = [p.get_stress(voigt=False)[i, j] / GPa for p in pair]
        return (stress[0] - stress[1]) / (strain[0] - strain[1])

    c11, c12 = modulus(0, 0, 0, 0, 0), modulus(0, 0, 0, 1, 1)
    return {
        "lattice constant": crystal.cell.lengths()[0] / 2,
        "energy per atom": crystal.get_potential_energy() / len(crystal),
        "C11": c11,
        "C12": c12,
        "C44, atoms clamped": modulus(3, 0, 1, 0, 1) / 2,
        "bulk modulus, (C11 + 2 C12)/3": (c11 + 2 * c12) / 3,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("data", nargs="+")
    parser.add_argument("-o", "--output", default=os.path.join(ROOT, "bench", "results"))
    options = parser.parse_args()
    method = reference(options.data)
    jars = os.pathsep.join([os.path.join(ROOT, "bench", "target", "classes"), *glob.glob(os.path.join(ROOT, "cli", "target", "lather", "lib", "*.jar"))])
    command = ["java", "--add-modules", "jdk.incubator.vector", "-cp", jars, "org.lather.bench.DiamondProperties", options.model]
    out = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    lines = [
        "# Properties of silicon",
        "",
        f"Model `{os.path.basename(options.model)}` compared with the method of its training data. Written by",
        f"`bench/drive/properties.py` on {datetime.date.today()}.",
        "",
        "| | model | method of the data | unit |",
        "|---|---:|---:|---|",
    ]
    for row in out.splitlines():
        name, value, unit = row[:46].strip(), row[46:60].strip(), row[60:].strip()
        other = f"{method[name]:.4f}" if name in method else ""
        lines.append(f"| {name} | {value} | {other} | {unit} |")
    lines += [
        "",
        "Moduli of the model by strains of 0.4 %, of the data by strains of 2 %, both by central differences. Empty: the data contain",
        "no such structure.",
        "",
    ]
    with open(os.path.join(options.output, "diamond.md"), "w") as file:
        file.write("\n".join(lines))
    print("\n".join(lines))


if __name__ == "__main__":
    main()
