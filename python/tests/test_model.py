from __future__ import annotations

import copy
import json
import pickle
import subprocess
import warnings

import ase.io
import numpy as np
import pytest
from conftest import MOLECULES, OPTIONS

import lather
from lather import _java


def test_predictions_are_the_bits_of_the_command_line(trained, libraries, tmp_path):
    model, file = trained
    out, metrics = tmp_path / "predicted.xyz", tmp_path / "metrics.json"
    java = _java._home()[0] / "bin/java"
    command = [java, "--add-modules=jdk.incubator.vector", "-cp", f"{libraries}/*", "org.lather.cli.Main", "eval", file]
    command += [f"{MOLECULES}@40:50", "-o", out, "--metrics", metrics, "--atoms", "--uncertainty"]
    subprocess.run([str(c) for c in command], check=True, capture_output=True)
    written = ase.io.read(out, ":")
    predicted = model.predict(f"{MOLECULES}@40:50", per_atom=True, uncertainty=True)
    assert predicted["energy"].tolist() == [a.info["predicted_energy"] for a in written]
    assert predicted["uncertainty_energy"].tolist() == [a.info["uncertainty_energy"] for a in written]
    for part, a in zip(predicted.split("energy_atoms"), written, strict=True):
        assert part.tolist() == a.arrays["predicted_energy_atoms"].tolist()
    # with uncertainties the command line compares these, too
    expected = json.loads(metrics.read_text())["targets"]["energy"]
    compared = model.evaluate(f"{MOLECULES}@40:50")["targets"]["energy"]
    assert {k: expected[k] for k, v in compared.items() if v is not None} == {
        k: v for k, v in compared.items() if v is not None
    }
    assert compared["count"] == 10 and compared["rmse"] > 0


def test_frames_have_many_forms(model, atoms):
    expected = model.predict(f"{MOLECULES}@3:9:2")["energy"].tolist()
    chosen = atoms[3:9:2]
    dictionaries = [{"symbols": a.get_chemical_symbols(), "positions": a.positions} for a in chosen]
    assert model.predict(chosen)["energy"].tolist() == expected
    assert model.predict(a for a in chosen)["energy"].tolist() == expected
    assert model.predict(dictionaries)["energy"].tolist() == expected
    assert model.predict([f"{MOLECULES}@3", f"{MOLECULES}@5:9:2"])["energy"].tolist() == expected
    assert model.predict(chosen[0])["energy"].tolist() == expected[:1]
    assert model.predict([])["energy"].shape == (0,)


def test_cells_and_lattices_agree(model, atoms):
    periodic = atoms[0].copy()
    periodic.cell, periodic.pbc = [[5, 0, 0], [1, 6, 0], [0, 1, 7]], [True, True, True]
    own = {"numbers": periodic.numbers, "positions": periodic.positions, "cell": periodic.cell.array}
    predicted = model.predict([periodic, own, atoms[0]], stress=True, forces=False)
    assert predicted["energy_stress"].shape == (3, 3, 3)
    assert (predicted["energy_stress"][0] == predicted["energy_stress"][1]).all()
    assert np.isnan(predicted["energy_stress"][2]).all()
    assert predicted["energy"][0] != predicted["energy"][2]
    assert "energy_forces" not in predicted


def test_trains_in_memory_as_from_files(model, atoms):
    again = lather.train(OPTIONS, (a for a in atoms[:40]))
    assert again.predict(atoms)["energy"].tolist() == model.predict(atoms)["energy"].tolist()


