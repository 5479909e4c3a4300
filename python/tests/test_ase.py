from __future__ import annotations

import concurrent.futures
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
    expected = ["energy", "free_energy", "energies", "forces", "stress", "energy_uncertainty", "forces_uncertainty"]
    assert calculator.implemented_properties == expected
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
    with pytest.raises(lather.LatherError, match=r"model\.uncertainty"):
        Lather(none, uncertainty=True)


def test_changes_are_noticed(model, crystal, atoms):
    crystal.calc = Lather(model)

    def expect_the_model():
        predicted = model.predict(crystal, forces=True, stress=bool(crystal.pbc.all()))
        assert crystal.get_potential_energy() == predicted["energy"][0]
        assert (crystal.get_forces() == predicted["energy_forces"]).all()
        if crystal.pbc.all():
            assert crystal.get_stress().tolist() == predicted["energy_stress"][0].ravel()[[0, 4, 8, 5, 2, 1]].tolist()
        return crystal.get_potential_energy()

    energies = [expect_the_model()]
    crystal.positions[0, 1] += 0.05
    energies.append(expect_the_model())
    crystal.cell.array[0, 0] += 0.5
    energies.append(expect_the_model())
    crystal.numbers[np.flatnonzero(crystal.numbers == 1)[0]] = 7
    energies.append(expect_the_model())
    crystal.pbc = False
    energies.append(expect_the_model())
    with pytest.raises(NotImplementedError, match="stress"):
        crystal.get_stress()
    del crystal[-1]
    energies.append(expect_the_model())
    assert len(set(energies)) == len(energies)
    kept = crystal.get_forces()
    kept[:] = 0
    assert crystal.get_forces().any()
    other = atoms[3].copy()
    other.calc = crystal.calc
    assert other.get_potential_energy() == model.predict(other)["energy"][0]
    assert expect_the_model() == energies[-1]
    assert not crystal.calc.calculation_required(crystal, ["energy", "forces"])
    crystal.calc.reset()
    assert crystal.calc.calculation_required(crystal, ["energy"])
    with pytest.raises(lather.LatherError, match="finite"):
        crystal.positions[0, 0] = np.nan
        crystal.get_forces()


def test_committees(atoms):
    options = {**OPTIONS, "model": {**OPTIONS["model"], "uncertainty": "label_noise"}}
    model = lather.train(options, atoms[:40])
    a = atoms[45].copy()
    a.calc = Lather(model)
    assert "energy_ensemble" in a.calc.implemented_properties
    ensemble = a.calc.get_property("energy_ensemble", a)
    assert ensemble.mean() == pytest.approx(a.get_potential_energy(), abs=1e-8)
    assert a.calc.get_property("energy_uncertainty", a) == pytest.approx(ensemble.std(ddof=1), rel=1e-9)
    deviations = a.calc.get_property("forces_uncertainty", a)
    assert deviations.shape == (len(a), 3) and (deviations > 0).all()


def test_many_at_once(model, atoms, crystal):
    frames = [*atoms[40:44], crystal]
    computed = Lather(model).compute_many(frames, ["energy", "forces", "stress", "energies", "energy_uncertainty"])
    for a, b in zip(frames, computed, strict=True):
        assert b is not a
        single = a.copy()
        single.calc = Lather(model)
        assert b.get_potential_energy() == single.get_potential_energy()
        assert (b.get_forces() == single.get_forces()).all()
        assert (b.get_potential_energies() == single.get_potential_energies()).all()
        assert b.calc.results["energy_uncertainty"] == single.calc.get_property("energy_uncertainty", single)
        assert ("stress" in b.calc.results) == bool(a.pbc.all())
    with pytest.raises(lather.LatherError, match="got magmom"):
        Lather(model).compute_many(frames, ["magmom"])


def test_threads_have_calculators_of_their_own(model, atoms):
    expected = [model.predict(a, forces=True)["energy_forces"] for a in atoms[:4]]

    def compute(i):
        a = atoms[i].copy()
        a.calc = Lather(model)
        shifted = []
        for step in range(10):
            a.positions += 0.25 * (1 if step % 2 == 0 else -1)
            shifted.append(a.get_forces())
        return np.abs(shifted[-1] - expected[i]).max()

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        assert max(pool.map(compute, range(4))) < 1e-9


def test_dynamics_conserve_energy(model, atoms):
    from ase import units
    from ase.md.verlet import VelocityVerlet

    a = atoms[2].copy()
    a.calc = Lather(model)
    a.set_velocities(np.random.default_rng(1).normal(0, 0.002, (len(a), 3)))
    before = a.get_total_energy()
    dynamics = VelocityVerlet(a, 0.25 * units.fs)
    dynamics.run(40)
    assert a.get_total_energy() == pytest.approx(before, abs=2e-3)
    assert a.get_potential_energy() == model.predict(a)["energy"][0]


def test_copies_and_pickles(model, atoms):
    a = atoms[0].copy()
    a.calc = Lather(model)
    for calculator in (copy.deepcopy(a.calc), pickle.loads(pickle.dumps(a.calc))):
        b = a.copy()
        b.calc = calculator
        assert b.get_potential_energy() == a.get_potential_energy()


def test_charges_and_polarizabilities(atoms):
    frames = [a.copy() for a in atoms[:20]]
    for a in frames:
        a.arrays["q"] = np.where(a.numbers == 1, 0.1, -0.1)
        x = a.positions - a.positions.mean(0)
        a.info["alpha"] = (x.T @ x).ravel()
    scalar = {
        **OPTIONS,
        "model": {"representatives": {"count": 20}},
        "targets": {"q": {"key": "q", "unit": "e", "quantity": "atom"}},
    }
    charges = lather.train(scalar, frames)
    a = frames[0].copy()
    a.calc = Lather(charges)
    assert a.calc.implemented_properties == ["charges"]
    assert a.get_charges().tolist() == charges.predict(a)["q"].tolist()
    hypers = {**OPTIONS["representations"][0], "calculator": "lambda_soap"}
    target = {"key": "alpha", "unit": "bohr^3", "quantity": "total", "rank": 2}
    tensor = {"representations": [hypers], "model": {"representatives": {"count": 20}}, "targets": {"alpha": target}}
    polarizable = lather.train(tensor, frames)
    a.calc = Lather(polarizable)
    assert a.calc.implemented_properties == ["polarizability"]
    expected = polarizable.predict(a)["alpha"][0] * 0.529177210903**3
    np.testing.assert_allclose(a.calc.get_property("polarizability", a), expected, rtol=1e-9)


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
