"""Plots of models, by matplotlib, which has to be installed.

Each function draws into ``axes``, or into a new figure, and returns the axes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from lather._frames import Frames, structures
from lather._java import call
from lather._model import Array, Model, Target, numpy_of, train
from lather._options import OptionsLike
from lather.errors import LatherError


def parity(model: Model, frames: Frames, target: str | None = None, *, axes: Any = None) -> Any:
    """Draws predictions against the references that structures carry.

    Args:
        model: a model.
        frames: structures with references, as for ``Model.evaluate``.
        target: name of a target; None for the first.
        axes: of matplotlib.
    """
    chosen, frames = _target(model, target), _kept(frames)
    predicted = model.predict(frames, forces=False, stress=False)[chosen.name].ravel()
    references = _references(model, frames, chosen)
    axes = _axes(axes)
    axes.plot(references, predicted, ".", zorder=2)
    ends = [min(references.min(), predicted.min()), max(references.max(), predicted.max())]
    axes.plot(ends, ends, "-", color="0.6", zorder=1)
    rmse = np.sqrt(np.mean((predicted - references) ** 2))
    axes.set_title(f"{chosen.name}: RMSE {rmse:.3g} {chosen.unit}")
    axes.set_xlabel(f"reference / {chosen.unit}")
    axes.set_ylabel(f"prediction / {chosen.unit}")
    return axes


def learning_curve(
    options: OptionsLike,
    frames: Sequence[Any],
    test: Frames,
    sizes: Sequence[int],
    target: str | None = None,
    *,
    axes: Any = None,
    **arguments: Any,
) -> Any:
    """Trains models with the first structures of a training set, and draws their errors.

    Args:
        options: as for ``train``.
        frames: training structures in memory, ASE Atoms or dictionaries, in random order.
        test: structures with references.
        sizes: numbers of training structures.
        target: name of a target; None for the first.
        axes: of matplotlib.
        **arguments: of ``train``.
    """
    listed, tested = list(frames), _kept(test)
    wrong = [n for n in sizes if not 1 <= n <= len(listed)]
    if wrong or not len(sizes):
        raise LatherError(
            f"sizes: expected numbers from 1 to {len(listed)}, got {wrong[0] if wrong else 'none'}", (), 2
        )
    errors = []
    for n in sizes:
        with train(options, listed[:n], **arguments) as model:
            chosen = _target(model, target)
            predicted = model.predict(tested, forces=False, stress=False)[chosen.name].ravel()
            errors.append(np.sqrt(np.mean((predicted - _references(model, tested, chosen)) ** 2)))
    axes = _axes(axes)
    axes.loglog(sizes, errors, "o-")
    axes.set_xlabel("training structures")
    axes.set_ylabel(f"RMSE of {chosen.name} / {chosen.unit}")
    return axes


def calibration(model: Model, frames: Frames, target: str | None = None, *, axes: Any = None) -> Any:
    """Draws how often errors are within the predicted intervals, against how often they should be.

    Points on the diagonal say that errors are as large as the uncertainties; points below, that the model is too
    certain.

    Args:
        model: a model with uncertainties.
        frames: structures with references, which it was not trained with.
        target: name of a target; None for the first.
        axes: of matplotlib.
    """
    from statistics import NormalDist

    chosen, frames = _target(model, target), _kept(frames)
    if not chosen.has_uncertainty:
        raise LatherError(f"calibration: the target {chosen.name} has no uncertainty", (), 2)
    predicted = model.predict(frames, forces=False, stress=False, uncertainty=True)
    deviations = predicted[f"uncertainty_{chosen.name}"].ravel()
    ratios = np.abs(predicted[chosen.name].ravel() - _references(model, frames, chosen)) / deviations
    expected = np.linspace(0.05, 0.95, 19)
    observed = [np.mean(ratios <= NormalDist().inv_cdf((1 + p) / 2)) for p in expected]
    axes = _axes(axes)
    axes.plot([0, 1], [0, 1], "-", color="0.6", zorder=1)
    axes.plot(expected, observed, "o-", zorder=2)
    axes.set_title(f"{chosen.name}: RMS of error over uncertainty {np.sqrt(np.mean(ratios**2)):.2f}")
    axes.set_xlabel("expected fraction within the interval")
    axes.set_ylabel("observed fraction")
    return axes


def _axes(axes: Any) -> Any:
    if axes is not None:
        return axes
    try:
        import matplotlib.pyplot as plt
    except ImportError:
        cure = "Install it: pip install 'lather[show]'"
        raise LatherError(f"plots: the package matplotlib is not installed. {cure}", (cure,), 2) from None
    return plt.subplots(layout="constrained")[1]


def _target(model: Model, name: str | None) -> Target:
    for t in model.targets:
        if name in (None, t.name):
            return t
    raise LatherError(f"target: expected one of {', '.join(t.name for t in model.targets)}, got {name}", (), 2)


def _kept(frames: Any) -> Frames:
    """Returns frames that can be passed over twice."""
    return list(frames) if hasattr(frames, "__next__") else frames


def _references(model: Model, frames: Frames, target: Target) -> Array:
    key = model.options[f"targets.{target.name}.key"]
    of_atoms = target.quantity == "atom"

    def read() -> Array:
        given, _ = structures(frames, frozenset({key}))
        values = []
        for s in given:
            if not (s.hasColumn(key) if of_atoms else s.has(key)):
                raise LatherError(f"{s.origin() or 'a structure'}: it has no reference `{key}`", (), 3)
            values.append(numpy_of(s.column(key) if of_atoms else s.numbers(key)))
        return np.concatenate(values)

    return call(read)
