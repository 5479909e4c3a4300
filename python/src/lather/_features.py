"""Features, kernels and selections, without a model."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from lather._frames import Frames, doubles, java_list, structures
from lather._java import call, java, path, run
from lather._model import Array, numpy_of
from lather._options import Options, OptionsLike, text
from lather._session import Device
from lather.errors import LatherError

Ints = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Gradient:
    """Derivatives of features in featomic's form.

    Attributes:
        values: ``[entry][x][column]`` for positions, ``[entry][x][y][column]`` for strain and cell.
        sample: row of the features that an entry belongs to.
        system: structure of an entry.
        atom: atom that moves, of positions; else empty.
    """

    values: Array
    sample: Ints
    system: Ints
    atom: Ints


@dataclass(frozen=True)
class Features:
    """Features of atoms with their labels.

    Attributes:
        values: ``[row][column]``, raw as the descriptor has them, not normalised.
        system: structure of each row, from 0.
        atom: atom of each row, from 0 within its structure; -1 for a row of a structure.
        center_type: atomic number of the atom of each row; 0 for a row of a structure.
        labels: of the columns by featomic's names, like ``l``, ``n_1`` and ``neighbor_1_type``.
        gradients: by variable, ``positions``, ``strain`` or ``cell``.
    """

    values: Array
    system: Ints
    atom: Ints
    center_type: Ints
    labels: dict[str, Ints]
    gradients: dict[str, Gradient] = field(default_factory=dict)


def describe(
    frames: Frames,
    hypers: OptionsLike,
    gradients: bool | str | Sequence[str] = False,
    format: str = "numpy",
    *,
    species: Sequence[str] | None = None,
    centers: Sequence[str] | None = None,
    reduce: str = "none",
    backend: str = "auto",
    device: int = 0,
    precision: str = "double",
    threads: int | None = None,
) -> Any:
    """Computes the features of the atoms of structures.

    Args:
        frames: ASE Atoms, dictionaries, any iterable of them, or names of files with slices.
        hypers: featomic's hyper-parameters with the key ``calculator`` (power_spectrum and others), or options, whose
            representations are computed side by side; a dictionary, ``lather.Options``, or the path of a file.
        gradients: True for derivatives with respect to positions, or names among positions, strain, cell.
        format: ``numpy`` for ``Features``, ``metatensor`` for a TensorMap, where metatensor is installed.
        species: symbols of the elements of neighbours that have columns; None for those of the structures.
        centers: symbols of the elements of the atoms that have rows; None for all.
        reduce: ``sum`` or ``mean`` for one row for each structure, ``none`` for one for each atom.
        backend: ``auto``, ``cuda``, ``opencl``, ``cpu`` or ``reference``.
        device: index of the device, from 0.
        precision: ``double`` or ``single``.
        threads: number of threads; None for all cores.

    Raises:
        LatherError: for structures or hyper-parameters that cannot be used.
    """
    if format not in ("numpy", "metatensor"):
        raise LatherError(f"format: expected numpy or metatensor, got {format}", (), 2)
    if reduce not in ("none", "sum", "mean"):
        raise LatherError(f"reduce: expected none, sum or mean, got {reduce}", (), 2)
    names = ["positions"] if gradients is True else [gradients] if isinstance(gradients, str) else gradients or []
    wrong = [n for n in names if n not in ("positions", "strain", "cell")]
    if wrong:
        raise LatherError(f"gradients: expected positions, strain or cell, got {wrong[0]}", (), 2)
    session = Device(backend, device, precision, threads).open()

    def prepared() -> Any:
        given, _ = structures(frames, frozenset())
        variables = java("java.util.HashSet")()
        for n in names:
            variables.add(getattr(java("descriptor.FeatureGradients$Variable"), n.upper()))
        rows = java("describe.FeatureRows")(
            java("java.util.Set").copyOf(_elements(centers)), "", getattr(java("describe.Reduction"), reduce.upper())
        )
        storage = getattr(java("backend.Precision"), precision.upper())
        return given, java("describe.FeatureRequest")(
            _representations(hypers, given), _elements(species), variables, rows, storage
        )

    given, request = call(prepared)
    if format == "metatensor":
        import metatensor

        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "features.mts"
            run(lambda: session.describe(request, given, path(file)))
            return metatensor.load(str(file))
    features = run(lambda: session.describe(request, given))
    return call(lambda: _features(features))


def _features(features: Any) -> Features:
    columns = int(features.columns())
    out: dict[str, Gradient] = {}
    for variable in features.variables():
        g = features.gradients(variable)
        shape = (3,) if str(variable.name()) == "POSITIONS" else (3, 3)
        out[str(variable.name()).lower()] = Gradient(
            numpy_of(g.values()).reshape(-1, *shape, columns), _ints(g.sample()), _ints(g.system()), _ints(g.atom())
        )
    return Features(
        numpy_of(features.values()).reshape(-1, columns),
        _ints(features.system()),
        _ints(features.atom()),
        _ints(features.centerType()),
        {str(e.getKey()): _ints(e.getValue()) for e in features.labels().entrySet()},
        out,
    )


def _ints(array: Any) -> Ints:
    return np.array(memoryview(array), dtype=np.int32)


def _elements(symbols: Sequence[str] | None) -> Any:
    numbers = java("java.util.TreeSet")()
    for s in symbols or ():
        element = java("structure.Element").of(s)
        if element.isEmpty():
            raise LatherError(f"expected symbols of elements, got `{s}`", (), 2)
        numbers.add(java("java.lang.Integer").valueOf(element.get().atomicNumber()))
    return java("java.util.ArrayList")(numbers)


def _representations(hypers: OptionsLike, given: Any) -> Any:
    def domain() -> Any:
        return java("options.Domain").of(given)

    kind = java("options.RepresentationFile")
    if isinstance(hypers, Options):
        return kind(hypers._java.decide(domain()).representations(), False)
    if isinstance(hypers, Mapping):
        return kind.parse(text(hypers), path("."), domain)
    return kind.read(path(os.path.expanduser(hypers)), java_list([]), None, domain)


def kernel(
    frames: Frames,
    hypers: OptionsLike,
    with_: Frames | None = None,
    *,
    what: str = "structures",
    normalise: bool = False,
    backend: str = "auto",
    device: int = 0,
    precision: str = "double",
    threads: int | None = None,
) -> Array:
    """Computes a matrix of kernels.

    Args:
        frames: structures of the rows.
        hypers: options with ``representations`` and ``model: {kernel: ...}`` (zeta, centers, structure, gamma); what
            else options need may be left out of a dictionary.
        with_: structures of the columns; None for those of the rows.
        what: rows and columns, ``structures`` or ``environments``.
        normalise: whether to divide by the roots of the kernels of structures with themselves.
        backend: ``auto``, ``cuda``, ``opencl``, ``cpu`` or ``reference``.
        device: index of the device, from 0.
        precision: ``double`` or ``single``.
        threads: number of threads; None for all cores.

    Returns:
        the matrix ``[row][column]``.
    """
    if what not in ("structures", "environments"):
        raise LatherError(f"what: expected structures or environments, got {what}", (), 2)
    if isinstance(hypers, Mapping) and "targets" not in hypers:
        # options have to name a target, by which no kernel changes
        hypers = {**hypers, "targets": {"energy": {"key": "energy", "unit": "eV"}}}
    options = hypers if isinstance(hypers, Options) else Options(hypers)
    session = Device(backend, device, precision, threads).open()

    def prepared() -> Any:
        rows, _ = structures(frames, frozenset())
        columns = None if with_ is None else structures(with_, frozenset())[0]
        decided = options._java.decide(java("options.Domain").of(rows))
        entries = getattr(java("match.StructureMatrix$Entries"), what.upper())
        count = int(session.backend().info().threads())
        return rows, columns, java("match.KernelMatrix$Request")(decided, entries, normalise, count)

    rows, columns, request = call(prepared)
    given = [rows] if columns is None else [rows, columns]
    matrix = run(lambda: java("match.KernelMatrix").of(request, *given, session.backend(), Device.execution()))
    return call(lambda: numpy_of(matrix.values()).reshape(int(matrix.rows()), int(matrix.columns())))


@dataclass(frozen=True)
class Selection:
    """What was selected, in the order of choice.

    Attributes:
        indices: from 0.
        scores: at the moment of choice; of farthest point sampling the squared distances.
    """

    indices: Ints
    scores: Array


def select(
    data: Frames | Array,
    count: int,
    *,
    what: str,
    method: str = "fps",
    hypers: OptionsLike | None = None,
    target: Any = None,
    mixing: float = 0.5,
    start: int = 0,
    seed: int = 0,
    backend: str = "auto",
    device: int = 0,
    threads: int | None = None,
) -> Selection:
    """Selects environments, structures or features of structures, or samples or features of a matrix.

    Args:
        data: structures, with ``hypers``; or a matrix, whose rows are samples, without.
        count: how many are selected; fewer where all others are copies or linear combinations of them.
        what: ``environments``, ``structures`` or ``features`` of structures; ``samples`` or ``features`` of a matrix.
        method: ``fps``, ``voronoi_fps``, ``cur``, ``pcov_fps``, ``pcov_cur`` or ``random``.
        hypers: as for ``describe``.
        target: of pcov_fps and pcov_cur: key or column of the structures; with a matrix an array of a row for each
            sample.
        mixing: of pcov_fps and pcov_cur: weight of the features, from 0 (target alone) to 1.
        start: of fps, voronoi_fps and pcov_fps: index of the first choice.
        seed: of random.
        backend: ``auto``, ``cuda``, ``opencl``, ``cpu`` or ``reference``.
        device: index of the device, from 0.
        threads: number of threads; None for all cores.
    """
    matrix = isinstance(data, np.ndarray)
    allowed = ("samples", "features") if matrix else ("environments", "structures", "features")
    if what not in allowed:
        raise LatherError(f"what: expected {' or '.join(allowed)}, got {what}", (), 2)
    if matrix == (hypers is not None):
        cure = "Leave out hypers" if matrix else "Give hypers, by which the features of structures are computed"
        raise LatherError(f"hypers: expected with structures, and without a matrix. {cure}", (cure,), 2)
    session = Device(backend, device, "double", threads).open()

    def settings() -> Any:
        methods = {str(m.word()): m for m in java("options.SelectionMethod").values()}
        if method not in methods:
            raise LatherError(f"method: expected one of {', '.join(methods)}, got {method}", (), 2)
        if methods[method].takesTargets() == (target is None):
            raise LatherError(f"target: expected with pcov_fps and pcov_cur alone, got method {method}", (), 2)
        return java("selection.SelectionSettings")(methods[method], float(mixing), int(start), int(seed))

    chosen = call(settings)
    if matrix:
        selection = run(lambda: _of_matrix(session, chosen, np.asarray(data), count, what == "features", target))
    else:
        keys = frozenset() if target is None else frozenset({str(target)})

        def prepared() -> Any:
            given, _ = structures(data, keys)
            assert hypers is not None
            features = java("describe.FeatureRequest")(_representations(hypers, given))
            kind = getattr(java("describe.StructureSelection$What"), what.upper())
            request = java("describe.StructureSelection$Request")(kind, chosen, count, features, target or "")
            return given, request

        given, request = call(prepared)
        of = java("describe.StructureSelection")
        selection = run(lambda: of(session.backend(), Device.execution()).select(request, given).selection())
    return call(lambda: Selection(_ints(selection.indices()), numpy_of(selection.scores())))


def _of_matrix(session: Any, settings: Any, data: Any, count: int, features: bool, target: Any) -> Any:
    def file(array: Any, name: str) -> Any:
        array = np.asarray(array, dtype=np.float64)
        if array.ndim == 1:
            array = array[:, None]
        if array.ndim != 2 or array.size == 0 or not np.isfinite(array).all():
            raise LatherError(f"{name}: expected a matrix of finite numbers, got shape {array.shape}", (), 3)
        of = java("selection.MatrixFile")
        return of(java("java.nio.file.Path").of(name), doubles(array), array.shape[0], array.shape[1])

    x = file(data, "data")
    settings.expectWithin(x.columns() if features else x.rows(), count, "features" if features else "samples")
    targets = java("java.util.Optional").empty()
    if target is not None:
        y = file(target, "target")
        if y.rows() != x.rows():
            raise LatherError(f"target: expected {x.rows()} rows, one for each sample, got {y.rows()}", (), 3)
        targets = java("java.util.Optional").of(y.targets(features))
    host = session.backend().algebra().host()
    run_plan = java("selection.SelectionPlan").run
    selector = settings.selector(targets)
    return run_plan(selector, x.points(features), 2 if features else 1, count, host, Device.execution())
