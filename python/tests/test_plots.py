from __future__ import annotations

import json

import numpy as np
import pytest
from conftest import HYPERS, MOLECULES, OPTIONS

import lather

pytest.importorskip("matplotlib").use("Agg")

from lather import plots


def test_parity(model, atoms):
    axes = plots.parity(model, atoms[40:])
    x, y = axes.lines[0].get_data()
    assert y.tolist() == model.predict(atoms[40:])["energy"].tolist()
    rmse = model.evaluate(atoms[40:])["targets"]["energy"]["rmse"]
    assert np.sqrt(np.mean((x - y) ** 2)) == pytest.approx(rmse, rel=1e-9)
    assert axes.get_xlabel() == "reference / eV"
    assert plots.parity(model, f"{MOLECULES}@40:50", axes=axes) is axes
    assert axes.lines[2].get_xdata().tolist() == x.tolist()
    with pytest.raises(lather.LatherError, match="target: expected one of energy, got gap"):
        plots.parity(model, atoms[40:], "gap")
    with pytest.raises(lather.LatherError, match="no reference `energy`"):
        plots.parity(model, [{"numbers": a.numbers, "positions": a.positions} for a in atoms[:2]])


def test_learning_curve(atoms):
    axes = plots.learning_curve(OPTIONS, atoms[:40], atoms[40:], [10, 40])
    sizes, errors = axes.lines[0].get_data()
    assert list(sizes) == [10, 40]
    expected = lather.train(OPTIONS, atoms[:40]).evaluate(atoms[40:])["targets"]["energy"]["rmse"]
    assert errors[1] == pytest.approx(expected, rel=1e-9)
    with pytest.raises(lather.LatherError, match="sizes: expected numbers from 1 to 40, got 41"):
        plots.learning_curve(OPTIONS, atoms[:40], atoms[40:], [41])


def test_calibration(model, atoms):
    axes = plots.calibration(model, iter(atoms[40:]))
    expected, observed = axes.lines[1].get_data()
    predicted = model.predict(atoms[40:], uncertainty=True)
    errors = np.abs(predicted["energy"] - [a.get_potential_energy() for a in atoms[40:]])
    at_half = np.mean(errors <= 0.6744897501960817 * predicted["uncertainty_energy"])
    assert observed[np.flatnonzero(np.isclose(expected, 0.5))[0]] == at_half


def test_maps(model, atoms):
    options = {"representations": [HYPERS], "model": {"kernel": {"zeta": 2}}}
    mapped = lather.map(atoms[:20], options)
    assert mapped.coordinates.shape == (20, 2)
    k = lather.kernel(atoms[:20], options, normalise=True)
    centred = k - k.mean(0) - k.mean(1)[:, None] + k.mean()
    values = np.linalg.eigvalsh(centred)[::-1][:2]
    np.testing.assert_allclose(mapped.eigenvalues, values, rtol=1e-8)
    np.testing.assert_allclose((mapped.coordinates**2).sum(0), values, rtol=1e-8)
    sketch = lather.map(atoms[:20], options, "sketchmap", landmarks=10)
    assert sketch.coordinates.shape == (20, 2) and len(sketch.landmarks) == 10 and 0 <= sketch.stress < 1
    points = lather.map(atoms[:3], options, what="environments", dimensions=3)
    assert points.coordinates.shape == (sum(map(len, atoms[:3])), 3)
    by_energy = lather.map(f"{MOLECULES}@0:20", options, "kpcovr", target="energy")
    assert by_energy.coordinates.shape == (20, 2)
    with pytest.raises(lather.LatherError, match="method: expected one of kpca"):
        lather.map(atoms[:3], options, "tsne")


def test_shows(model, atoms, tmp_path):
    pytest.importorskip("chemiscope")
    file = tmp_path / "shown.json"
    lather.show(atoms[:12], model, properties={"atoms": [len(a) for a in atoms[:12]]}, out=file)
    shown = json.loads(file.read_text())
    values = {name: p["values"] for name, p in shown["properties"].items()}
    assert values["predicted energy / eV"] == pytest.approx(model.predict(atoms[:12])["energy"].tolist(), rel=1e-12)
    assert values["atoms"] == [len(a) for a in atoms[:12]]
    mapped = lather.map(atoms[:12], model.options).coordinates
    assert values["map 2"] == pytest.approx(mapped[:, 1].tolist(), abs=1e-12)
    first = shown["structures"][0]
    assert first["size"] == len(atoms[0]) and first["x"] == pytest.approx(atoms[0].positions[:, 0].tolist())
    with pytest.raises(lather.LatherError, match="a map needs kernels"):
        lather.show(atoms[:12])
