"""Estimators whose samples are structures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from lather._features import describe
from lather._model import Array, train

Samples = Sequence[Any]


def _soap(cutoff: float, smoothing: float, width: float, max_angular: int, max_radial: int) -> dict[str, Any]:
    return {
        "calculator": "power_spectrum",
        "cutoff": {"radius": cutoff, "smoothing": {"type": "ShiftedCosine", "width": smoothing}},
        "density": {"type": "Gaussian", "width": width},
        "basis": {
            "type": "TensorProduct",
            "max_angular": max_angular,
            "radial": {"type": "Gto", "max_radial": max_radial},
        },
    }


class _Frames(BaseEstimator):  # type: ignore[misc]
    """What estimators of structures share: scikit-learn checks their samples as no matrix."""

    def __sklearn_tags__(self) -> Any:
        """Returns what scikit-learn asks of an estimator."""
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        tags.no_validation = True
        return tags


class SOAP(TransformerMixin, _Frames):  # type: ignore[misc]
    """The power spectrum of structures: a row for each structure, or for each atom.

    Args:
        cutoff: radius of environments, Å.
        smoothing: width of the shifted cosine that ends them, Å.
        width: of the Gaussians of atoms, Å.
        max_angular: largest angular momentum.
        max_radial: largest radial index, from 0.
        species: symbols of the elements that have columns; None for those of the structures of ``fit``.
        reduce: ``mean`` or ``sum`` over the atoms of a structure, or ``none``.
        hypers: featomic's hyper-parameters in place of those above.
    """

    def __init__(
        self,
        cutoff: float = 5.0,
        *,
        smoothing: float = 0.5,
        width: float = 0.3,
        max_angular: int = 6,
        max_radial: int = 7,
        species: Sequence[str] | None = None,
        reduce: str = "mean",
        hypers: Mapping[str, Any] | None = None,
    ) -> None:
        """Creates a transformer."""
        self.cutoff = cutoff
        self.smoothing = smoothing
        self.width = width
        self.max_angular = max_angular
        self.max_radial = max_radial
        self.species = species
        self.reduce = reduce
        self.hypers = hypers

    def fit(self, X: Samples, y: Any = None) -> Any:
        """Learns the elements of structures, ``ase.Atoms`` or dictionaries."""
        self.species_ = list(self.species) if self.species is not None else sorted({s for f in X for s in _symbols(f)})
        return self

    def transform(self, X: Samples) -> Array:
        """Returns the features ``[structure][column]``, or ``[atom][column]``."""
        check_is_fitted(self)
        hypers = self.hypers or _soap(self.cutoff, self.smoothing, self.width, self.max_angular, self.max_radial)
        features: Array = describe(X, hypers, species=self.species_, reduce=self.reduce).values
        return features


class SparseKernelRidge(RegressorMixin, _Frames):  # type: ignore[misc]
    """Sparse kernel ridge regression of a total of structures, such as their energy, by sums of kernels of atoms.

    Args:
        n_representatives: number of environments that kernels are with.
        zeta: exponent of the kernel.
        noise: standard deviation of the labels for each atom, in their unit, or ``auto``, which finds it by
            cross-validation.
        unit: of the labels.
        baseline: ``composition`` or ``none``.
        hypers: featomic's hyper-parameters with the key ``calculator``; None for ``SOAP``'s defaults.

    Attributes:
        model_: the ``lather.Model``, which also has forces and uncertainties.
    """

    def __init__(
        self,
        n_representatives: int = 1000,
        *,
        zeta: float = 2,
        noise: float | str = "auto",
        unit: str = "eV",
        baseline: str = "composition",
        hypers: Mapping[str, Any] | None = None,
    ) -> None:
        """Creates a regressor."""
        self.n_representatives = n_representatives
        self.zeta = zeta
        self.noise = noise
        self.unit = unit
        self.baseline = baseline
        self.hypers = hypers

    def fit(self, X: Samples, y: Any) -> Any:
        """Trains on structures, ``ase.Atoms`` or dictionaries, and a label for each."""
        labels = np.asarray(y, dtype=np.float64)
        if labels.shape != (len(X),):
            raise ValueError(f"y: expected {len(X)} numbers, one for each structure, got shape {labels.shape}")
        target = {"key": "y", "unit": self.unit, "quantity": "total", "baseline": self.baseline}
        options = {
            "representations": [self.hypers or _soap(5.0, 0.5, 0.3, 6, 7)],
            "model": {
                "type": "sparse_gpr",
                "kernel": {"zeta": self.zeta},
                "representatives": {"count": self.n_representatives},
                "noise": self.noise if self.noise == "auto" else {"y": self.noise},
            },
            "targets": {"y": target},
        }
        self.model_ = train(options, [_labelled(f, v) for f, v in zip(X, labels, strict=True)])
        return self

    def predict(self, X: Samples) -> Array:
        """Returns the predicted label of each structure."""
        check_is_fitted(self)
        return self.model_.predict(X)["y"]


def _symbols(frame: Any) -> list[str]:
    if not isinstance(frame, Mapping):
        return list(frame.get_chemical_symbols())
    if "symbols" in frame:
        return list(frame["symbols"])
    from lather._java import call, java

    return [str(call(lambda z=z: java("structure.Element").symbol(int(z)))) for z in frame["numbers"]]  # type: ignore[misc]


def _labelled(frame: Any, label: float) -> dict[str, Any]:
    if isinstance(frame, Mapping):
        return {**frame, "info": {"y": label}, "arrays": {}}
    geometry = {"numbers": frame.numbers, "positions": frame.positions, "cell": frame.cell.array, "pbc": frame.pbc}
    return {**geometry, "info": {"y": label}}
