"""Selections of rows and columns of matrices."""

from __future__ import annotations

import numbers
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.feature_selection import SelectorMixin
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data

from lather._features import select


class GreedySelector(BaseEstimator):  # type: ignore[misc]
    """What all selections share."""

    _method: str
    _axis: int
    n_to_select: int | float | None

    def fit(self, X: Any, y: Any = None) -> Any:
        """Chooses features or samples.

        Args:
            X: matrix ``[sample][feature]``.
            y: targets ``[sample]`` or ``[sample][target]``, which PCov-FPS and PCov-CUR need; else ignored.

        Returns:
            the selector, with ``selected_idx_`` in the order of choice, their ``scores_`` at that moment, and
            ``n_selected_``.
        """
        needs_y = self._method.startswith("pcov")
        checks = {"dtype": np.float64, "ensure_min_samples": 2, "ensure_min_features": 2}
        if needs_y:
            X, y = validate_data(self, X, y, multi_output=True, y_numeric=True, **checks)
        else:
            X = validate_data(self, X, **checks)
        what = ("samples", "features")[self._axis]
        selection = select(
            X,
            self._count(X.shape[self._axis], what),
            what=what,
            method=self._method,
            target=y if needs_y else None,
            mixing=getattr(self, "mixing", 0.5),
            start=self._start(X.shape[self._axis]),
        )
        self.selected_idx_ = selection.indices
        self.scores_ = selection.scores
        self.n_selected_ = len(selection.indices)
        return self

    def _count(self, size: int, what: str) -> int:
        n = self.n_to_select
        if n is None:
            return size // 2
        if isinstance(n, numbers.Integral) and 1 <= int(n) <= size:
            return int(n)
        if isinstance(n, numbers.Real) and not isinstance(n, numbers.Integral) and 0 < float(n) <= 1:
            return max(1, int(size * n))
        raise ValueError(
            f"n_to_select: expected None, a whole number from 1 to {size}, the number of {what}, or a fraction of them "
            f"above 0 and up to 1, got {n!r}"
        )

    def _start(self, size: int) -> int:
        initialize = getattr(self, "initialize", 0)
        if initialize == "random":
            return int(check_random_state(self.random_state).randint(size))
        if isinstance(initialize, numbers.Integral) and 0 <= int(initialize) < size:
            return int(initialize)
        raise ValueError(f"initialize: expected random or an index from 0 to {size - 1}, got {initialize!r}")

    def __sklearn_tags__(self) -> Any:
        """Returns what scikit-learn asks of an estimator."""
        tags = super().__sklearn_tags__()
        tags.target_tags.required = self._method.startswith("pcov")
        return tags


class FeatureSelector(SelectorMixin, GreedySelector):  # type: ignore[misc]
    """A selection of columns, which ``transform`` keeps."""

    _axis = 1

    def _get_support_mask(self) -> Any:
        check_is_fitted(self, "selected_idx_")
        mask = np.zeros(self.n_features_in_, dtype=bool)
        mask[self.selected_idx_] = True
        return mask


class SampleSelector(GreedySelector):
    """A selection of rows, ``X[selector.selected_idx_]``."""

    _axis = 0


class WithStart:
    """Parameters of farthest point sampling."""

    def __init__(
        self,
        n_to_select: int | float | None = None,
        *,
        initialize: int | str = 0,
        random_state: Any = 0,
    ) -> None:
        """Creates a selection.

        Args:
            n_to_select: how many, or the fraction of all; None for a half.
            initialize: index of the first choice, or ``random``.
            random_state: seed of a random first choice.
        """
        self.n_to_select = n_to_select
        self.initialize = initialize
        self.random_state = random_state


class WithMixing:
    """Parameters of PCov-CUR."""

    def __init__(self, n_to_select: int | float | None = None, *, mixing: float = 0.5) -> None:
        """Creates a selection.

        Args:
            n_to_select: how many, or the fraction of all; None for a half.
            mixing: weight of the features, from 0 (targets alone) to 1.
        """
        self.n_to_select = n_to_select
        self.mixing = mixing


class WithStartAndMixing:
    """Parameters of PCov-FPS."""

    def __init__(
        self,
        n_to_select: int | float | None = None,
        *,
        mixing: float = 0.5,
        initialize: int | str = 0,
        random_state: Any = 0,
    ) -> None:
        """Creates a selection.

        Args:
            n_to_select: how many, or the fraction of all; None for a half.
            mixing: weight of the features, from 0 (targets alone) to 1.
            initialize: index of the first choice, or ``random``.
            random_state: seed of a random first choice.
        """
        self.n_to_select = n_to_select
        self.mixing = mixing
        self.initialize = initialize
        self.random_state = random_state


class Plain:
    """Parameters of CUR."""

    def __init__(self, n_to_select: int | float | None = None) -> None:
        """Creates a selection.

        Args:
            n_to_select: how many, or the fraction of all; None for a half.
        """
        self.n_to_select = n_to_select
