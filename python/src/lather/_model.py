"""Training, models and predictions."""

from __future__ import annotations

import json
import os
import tempfile
import warnings
import weakref
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from lather import _java
from lather._frames import Frames, structures
from lather._java import call, java, path, run
from lather._options import Options, OptionsLike
from lather._session import Device
from lather.errors import LatherError, LatherWarning

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Target:
    """A target of a model.

    Attributes:
        name: of the target.
        unit: of its values, as in the options.
        quantity: ``total``, ``mean`` or ``atom``.
        rank: of a tensor; 0 for numbers.
        derivatives: of those that it was trained with: ``forces``, ``stress``, ``virial``.
        has_gradients: whether forces can be predicted, trained with or not.
        has_uncertainty: whether predictions have standard deviations.
    """

    name: str
    unit: str
    quantity: str
    rank: int
    derivatives: tuple[str, ...]
    has_gradients: bool
    has_uncertainty: bool


class Predictions(Mapping[str, Array]):
    """Predicted arrays by name, in the units of the targets.

    ``NAME`` has a row for each frame, ``[frame]`` or, for tensors, ``[frame][3]...``; of targets of single atoms, for
    each atom of all frames one after another. Likewise ``NAME_forces`` is ``[atom][3]``, ``NAME_stress`` and
    ``NAME_virial`` are ``[frame][3][3]`` (NaN for frames that do not repeat in three directions), ``NAME_atoms`` are
    the contributions of the atoms, and ``uncertainty_NAME`` are standard deviations. ``split`` divides by frame.
    """

    def __init__(self, arrays: dict[str, Array], sizes: npt.NDArray[np.int64], by_atom: frozenset[str]) -> None:
        """Creates predictions."""
        self._arrays = arrays
        self._by_atom = by_atom
        self.sizes = sizes
        """The number of atoms of each frame."""

    def __getitem__(self, name: str) -> Array:
        """Returns an array."""
        try:
            return self._arrays[name]
        except KeyError:
            raise KeyError(f"expected one of {', '.join(self._arrays)}, got {name}") from None

    def __iter__(self) -> Iterator[str]:
        """Returns the names."""
        return iter(self._arrays)

    def __len__(self) -> int:
        """Returns the number of arrays."""
        return len(self._arrays)

    def split(self, name: str) -> list[Array]:
        """Returns an array frame by frame."""
        array = self[name]
        if name not in self._by_atom:
            return list(array)
        return np.split(array, np.cumsum(self.sizes)[:-1]) if len(self.sizes) else []

    def __repr__(self) -> str:
        """Returns the shapes."""
        return f"Predictions({', '.join(f'{k}: {v.shape}' for k, v in self._arrays.items())})"


