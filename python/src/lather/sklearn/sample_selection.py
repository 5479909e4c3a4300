"""Selections of rows of matrices, with scikit-matter's names."""

from lather.sklearn._selection import Plain, SampleSelector, WithMixing, WithStart, WithStartAndMixing


class FPS(WithStart, SampleSelector):
    """Farthest point sampling: each choice is the one farthest from all before."""

    _method = "fps"


class CUR(Plain, SampleSelector):
    """CUR decomposition: each choice has the largest leverage once those before are projected out."""

    _method = "cur"


class PCovFPS(WithStartAndMixing, SampleSelector):
    """Farthest point sampling in features mixed with targets (principal covariates)."""

    _method = "pcov_fps"


class PCovCUR(WithMixing, SampleSelector):
    """CUR decomposition of features mixed with targets (principal covariates)."""

    _method = "pcov_cur"


class VoronoiFPS(WithStart, SampleSelector):
    """Farthest point sampling that skips distances by the Voronoi cells of earlier choices, which it equals."""

    _method = "voronoi_fps"


__all__ = ["CUR", "FPS", "PCovCUR", "PCovFPS", "VoronoiFPS"]