def test_learns_forces_and_stress_of_a_calculator():
    from ase.build import bulk
    from ase.calculators.lj import LennardJones
    from ase.calculators.singlepoint import SinglePointCalculator

    frames = []
    for seed in range(10):
        a = bulk("Cu", cubic=True)
        a.set_cell(a.cell.array * (1 + 0.01 * (seed % 3)), scale_atoms=True)
        a.rattle(0.1, seed=seed)
        a.calc = LennardJones(sigma=2.3, epsilon=0.2, rc=3.9, ro=3.0, smooth=True)
        results = {"energy": a.get_potential_energy(), "forces": a.get_forces(), "stress": a.get_stress()}
        a.calc = SinglePointCalculator(a, **results)
        frames.append(a)
    energy = {"key": "energy", "unit": "eV", "forces": {"key": "forces"}, "stress": {"key": "stress"}}
    model = lather.train(
        {**OPTIONS, "model": {"representatives": {"count": 20}}, "targets": {"energy": energy}}, frames
    )
    assert model.targets[0].derivatives == ("forces", "stress")
    predicted = model.predict(frames)
    assert predicted["energy_forces"].shape == (40, 3)
    forces = np.concatenate([a.get_forces() for a in frames])
    assert np.sqrt(np.mean((predicted["energy_forces"] - forces) ** 2)) < 0.3 * forces.std()
    voigt = predicted["energy_stress"].reshape(10, 9)[:, [0, 4, 8, 5, 2, 1]]
    stress = np.array([a.get_stress() for a in frames])
    assert np.sqrt(np.mean((voigt - stress) ** 2)) < 0.3 * stress.std()
    with pytest.warns(lather.LatherWarning, match="trained on"):
        metrics = model.evaluate(frames)["targets"]
    assert set(metrics) == {"energy", "energy_forces", "energy_stress"}
    assert metrics["energy_forces"]["count"] == 120


def test_files_and_pickles_are_the_same_model(trained, atoms):
    model, file = trained
    expected = model.predict(atoms[40:])["energy"].tolist()
    assert lather.Model(file, threads=1).predict(atoms[40:])["energy"].tolist() == expected
    assert pickle.loads(pickle.dumps(model)).predict(atoms[40:])["energy"].tolist() == expected
    assert copy.deepcopy(model) is model
    options = lather.Options(file.with_name("model.options.yaml"))
    assert options == model.options
    assert pickle.loads(pickle.dumps(options)) == options


def test_options_have_defaults_and_are_replaced():
    options = lather.Options(OPTIONS)
    assert options["model.kernel.zeta"] == 2
    assert options.replace({"model.kernel.zeta": 3})["model.kernel.zeta"] == 3
    assert lather.Options(OPTIONS, {"representations.0.cutoff.radius": 3.5})["representations.0.cutoff.radius"] == 3.5


@pytest.mark.parametrize(
    ("call", "code", "sentence"),
    [
        (lambda m: m.predict("nowhere.xyz"), 3, "nowhere.xyz"),
        (lambda m: m.predict(f"{MOLECULES}@a"), 2, "start:stop:step"),
        (lambda m: m.predict({"symbols": ["Cl"], "positions": [[0, 0, 0]]}), 3, "which the model never saw"),
        (lambda m: m.predict({"symbols": ["Zz"], "positions": [[0, 0, 0]]}), 3, "frame 0: .*`Zz`"),
        (lambda m: m.predict({"symbols": ["H"], "positions": [[0, 0]]}), 3, r"frame 0: .*shape \(1, 3\)"),
        (lambda m: m.predict([{"symbols": ["H"], "position": [[0, 0, 0]]}]), 3, "`position`"),
        (lambda m: m.predict([3]), 3, "frame 0: expected a structure, got int"),
        (lambda m: m.predict({"symbols": "HH", "positions": [[0, 0, 0], [0, 0, 0]]}), 3, "overlap|apart"),
        (lambda m: lather.Options({"modle": {}}), 2, "Did you mean `model`"),
        (lambda m: lather.Options("nowhere.yaml"), 2, "nowhere.yaml"),
        (lambda m: lather.Model("nowhere.safetensors"), 3, "nowhere.safetensors"),
        (lambda m: lather.Model("nowhere.safetensors", backend="abacus"), 2, "abacus"),
        (lambda m: m.save("/nowhere/model.safetensors"), 1, "nowhere"),
    ],
)
def test_errors_are_sentences(model, call, code, sentence):
    with pytest.raises(lather.LatherError, match=sentence) as e:
        call(model)
    assert e.value.exit_code == code
    again = pickle.loads(pickle.dumps(e.value))
    assert (str(again), again.cures, again.exit_code) == (str(e.value), e.value.cures, code)


def test_cures_are_attributes():
    with pytest.raises(lather.LatherError) as e:
        lather.Options("nowhere.yaml")
    assert e.value.cures == ("Check the path",)
    assert str(e.value).endswith("Check the path")


def test_warnings_are_warnings(model):
    with pytest.warns(lather.LatherWarning, match="trained on"):
        model.evaluate(f"{MOLECULES}@30:40")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model.evaluate(f"{MOLECULES}@40:45")
