from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest
from conftest import OPTIONS

import lather
from lather.ase import Lather


@pytest.fixture
def crystal(atoms):
    a = atoms[1].copy()
    a.cell, a.pbc = [[6, 0, 0], [1, 7, 0], [0.5, 1, 8]], True
    return a


def test_forces_and_stress_are_differences(model, crystal):
    crystal.calc = Lather(model)
    h = 1e-4
    forces, stress = crystal.get_forces(), crystal.get_stress(voigt=False)
    for atom, axis in ((0, 0), (1, 2), (3, 1)):
        energies = []
        for step in (h, -h):
            moved = crystal.copy()
            moved.positions[atom, axis] += step
            moved.calc = crystal.calc
            energies.append(moved.get_potential_energy())
        assert forces[atom, axis] == pytest.approx(-(energies[0] - energies[1]) / (2 * h), abs=1e-6)
    for i, j in ((0, 0), (1, 1), (0, 2)):
        energies = []
        for step in (h, -h):
            strain = np.eye(3)
            strain[i, j] += step / 2
            strain[j, i] += step / 2
            moved = crystal.copy()
            moved.set_cell(crystal.cell.array @ strain, scale_atoms=True)
            moved.calc = crystal.calc
            energies.append(moved.get_potential_energy())
        slope = (energies[0] - energies[1]) / (2 * h) / crystal.get_volume()
        assert stress[i, j] == pytest.approx(slope, abs=1e-7)


def test_properties_follow_the_model(model, atoms):
    calculator = Lather(model)
    assert calculator.implemented_properties == ["energy", "free_energy", "energies", "forces", "stress"]
    a = atoms[0].copy()
    a.calc = calculator
    assert a.get_potential_energy() == model.predict(a)["energy"][0]
    assert a.get_potential_energy(force_consistent=True) == a.get_potential_energy()
    assert (a.get_forces() == model.predict(a, forces=True)["energy_forces"]).all()
    assert a.get_potential_energies().tolist() == model.predict(a, per_atom=True)["energy_atoms"].tolist()
    a.numbers[0] = a.numbers[1]
    assert a.get_potential_energy() == model.predict(a)["energy"][0]


def test_uncertainty(model, atoms):
    a = atoms[0].copy()
    a.calc = Lather(model, uncertainty=True)
    energy = a.get_potential_energy()
    assert energy == model.predict(a)["energy"][0]
    assert a.calc.results["energy_uncertainty"] == model.predict(a, uncertainty=True)["uncertainty_energy"][0]
    b = a.copy()
    b.positions *= 3
    b.calc = copy.deepcopy(a.calc)
    with pytest.warns(lather.LatherWarning, match="less certain of 1 of 1 structures"):
        b.get_potential_energy()
    none = lather.train({**OPTIONS, "model": {**OPTIONS["model"], "uncertainty": "none"}}, atoms[:20])
    with pytest.raises(lather.LatherError, match="model.uncertainty"):
        Lather(none, uncertainty=True)


def test_copies_and_pickles(model, atoms):
    a = atoms[0].copy()
    a.calc = Lather(model)
    for calculator in (copy.deepcopy(a.calc), pickle.loads(pickle.dumps(a.calc))):
        b = a.copy()
        b.calc = calculator
        assert b.get_potential_energy() == a.get_potential_energy()


def test_units_are_those_of_ase(atoms):
    target = {"key": "energy", "unit": "kcal/mol", "baseline": "composition"}
    model = lather.train({**OPTIONS, "targets": {"energy": target}}, atoms[:40])
    a = atoms[0].copy()
    a.calc = Lather(model)
    assert a.get_potential_energy() == pytest.approx(model.predict(a)["energy"][0] / 23.060547830619, rel=1e-9)


def test_dipoles(atoms):
    frames = [a.copy() for a in atoms[:20]]
    for a in frames:
        charges = np.where(a.numbers == 1, 0.1, -0.1)
        charges -= charges.mean()
        a.info["dipole"] = charges @ a.positions
    hypers = {**OPTIONS["representations"][0], "calculator": "lambda_soap"}
    target = {"key": "dipole", "unit": "e*bohr", "quantity": "total", "rank": 1}
    options = {"representations": [hypers], "model": {"representatives": {"count": 20}}, "targets": {"mu": target}}
    model = lather.train(options, frames)
    calculator = Lather(model)
    assert calculator.implemented_properties == ["dipole"]
    a = frames[0].copy()
    a.calc = calculator
    assert model.predict(a)["mu"].shape == (1, 3)
    np.testing.assert_allclose(a.get_dipole_moment(), model.predict(a)["mu"][0] * 0.529177210903, rtol=1e-9)


def test_unknown_targets_are_refused(model):
    with pytest.raises(lather.LatherError, match=r"energy of the model \(energy\), got gap"):
        Lather(model, target="gap")
