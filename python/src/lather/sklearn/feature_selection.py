"""Selections of columns of matrices, with scikit-matter's names."""

from lather.sklearn._selection import FeatureSelector, Plain, WithMixing, WithStart, WithStartAndMixing


class FPS(WithStart, FeatureSelector):
    """Farthest point sampling: each choice is the one farthest from all before."""

    _method = "fps"


class CUR(Plain, FeatureSelector):
    """CUR decomposition: each choice has the largest leverage once those before are projected out."""

    _method = "cur"


class PCovFPS(WithStartAndMixing, FeatureSelector):
    """Farthest point sampling in features mixed with targets (principal covariates)."""

    _method = "pcov_fps"


class PCovCUR(WithMixing, FeatureSelector):
    """CUR decomposition of features mixed with targets (principal covariates)."""

    _method = "pcov_cur"


__all__ = ["CUR", "FPS", "PCovCUR", "PCovFPS"]
