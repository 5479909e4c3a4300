#!/usr/bin/env python3
"""Draws a slice of a cube file through the atoms: slice.py 0.cube slice.png [reference.cube].

With a reference on the same grid, as another model writes it, also their difference. Needs ASE and matplotlib.
"""
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from ase.io.cube import read_cube


def plane(data, atoms, origin):
    """Values on the plane through the centre along the two longest axes of the grid, and the extent in Angstrom."""
    shape = data.shape
    flat = int(np.argmin(shape))
    index = int(round((atoms.positions[:, flat].mean() - origin[flat]) / (atoms.cell.lengths()[flat] / shape[flat])))
    across, along = [a for a in range(3) if a != flat]
    lengths = atoms.cell.lengths()
    extent = [origin[along], origin[along] + lengths[along], origin[across], origin[across] + lengths[across]]
    return np.take(data, index, axis=flat), extent


def main(cube, picture, reference=None):
    with open(cube) as file:
        found = read_cube(file)
    data, atoms, origin = found["data"], found["atoms"], found["origin"]
    values, extent = plane(data, atoms, origin)
    panels = [("density", np.log10(np.maximum(values, 1e-5)), "viridis", (-4, 0))]
    if reference:
        with open(reference) as file:
            other = read_cube(file)["data"]
        error, _ = plane(data - other, atoms, origin)
        largest = max(np.abs(error).max(), 1e-12)
        panels.append(("error", error, "RdBu_r", (-largest, largest)))
        print(f"integral of |error| / electrons: {np.abs(data - other).sum() / np.abs(other).sum():.3%}")
    figure, axes = plt.subplots(len(panels), 1, squeeze=False, figsize=(8, 4 * len(panels)))
    for axis, (name, image, colours, limits) in zip(axes[:, 0], panels):
        shown = axis.imshow(image, origin="lower", extent=extent, cmap=colours, vmin=limits[0], vmax=limits[1])
        label = "log10 of e/bohr³" if name == "density" else "e/bohr³"
        figure.colorbar(shown, ax=axis, label=label)
        axis.set(title=name, xlabel="Å", ylabel="Å")
    figure.tight_layout()
    figure.savefig(picture, dpi=120)


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main(*sys.argv[1:])
