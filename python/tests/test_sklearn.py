from __future__ import annotations

import pickle

import numpy as np
import pytest
from conftest import HYPERS

import lather

pytest.importorskip("sklearn")

from sklearn.base import clone
from sklearn.linear_model import Ridge
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.utils.estimator_checks import parametrize_with_checks

from lather.sklearn import SOAP, KernelPCA, SparseKernelRidge, feature_selection, sample_selection

SELECTORS = [
    getattr(module, name)() for module in (feature_selection, sample_selection) for name in sorted(module.__all__)
]


@parametrize_with_checks([*SELECTORS, KernelPCA()])
def test_rules_of_scikit_learn(estimator, check):
    check(estimator)


@pytest.fixture
def matrix():
    return np.random.default_rng(3).normal(size=(30, 12)) * np.linspace(1, 3, 12)


@pytest.mark.parametrize("selector", SELECTORS, ids=lambda s: f"{type(s).__module__[-17:]}.{type(s).__name__}")
def test_selections_are_those_of_the_engine(selector, matrix):
    y = matrix @ np.linspace(0, 1, 12)
    features = hasattr(selector, "transform")
    selector = clone(selector).set_params(n_to_select=5)
    pcov = selector._method.startswith("pcov")
    selector.fit(matrix, y) if pcov else selector.fit(matrix)
    expected = lather.select(
        matrix, 5, what="features" if features else "samples", method=selector._method, target=y if pcov else None
    )
    assert selector.selected_idx_.tolist() == expected.indices.tolist()
    assert selector.n_selected_ == 5
    if features:
        assert (selector.transform(matrix) == matrix[:, sorted(selector.selected_idx_)]).all()
        assert selector.get_support(indices=True).tolist() == sorted(selector.selected_idx_)
    assert len(clone(selector).set_params(n_to_select=0.25).fit(matrix, y).selected_idx_) == (3 if features else 7)
    with pytest.raises(ValueError, match="n_to_select: expected"):
        clone(selector).set_params(n_to_select=31).fit(matrix, y)


def test_first_choices(matrix):
    assert sample_selection.FPS(3, initialize=7).fit(matrix).selected_idx_[0] == 7
    random = [sample_selection.FPS(3, initialize="random", random_state=s).fit(matrix) for s in (1, 1, 2)]
    assert random[0].selected_idx_[0] == random[1].selected_idx_[0] != random[2].selected_idx_[0]
    voronoi = sample_selection.VoronoiFPS(20).fit(matrix).selected_idx_
    assert voronoi.tolist() == sample_selection.FPS(20).fit(matrix).selected_idx_.tolist()


@pytest.mark.parametrize("kernel", ["linear", "rbf", "precomputed"])
def test_components_are_those_of_scikit_learn(kernel, matrix):
    from sklearn.decomposition import KernelPCA as Reference

    x, new = matrix[:20], matrix[20:]
    if kernel == "precomputed":
        x, new = x @ x.T, new @ x.T
    own = KernelPCA(3, kernel=kernel, gamma=0.01).fit(x)
    reference = Reference(3, kernel=kernel, gamma=0.01).fit(x)
    np.testing.assert_allclose(own.eigenvalues_, reference.eigenvalues_, rtol=1e-9)
    for samples in (x, new):
        a, b = own.transform(samples), reference.transform(samples)
        np.testing.assert_allclose(a, b * np.sign((a * b).sum(0)), atol=1e-9 * np.abs(b).max())
    again = pickle.loads(pickle.dumps(own))
    assert (again.transform(new) == own.transform(new)).all()


def test_pipelines_of_structures(atoms):
    energies = np.array([a.info["energy"] if "energy" in a.info else a.get_potential_energy() for a in atoms])
    soap = SOAP(3.5, max_angular=2, max_radial=2)
    features = soap.fit_transform(atoms[:10])
    assert len(features) == 10
    expected = lather.describe(atoms[:10], soap_hypers(), species=soap.species_, reduce="mean").values
    assert (features == expected).all()
    pipeline = make_pipeline(soap, feature_selection.CUR(20), Ridge(1e-3)).fit(atoms[:40], energies[:40])
    assert pipeline.predict(atoms[40:]).shape == (10,)
    regressor = SparseKernelRidge(30, noise=0.01, hypers=HYPERS)
    regressor.fit(atoms[:40], energies[:40])
    predicted = regressor.predict(atoms[40:])
    assert (predicted == regressor.model_.predict(atoms[40:])["y"]).all()
    assert regressor.score(atoms[40:], energies[40:]) > 0.99
    search = GridSearchCV(regressor, {"zeta": [1, 2]}, cv=2).fit(atoms[:20], energies[:20])
    assert search.best_params_["zeta"] in (1, 2)
    with pytest.raises(ValueError, match="expected 40 numbers"):
        regressor.fit(atoms[:40], energies[:39])


def soap_hypers():
    return {
        "calculator": "power_spectrum",
        "cutoff": {"radius": 3.5, "smoothing": {"type": "ShiftedCosine", "width": 0.5}},
        "density": {"type": "Gaussian", "width": 0.3},
        "basis": {"type": "TensorProduct", "max_angular": 2, "radial": {"type": "Gto", "max_radial": 2}},
    }
