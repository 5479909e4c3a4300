"""Maps of structures and atoms, and their display."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from lather._features import Ints, _ints
from lather._frames import Frames, structures
from lather._java import call, java, run
from lather._model import Array, Model, numpy_of
from lather._options import Options, OptionsLike
from lather._session import Device
from lather.errors import LatherError


@dataclass(frozen=True)
class Map:
    """Coordinates of structures or atoms.

    Attributes:
        coordinates: ``[point][dimension]``; points are structures, or the atoms of all structures one after another.
        landmarks: indices of the points by which all others are placed, in the order of their choice.
        eigenvalues: of the coordinates, descending; empty for a sketch-map.
        stress: of the landmarks of a sketch-map; NaN for other methods.
    """

    coordinates: Array
    landmarks: Ints
    eigenvalues: Array
    stress: float


def map(
    frames: Frames,
    options: OptionsLike,
    method: str = "kpca",
    *,
    what: str = "structures",
    dimensions: int = 2,
    landmarks: int = 0,
    landmarks_by: str = "fps",
    seed: int = 0,
    target: str | None = None,
    mixing: float = 0.5,
    normalise: bool = True,
    backend: str = "auto",
    device: int = 0,
    threads: int | None = None,
) -> Map:
    """Maps structures or atoms by their kernels.

    Args:
        frames: ASE Atoms, dictionaries, any iterable of them, or names of files with slices.
        options: with ``representations`` and ``model: {kernel: ...}``, as for ``kernel``.
        method: ``kpca``, ``pcovr``, ``kpcovr`` or ``sketchmap``.
        what: points of the map, ``structures`` or ``environments``.
        dimensions: number of coordinates.
        landmarks: number of landmarks; 0 for all points, up to 500.
        landmarks_by: ``fps``, ``minmax`` or ``random``.
        seed: of random choices.
        target: of pcovr and kpcovr: key of a number of structures, or column of one of atoms.
        mixing: of pcovr and kpcovr: weight of the features, from 0 (target alone) to 1.
        normalise: whether to divide kernels by the roots of those of the points with themselves.
        backend: ``auto``, ``cuda``, ``opencl``, ``cpu`` or ``reference``.
        device: index of the device, from 0.
        threads: number of threads; None for all cores.

    Raises:
        LatherError: for structures, options or a method that cannot be used together.
    """
    decided = with_some_target(options)
    session = Device(backend, device, "double", threads).open()

    def prepared() -> Any:
        given, _ = structures(frames, frozenset() if target is None else frozenset({target}))
        choose = java("maps.LandmarkChoice")
        request = java("maps.MapRequest")(
            decided._java.decide(java("options.Domain").of(given)),
            getattr(
                java("match.StructureMatrix$Entries"), _among("what", what, ("structures", "environments")).upper()
            ),
            normalise,
            getattr(java("maps.MapMethod"), _among("method", method, java("maps.MapMethod").words()).upper()),
            int(dimensions),
            choose(
                int(landmarks),
                getattr(
                    java("maps.LandmarkChoice$Rule"),
                    _among("landmarks_by", landmarks_by, java("maps.LandmarkChoice$Rule").words()).upper(),
                ),
                int(seed),
            ),
            java("maps.SigmoidChoice").SUGGESTED,
            java("maps.TargetChoice")(target or "", float(mixing), java("maps.TargetChoice").NONE.ridge()),
        )
        return given, request

    given, request = call(prepared)
    computed = run(lambda: java("maps.MapRun")(session.backend(), Device.execution()).map(request, given))
    return call(
        lambda: Map(
            numpy_of(computed.coordinates()).reshape(-1, int(computed.dimensions())),
            _ints(computed.landmarks()),
            numpy_of(computed.eigenvalues()),
            float(computed.stress()),
        )
    )


def _among(name: str, value: str, words: Any) -> str:
    known = [str(w) for w in words]
    if value not in known:
        raise LatherError(f"{name}: expected one of {', '.join(known)}, got {value}", (), 2)
    return value


def with_some_target(options: OptionsLike) -> Options:
    """Returns options; they have to name a target, by which no kernel changes."""
    if isinstance(options, Mapping) and "targets" not in options:
        options = {**options, "targets": {"energy": {"key": "energy", "unit": "eV"}}}
    return options if isinstance(options, Options) else Options(options)


def show(
    frames: Frames,
    model: Model | None = None,
    *,
    options: OptionsLike | None = None,
    properties: Mapping[str, Any] | None = None,
    method: str = "kpca",
    out: str | os.PathLike[str] | None = None,
) -> Any:
    """Shows structures beside a map of them in a notebook, by chemiscope, which has to be installed.

    Args:
        frames: ASE Atoms, dictionaries, any iterable of them, or names of files with slices.
        model: whose kernels the map has, and whose predictions of numbers of structures, with uncertainties where it
            has them, are properties.
        options: with ``representations`` and kernel, for a map without a model.
        properties: further arrays by name, with a value for each structure.
        method: of the map, see ``map``.
        out: file for the viewer of chemiscope (.json or .json.gz), in place of a widget.

    Returns:
        the widget; None where a file is written.
    """
    try:
        import ase
        import chemiscope
    except ImportError as e:
        cure = "Install it: pip install 'lather[show]'"
        raise LatherError(f"show: the package {e.name} is not installed. {cure}", (cure,), 2) from None
    if model is None and options is None:
        cure = "Give a model, or options with representations"
        raise LatherError(f"show: a map needs kernels. {cure}", (cure,), 2)
    if not isinstance(frames, str | os.PathLike | Mapping) and not hasattr(frames, "get_atomic_numbers"):
        frames = list(frames)
    chosen = options if options is not None else model.options if model is not None else {}
    coordinates = map(frames, chosen, method).coordinates
    shown: dict[str, Any] = {f"map {d + 1}": coordinates[:, d] for d in range(coordinates.shape[1])}
    if model is not None:
        predicted = model.predict(
            frames, forces=False, stress=False, uncertainty=any(t.has_uncertainty for t in model.targets)
        )
        for t in model.targets:
            if t.rank == 0 and t.quantity != "atom":
                for name in (t.name, f"uncertainty_{t.name}"):
                    if name in predicted:
                        shown[f"predicted {name} / {t.unit}" if name == t.name else f"{name} / {t.unit}"] = predicted[
                            name
                        ]
    shown.update(properties or {})

    def atoms() -> list[Any]:
        given, _ = structures(frames, frozenset())
        return [
            ase.Atoms(
                _ints(s.atomicNumbers()),
                numpy_of(s.positions()).reshape(-1, 3),
                cell=numpy_of(s.cell().rows()).reshape(3, 3),
                pbc=bool(s.cell().anyPeriodic()),  # the viewer draws cells, whatever repeats
            )
            for s in given
        ]

    arguments = {
        "structures": call(atoms),
        "properties": {k: {"target": "structure", "values": np.asarray(v)} for k, v in shown.items()},
        "settings": chemiscope.quick_settings(x="map 1", y="map 2" if coordinates.shape[1] > 1 else ""),
    }
    if out is None:
        return chemiscope.show(**arguments)
    chemiscope.write_input(str(Path(os.path.expanduser(out))), **arguments)
    return None
