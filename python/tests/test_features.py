from __future__ import annotations

import numpy as np
import pytest
from conftest import HYPERS, MOLECULES, OPTIONS

import lather


def test_features_have_featomics_labels(atoms):
    features = lather.describe(atoms[:3], HYPERS)
    assert list(features.labels) == ["neighbor_1_type", "neighbor_2_type", "l", "n_1", "n_2"]
    assert features.values.shape == (sum(map(len, atoms[:3])), len(features.labels["l"]))
    assert features.center_type.tolist() == np.concatenate([a.numbers for a in atoms[:3]]).tolist()
    assert features.system.tolist() == [i for i in range(3) for _ in atoms[i]]
    assert (lather.describe(f"{MOLECULES}@0:3", OPTIONS).values == features.values).all()
    assert (lather.describe(atoms[:3], lather.Options(OPTIONS)).values == features.values).all()


def test_gradients_are_differences(atoms):
    h = 1e-4
    a = atoms[0].copy()
    gradient = lather.describe(a, HYPERS, gradients=True).gradients["positions"]
    ends = []
    for step in (h, -h):
        b = a.copy()
        b.positions[1, 2] += step
        ends.append(lather.describe(b, HYPERS).values)
    numeric = (ends[0] - ends[1]) / (2 * h)
    analytic = np.zeros_like(numeric)
    for value, sample, atom in zip(gradient.values, gradient.sample, gradient.atom, strict=True):
        if atom == 1:
            analytic[sample] += value[2]
    np.testing.assert_allclose(analytic, numeric, atol=1e-6 * np.abs(numeric).max())


def test_rows_are_chosen_and_summed(atoms):
    features = lather.describe(atoms[:3], HYPERS, species=["C", "H", "N", "O"])
    carbon = lather.describe(atoms[:3], HYPERS, species=["C", "H", "N", "O"], centers=["C"])
    assert (carbon.values == features.values[features.center_type == 6]).all()
    sums = lather.describe(atoms[:3], HYPERS, species=["C", "H", "N", "O"], reduce="sum")
    np.testing.assert_allclose(sums.values[1], features.values[features.system == 1].sum(0), rtol=1e-12)


def test_metatensor(atoms):
    metatensor = pytest.importorskip("metatensor")
    features = lather.describe(atoms[:3], HYPERS)
    tensor = lather.describe(atoms[:3], HYPERS, format="metatensor")
    assert isinstance(tensor, metatensor.TensorMap)
    total = sum(float((b.values**2).sum()) for b in tensor.blocks())
    assert total == pytest.approx(float((features.values**2).sum()), rel=1e-12)


def test_kernels(atoms):
    options = {"representations": [HYPERS], "model": {"kernel": {"zeta": 2}}}
    k = lather.kernel(atoms[:4], options)
    assert k.shape == (4, 4)
    np.testing.assert_allclose(k, k.T, rtol=1e-12)
    np.testing.assert_allclose(lather.kernel(atoms[:4], options, atoms[:2]), k[:, :2], rtol=1e-12)
    own = np.sqrt(np.diag(k))
    np.testing.assert_allclose(lather.kernel(atoms[:4], options, normalise=True), k / np.outer(own, own), rtol=1e-12)
    whole = lather.kernel(atoms[:1], options, what="environments")
    np.testing.assert_allclose(whole.sum(), k[0, 0], rtol=1e-12)


def test_selects_farthest_points(atoms):
    x = np.random.default_rng(0).normal(size=(30, 4))
    selection = lather.select(x, 5, what="samples")
    chosen = [0]
    while len(chosen) < 5:
        distances = ((x[:, None] - x[chosen]) ** 2).sum(-1).min(1)
        chosen.append(int(distances.argmax()))
    assert selection.indices.tolist() == chosen
    y = x @ [1.0, 2.0, 0.0, 0.0]
    assert len(lather.select(x, 3, what="features", method="pcov_cur", target=y).indices) == 3
    structures = lather.select(atoms[:20], 4, what="structures", hypers=HYPERS)
    assert structures.indices[0] == 0 and len(set(structures.indices.tolist())) == 4
    with pytest.raises(lather.LatherError, match="method: expected one of fps"):
        lather.select(x, 5, what="samples", method="fast")
    with pytest.raises(lather.LatherError, match="hypers"):
        lather.select(atoms[:20], 4, what="structures")
