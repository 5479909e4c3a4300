"""Kernel principal components."""

from __future__ import annotations

import numbers
import os
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.metrics.pairwise import pairwise_kernels
from sklearn.utils.validation import check_is_fitted, validate_data

from lather._frames import doubles
from lather._java import call, java, run
from lather._model import Array, numpy_of


class KernelPCA(ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Kernel principal components, as scikit-learn's class of this name has them but for signs.

    The largest element of each eigenvector is positive.

    Args:
        n_components: number of components; at most the number of samples is computed.
        kernel: ``linear``, ``poly``, ``rbf`` and others of scikit-learn's ``pairwise_kernels``, or ``precomputed`` for
            kernels such as those of ``lather.kernel``.
        gamma: of the kernel.
        degree: of the kernel.
        coef0: of the kernel.

    Attributes:
        eigenvalues_: of the centred kernels, descending.
        dual_coef_: ``[sample][component]``; components are kernels times these plus ``intercept_``.
    """

    eigenvalues_: Array
    dual_coef_: Array
    intercept_: Array
    _fitted: Array | None

    def __init__(
        self,
        n_components: int = 2,
        *,
        kernel: str = "linear",
        gamma: float | None = None,
        degree: float = 3,
        coef0: float = 1,
    ) -> None:
        """Creates a transformer."""
        self.n_components = n_components
        self.kernel = kernel
        self.gamma = gamma
        self.degree = degree
        self.coef0 = coef0

    def fit(self, X: Any, y: Any = None) -> Any:
        """Computes the components of samples ``[sample][feature]``, or of their kernels ``[sample][sample]``."""
        X = validate_data(self, X, dtype=np.float64)
        if not isinstance(self.n_components, numbers.Integral) or self.n_components < 1:
            raise ValueError(f"n_components: expected a whole number from 1, got {self.n_components!r}")
        if self.kernel == "precomputed" and X.shape[0] != X.shape[1]:
            raise ValueError(f"X: expected a square matrix of kernels, got shape {X.shape}")
        n = len(X)
        self._fitted = None if self.kernel == "precomputed" else X.copy()
        kernels = doubles(self._kernels(X))
        count = min(int(self.n_components), n)
        linear = run(lambda: java("maps.KernelPca").fit(kernels, n, count, os.cpu_count() or 1))
        self.eigenvalues_ = call(lambda: numpy_of(linear.eigenvalues()))
        # a map is linear in kernels: what it makes of unit vectors and of zero is all of it
        units = doubles(np.vstack([np.eye(n), np.zeros(n)]))
        images = call(lambda: numpy_of(linear.project(units, doubles(np.zeros(n + 1))))).reshape(n + 1, count)
        self.intercept_ = images[n]
        self.dual_coef_ = images[:n] - images[n]
        self._n_features_out = count
        return self

    def transform(self, X: Any) -> Array:
        """Returns the components of samples, or of their kernels with the samples of the fit ``[new][sample]``."""
        check_is_fitted(self)
        X = validate_data(self, X, dtype=np.float64, reset=False)
        out: Array = self._kernels(X) @ self.dual_coef_ + self.intercept_
        return out

    def _kernels(self, X: Any) -> Any:
        if self.kernel == "precomputed":
            return X
        parameters = {"gamma": self.gamma, "degree": self.degree, "coef0": self.coef0}
        return pairwise_kernels(X, self._fitted, metric=self.kernel, filter_params=True, **parameters)

    def __sklearn_tags__(self) -> Any:
        """Returns what scikit-learn asks of an estimator."""
        tags = super().__sklearn_tags__()
        tags.input_tags.pairwise = self.kernel == "precomputed"
        return tags
