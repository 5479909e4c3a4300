"""symmetry-functions-*.npz, pair-correlation-crystal.npz.

Symmetry functions: dscribe's ACSF, its columns put into the order of Lather, against the
formulas in 80-bit reals. Pair correlation: the formula in 80-bit reals.
"""

import numpy as np
from dscribe.descriptors import ACSF

from common import LD, cutoff_function, pairs, report, save, structures

CUTOFF = 4.0
G2 = [[0.0, 0.0], [0.5, 0.0], [4.0, 1.1], [1.5, 2.4]]
G3 = [0.7, 2.0]
G4 = [[0.05, 1.0, 1.0], [0.05, 1.0, -1.0], [0.3, 4.0, 1.0], [0.3, 2.5, -1.0]]
G5 = [[0.1, 1.0, -1.0], [0.02, 16.0, 1.0], [0.1, 3.0, 1.0]]
GRID = {"min": 0.4, "max": 4.0, "count": 13, "width": 0.35}


def hypers(width):
    return {"cutoff": {"radius": CUTOFF, "smoothing": {"type": "ShiftedCosine", "width": width}}}


def neighbours(structure):
    """[atom]: its neighbours as element, vector, distance."""
    out = [[] for _ in structure.numbers]
    for i, j, _, d, r in pairs(structure, CUTOFF):
        out[i].append((structure.numbers[j], d, r))
    return out


def by_formula(structure, species):
    f = lambda r: cutoff_function(r, hypers(CUTOFF))
    e = lambda eta, r: np.exp(-LD(eta) * r * r) * f(r)
    rows = []
    for near in neighbours(structure):
        row = []
        for z in species:
            rs = [r for a, _, r in near if a == z]
            row += [sum((np.exp(-LD(eta) * (r - LD(s)) ** 2) * f(r) for r in rs), LD(0)) for eta, s in G2]
        for z in species:
            row += [sum((np.cos(LD(k) * r) * f(r) for a, _, r in near if a == z), LD(0)) for k in G3]
        for functions, closed in ((G4, True), (G5, False)):
            for p, a in enumerate(species):
                for b in species[p:]:
                    sums = [LD(0)] * len(functions)
                    for j, (zj, dj, rj) in enumerate(near):
                        for zk, dk, rk in near[j + 1:]:
                            if sorted((zj, zk)) != [a, b]:
                                continue
                            c = (dj @ dk) / (rj * rk)
                            rjk = np.sqrt(((dj - dk) ** 2).sum())
                            for n, (eta, zeta, lam) in enumerate(functions):
                                across = e(eta, rjk) if closed else 1
                                sums[n] += (2 ** LD(1 - zeta) * (1 + LD(lam) * c) ** LD(zeta)
                                            * e(eta, rj) * e(eta, rk) * across)
                    row += sums
        rows.append(row)
    return np.array(rows)


def by_dscribe(structure, species):
    """dscribe's order: for each element G1, all G2, all G3; then for each pair all G4, all G5."""
    acsf = ACSF(r_cut=CUTOFF, g2_params=G2, g3_params=G3, g4_params=G4, g5_params=G5,
                species=species, periodic=any(structure.pbc))
    values = acsf.create(structure.ase())
    radial = 1 + len(G2) + len(G3)
    angular = len(G4) + len(G5)
    where = {}
    at = len(species) * radial
    for p in range(len(species)):  # a pair follows those of the elements before
        for q in range(p + 1):
            where[q, p] = at
            at += angular
    assert at == values.shape[1]
    order = [a * radial + 1 + n for a in range(len(species)) for n in range(len(G2))]
    order += [a * radial + 1 + len(G2) + n for a in range(len(species)) for n in range(len(G3))]
    for first, count in ((0, len(G4)), (len(G4), len(G5))):
        order += [where[p, q] + first + n for p in range(len(species)) for q in range(p, len(species))
                  for n in range(count)]
    return values[:, order]


def pair_correlation(structure, species):
    rows = []
    points = np.linspace(LD(GRID["min"]), LD(GRID["max"]), GRID["count"])
    sigma = LD(GRID["width"])
    pi = LD(2) * np.arccos(LD(0))
    for i, near in enumerate(neighbours(structure)):
        row = []
        for p, a in enumerate(species):
            for b in species[p:]:
                values = np.zeros(len(points), dtype=LD)
                for z, _, r in near:
                    if sorted((structure.numbers[i], z)) == [a, b]:
                        values += (cutoff_function(r, hypers(1.0)) / 2 / (sigma * np.sqrt(2 * pi))
                                   * np.exp(-(r - points) ** 2 / (2 * sigma ** 2)))
                row += list(values)
        rows.append(row)
    return np.array(rows)


def main():
    for name, parts in (("molecules", ("formaldehyde", "methanol", "aziridine")), ("crystal", ("triclinic-small",))):
        some = structures(*parts)
        species = sorted({z for s in some for z in s.numbers})
        dscribe = np.concatenate([by_dscribe(s, species) for s in some])
        formula = np.concatenate([by_formula(s, species) for s in some])
        assert np.abs(formula).max() > 1
        deviation = np.abs(dscribe - formula).max()
        report(f"symmetry-functions-{name}", dscribe_against_formula=deviation)
        save(f"symmetry-functions-{name}.npz", {"values": dscribe, **rows(some)},
             {"hypers": {"calculator": "symmetry_functions", "cutoff": {"radius": CUTOFF},
                         "g2": G2, "g3": G3, "g4": G4, "g5": G5},
              "structures": list(parts), "species": species,
              "origin": "dscribe 2.1.2, ACSF, columns in another order",
              "order": "g2 by element, g3 by element, g4 by pair of elements, g5 by pair of elements"})
    some = structures("triclinic-small")
    species = sorted({z for s in some for z in s.numbers})
    save("pair-correlation-crystal.npz",
         {"values": pair_correlation(some[0], species).astype(float), **rows(some)},
         {"hypers": {"calculator": "pair_correlation", **hypers(1.0), "grid": GRID},
          "structures": ["triclinic-small"], "species": species,
          "origin": "formula in 80-bit reals", "order": "pairs of elements a <= b, grid"})


def rows(some):
    return {"system": np.array([k for k, s in enumerate(some) for _ in s.numbers]),
            "atom": np.array([i for s in some for i in range(len(s.numbers))]),
            "center_type": np.array([z for s in some for z in s.numbers])}


if __name__ == "__main__":
    main()