class Model:
    """A model, ready to predict.

    Any number of threads may predict with it. Copies are the same model; a pickled one carries its file.

    Args:
        file: the model's safetensors file.
        backend: ``auto``, ``cuda``, ``opencl``, ``cpu`` or ``reference``.
        device: index of the device, from 0.
        precision: ``double`` or ``single``.
        threads: number of threads; None for all cores.

    Raises:
        LatherError: for a file that is missing, damaged or foreign, or a backend that is not available.
    """

    def __init__(
        self,
        file: str | os.PathLike[str],
        *,
        backend: str = "auto",
        device: int = 0,
        precision: str = "double",
        threads: int | None = None,
    ) -> None:
        """Loads a model."""
        settings = Device(backend, device, precision, threads)
        name = os.path.expanduser(file)
        self._become(call(lambda: settings.open().load(path(name))), settings)

    @classmethod
    def _of(cls, model: Any, settings: Device) -> Model:
        out = cls.__new__(cls)
        out._become(model, settings)
        return out

    def _become(self, model: Any, settings: Device) -> None:
        self._java = model
        self._settings = settings
        self._close = weakref.finalize(self, _close, model)
        self._close.atexit = False
        call(self._read)

    def _read(self) -> None:
        parameters = self._java.parameters()
        self._fitted = list(parameters.targets())
        self._options = Options._of(parameters.options())
        self._keys = _keys(self._options.to_dict()["targets"])
        try:
            parameters.expectGradients()
            gradients = True
        except java("java.lang.RuntimeException"):  # features without gradients
            gradients = False
        targets = []
        for t in self._fitted:
            target = t.target()
            targets.append(
                Target(
                    str(t.name()),
                    str(target.unit()),
                    str(target.quantity().word()),
                    int(target.form().rank()),
                    tuple(str(d.kind().word()) for d in target.derivatives()),
                    gradients and str(t.withoutGradient()) == "",
                    bool(t.hasUncertainty()),
                )
            )
        self._targets = tuple(targets)

    @property
    def options(self) -> Options:
        """The options that it was trained with, defaults included."""
        return self._options

    @property
    def targets(self) -> tuple[Target, ...]:
        """The targets."""
        return self._targets

    def predict(
        self,
        frames: Frames,
        forces: bool | None = None,
        stress: bool | None = None,
        uncertainty: bool = False,
        per_atom: bool = False,
    ) -> Predictions:
        """Predicts structures; the results are the bits that ``lather eval`` writes.

        Args:
            frames: ASE Atoms, dictionaries, any iterable of them, or names of files with slices.
            forces: True for the forces of every target that has a gradient, False for none, None for those that the
                model was trained with.
            stress: likewise for the stress (positive is tensile); None also for a virial.
            uncertainty: whether to compute standard deviations, of the targets that have them.
            per_atom: whether to compute the contribution of each atom to targets of whole structures.

        Raises:
            LatherError: for structures that the model cannot predict, or what it does not have.
        """
        if (forces or stress) and not any(t.has_gradients for t in self._targets):
            name = "forces" if forces else "stress"
            raise LatherError(f"{name}: no target of this model has a gradient", (), 2)
        if uncertainty and not any(t.has_uncertainty for t in self._targets):
            cure = "Train with model.type sparse_gpr"
            raise LatherError(f"uncertainty: no target of this model has one. {cure}", (cure,), 2)
        trained = [d for t in self._targets for d in t.derivatives]
        wanted = {
            kind: bool(asked) if asked is not None else kind in trained
            for kind, asked in (("forces", forces), ("stress", stress), ("virial", stress))
        }
        if stress:
            wanted["virial"] = "virial" in trained
        uncertainties = java_uncertainties("ALL" if uncertainty else "NONE")

        def work() -> Any:
            request = java("predict.Request")(any(wanted.values()), per_atom, uncertainties)
            collected = java("java.util.stream.Stream").builder()
            opened = given.frames()
            try:
                self._java.predict(opened, request, Device.execution(), collected)
            finally:
                opened.close()
            return collected.build().toArray()

        given, _ = call(lambda: structures(frames, self._keys))
        predicted = run(work)
        explicit = frozenset(k for k, asked in (("forces", forces), ("stress", stress)) if asked)
        return call(lambda: _arrays(list(predicted), self._fitted, self._targets, wanted, explicit, per_atom))

    def evaluate(self, frames: Frames) -> dict[str, Any]:
        """Predicts structures and compares with the references that they carry.

        Returns:
            what ``lather eval --metrics`` writes; under ``targets`` by name ``mae``, ``rmse``, ``unit`` and others.
        """
        settings = self._settings

        def work() -> Any:
            return settings.open().evaluate(self._java, given)

        given, _ = call(lambda: structures(frames, self._keys))
        evaluation = run(work)
        _warn(call(evaluation.warnings))
        metrics = call(lambda: evaluation.metrics("model", given.description()).toJson())
        out: dict[str, Any] = json.loads(str(metrics))
        return out

    def save(self, file: str | os.PathLike[str]) -> None:
        """Writes the model to a safetensors file."""
        name = os.path.expanduser(file)
        call(lambda: java("Lather").save(self._java, path(name)))

    def close(self) -> None:
        """Frees its memory on the backend, which also happens when nothing refers to it. It cannot predict then."""
        self._close()

    def __enter__(self) -> Model:
        """Returns the model."""
        return self

    def __exit__(self, *_: object) -> None:
        """Closes the model."""
        self.close()

    def __copy__(self) -> Model:
        """Returns the model, which does not change."""
        return self

    def __deepcopy__(self, _: object) -> Model:
        """Returns the model, which does not change."""
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        """Returns the model's file."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "model.safetensors"
            self.save(file)
            return _unpickled, (file.read_bytes(), self._settings)

    def __repr__(self) -> str:
        """Returns the targets and elements."""
        return f"<lather.Model: {self._java.toString()}>"


def _unpickled(content: bytes, settings: Device) -> Model:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "model.safetensors"
        file.write_bytes(content)
        return Model(
            file,
            backend=settings.backend,
            device=settings.device,
            precision=settings.precision,
            threads=settings.threads,
        )


def _close(model: Any) -> None:
    if not _java.forked():
        model.close()


def java_uncertainties(name: str) -> Any:
    """Returns a constant of Java's enumeration of uncertainties."""
    return call(lambda: getattr(java("uncertainty.Uncertainties"), name))


def _keys(tree: Any) -> frozenset[str]:
    """Returns the keys and columns that a block of targets names."""
    if isinstance(tree, Mapping):
        own = [v for k, v in tree.items() if isinstance(v, str) and k != "unit"]
        return frozenset(own).union(*(_keys(v) for v in tree.values()))
    if isinstance(tree, list):
        return frozenset().union(*(_keys(v) for v in tree))
    return frozenset()


def _warn(some: Any) -> None:
    for w in some:
        warnings.warn(str(w), LatherWarning, stacklevel=3)


def numpy_of(array: Any) -> Array:
    """Returns a copy of an array of Java."""
    return np.array(memoryview(array), dtype=np.float64)


def _arrays(
    predicted: list[Any],
    fitted: list[Any],
    targets: tuple[Target, ...],
    wanted: Mapping[str, bool],
    explicit: frozenset[str],
    per_atom: bool,
) -> Predictions:
    sizes = np.array([p.structure().size() for p in predicted], dtype=np.int64)
    arrays: dict[str, Array] = {}
    by_atom: set[str] = set()

    def put(name: str, values: list[Array], shape: tuple[int, ...], of_atoms: bool) -> None:
        flat = np.concatenate(values) if values else np.zeros(0)
        arrays[name] = flat.reshape(-1, *shape)
        if of_atoms:
            by_atom.add(name)

    for t, target in zip(fitted, targets, strict=True):
        name = target.name
        shape = (3,) * target.rank
        of_atoms = target.quantity == "atom"
        put(name, [numpy_of(p.values(name)) for p in predicted], shape, of_atoms)
        if per_atom and not of_atoms:
            put(f"{name}_atoms", [numpy_of(p.contributions(name)) for p in predicted], shape, True)
        if predicted and all(p.hasUncertainty(name) for p in predicted):
            put(f"uncertainty_{name}", [numpy_of(p.uncertainties(name)) for p in predicted], shape, of_atoms)
        trained = {str(d.kind().word()): d for d in t.target().derivatives()}
        for kind in ("forces", "stress", "virial"):
            if not wanted[kind] or not (kind in trained or (kind in explicit and target.has_gradients)):
                continue
            values = [_derivative(p, t, name, kind, trained.get(kind)) for p in predicted]
            put(f"{name}_{kind}", values, (3,) if kind == "forces" else (3, 3), kind == "forces")
            d = trained.get(kind)
            if d is not None and predicted and any(p.hasUncertainty(t, d) for p in predicted):
                of = [
                    numpy_of(p.uncertainties(t, d)) if p.hasUncertainty(t, d) else np.full(9, np.nan) for p in predicted
                ]
                put(f"uncertainty_{name}_{kind}", of, (3,) if kind == "forces" else (3, 3), kind == "forces")
    return Predictions(arrays, sizes, frozenset(by_atom))


def _derivative(p: Any, fitted: Any, name: str, kind: str, derivative: Any) -> Array:
    """Returns a derivative in its own unit where the model was trained with it, else in that of its target."""
    if derivative is not None:
        return numpy_of(p.values(fitted, derivative)) if p.has(fitted, derivative) else np.full(9, np.nan)
    if kind == "forces":
        return numpy_of(p.forces(name))
    if not p.structure().cell().periodicEverywhere():
        return np.full(9, np.nan)
    return numpy_of(p.stress(name))


def train(
    options: OptionsLike,
    frames: Frames | None = None,
    out: str | os.PathLike[str] | None = None,
    *,
    backend: str = "auto",
    device: int = 0,
    precision: str = "double",
    threads: int | None = None,
) -> Model:
    """Trains a model.

    Args:
        options: a dictionary in the schema of the options file, the path of such a file, or ``lather.Options``.
        frames: training structures, whose ``info`` and ``arrays`` hold the targets; None for those that the options
            name.
        out: safetensors file to write the model to; the options with all defaults are written beside it.
        backend: ``auto``, ``cuda``, ``opencl``, ``cpu`` or ``reference``.
        device: index of the device, from 0.
        precision: ``double`` or ``single``.
        threads: number of threads; None for all cores.

    Raises:
        LatherError: for options, structures or references that it cannot be trained with.
    """
    settings = Device(backend, device, precision, threads)
    read = options if isinstance(options, Options) else Options(options)
    given = None if frames is None else call(lambda: structures(frames))[0]
    session = settings.open()

    def work() -> Any:
        return session.train(read._java) if given is None else session.train(read._java, given)

    model = Model._of(run(work), settings)
    report = call(lambda: model._java.report())
    if report.isPresent():
        _warn(call(lambda: report.get().warnings()))
    if out is not None:
        file = Path(os.path.expanduser(out))
        model.save(file)
        model.options.save(file.with_name(file.name.removesuffix(".safetensors") + ".options.yaml"))
    return model
