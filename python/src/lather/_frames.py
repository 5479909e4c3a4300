"""Structures from Python: ASE Atoms, dictionaries, generators, names of files."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

import jpype
import numpy as np

from lather._java import java
from lather.errors import LatherError

Frame: TypeAlias = Any
"""An ``ase.Atoms``, or a mapping with ``numbers`` or ``symbols``, ``positions`` and, where there are any, ``cell``,
``pbc``, ``info`` and ``arrays``, whose meaning is that of ASE."""

Frames: TypeAlias = "Frame | str | os.PathLike[str] | Iterable[Frame | str | os.PathLike[str]]"
"""One frame, an iterable of frames, the name of a file (``train.xyz@0:100`` is a slice of it), or several names."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_GEOMETRY = frozenset({"numbers", "positions", "species", "pos", "Lattice", "Properties", "pbc"})
# rows of the symmetric matrix whose six numbers xx, yy, zz, yz, xz, xy ASE keeps
_VOIGT = [0, 5, 4, 5, 1, 3, 4, 3, 2]


def structures(frames: Frames, keys: frozenset[str] | None = None) -> tuple[Any, list[Any] | None]:
    """Returns structures of Java.

    Args:
        frames: in any of the forms of ``Frames``.
        keys: of values and columns that are needed; None for all.

    Returns:
        the Structures, and those in memory one by one, which is None for files.
    """
    if isinstance(frames, str | os.PathLike):
        return _files([frames]), None
    if isinstance(frames, Mapping) or _is_atoms(frames):
        frames = [frames]
    listed = list(frames)
    if listed and all(isinstance(f, str | os.PathLike) for f in listed):
        return _files(listed), None
    converted = [structure(f, keys, index) for index, f in enumerate(listed)]
    return java("structure.file.Structures").of(java_list(converted)), converted


def java_list(items: Iterable[Any]) -> Any:
    """Returns a list of Java."""
    out = java("java.util.ArrayList")()
    for item in items:
        out.add(item)
    return out


def _files(names: list[Any]) -> Any:
    folder = java("java.nio.file.Path").of(os.getcwd())
    return java("structure.file.Structures").read(java_list(os.path.expanduser(os.fspath(n)) for n in names), folder)


def _is_atoms(frame: Any) -> bool:
    return hasattr(frame, "get_atomic_numbers") and hasattr(frame, "positions")


def structure(frame: Frame, keys: frozenset[str] | None = None, index: int = 0) -> Any:
    """Returns one structure of Java; ``index`` is for messages."""
    try:
        if _is_atoms(frame):
            return _of(frame.numbers, frame.positions, frame.cell.array, frame.pbc, *_contents(frame), keys)
        if isinstance(frame, Mapping):
            return _of_mapping(frame, keys)
    except (ValueError, TypeError, KeyError, jpype.JException) as e:
        text = str(e.getMessage()) if isinstance(e, jpype.JException) else str(e)
        raise LatherError(f"frame {index}: {text}", (), 3) from None
    cure = "Give ase.Atoms, dictionaries with `symbols` and `positions`, or names of files"
    raise LatherError(f"frame {index}: expected a structure, got {type(frame).__name__}. {cure}", (cure,), 3)


def _contents(atoms: Any) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Returns values and columns of ASE's atoms, with the results that its reader of files puts into a calculator."""
    module = sys.modules.get("ase.calculators.singlepoint")
    if module is None or not isinstance(atoms.calc, module.SinglePointCalculator):
        return atoms.info, atoms.arrays
    info, arrays = dict(atoms.info), dict(atoms.arrays)
    for key, value in atoms.calc.results.items():
        if value is None:
            continue
        of_atoms = key in ("forces", "charges", "magmoms", "energies", "stresses")
        array = np.asarray(value, dtype=float)
        if key == "stress" and array.shape == (6,):
            array = array[_VOIGT]
        (arrays if of_atoms else info).setdefault(key, array)
    return info, arrays


def _of_mapping(frame: Mapping[str, Any], keys: frozenset[str] | None) -> Any:
    unknown = set(frame) - {"numbers", "symbols", "positions", "cell", "pbc", "info", "arrays"}
    if unknown:
        raise ValueError(
            f"expected numbers or symbols, positions, cell, pbc, info and arrays, got `{sorted(map(str, unknown))[0]}`"
        )
    if ("numbers" in frame) == ("symbols" in frame) or "positions" not in frame:
        raise ValueError("expected `positions`, and either `numbers` or `symbols`")
    numbers = frame["numbers"] if "numbers" in frame else [_atomic_number(s) for s in frame["symbols"]]
    cell = frame.get("cell")
    pbc = frame.get("pbc", cell is not None)
    matrix = np.zeros((3, 3)) if cell is None else np.asarray(cell, dtype=float)
    if matrix.shape == (3,):
        matrix = np.diag(matrix)
    return _of(numbers, frame["positions"], matrix, pbc, frame.get("info", {}), frame.get("arrays", {}), keys)


def _atomic_number(symbol: str) -> int:
    element = java("structure.Element").of(str(symbol))
    if element.isEmpty():
        raise ValueError(f"expected the symbol of an element, got `{symbol}`")
    return int(element.get().atomicNumber())


def _of(
    numbers: Any,
    positions: Any,
    cell: Any,
    pbc: Any,
    info: Mapping[str, Any],
    arrays: Mapping[str, Any],
    keys: frozenset[str] | None,
) -> Any:
    z = np.ascontiguousarray(numbers, dtype=np.int32)
    x = np.ascontiguousarray(positions, dtype=np.float64)
    if x.shape != (z.size, 3):
        raise ValueError(f"expected positions of shape ({z.size}, 3), got {x.shape}")
    out = java("structure.Structure").of(_INTS(z), _DOUBLES(x.reshape(-1)), _cell(cell, pbc))
    annotations = None
    for add, items in ((_with_value, info), (_with_column, arrays)):
        for key, value in items.items():
            wanted = key not in _GEOMETRY if keys is None else key in keys
            if wanted and isinstance(key, str) and _NAME.fullmatch(key):
                annotations = add(annotations or java("structure.Annotations").NONE, key, value, z.size)
    return out if annotations is None else out.with_(annotations)


def _cell(cell: Any, pbc: Any) -> Any:
    rows = np.ascontiguousarray(cell, dtype=np.float64).reshape(-1)
    if isinstance(pbc, bool | np.bool_):
        a = b = c = bool(pbc)
    else:
        a, b, c = map(bool, pbc)
    if not (a or b or c or rows.any()):
        return java("structure.Cell").NONE
    return java("structure.Cell").of(_DOUBLES(rows), a, b, c)


def _with_value(annotations: Any, key: str, value: Any, _atoms: int) -> Any:
    if isinstance(value, bool | np.bool_):
        return annotations.withText(key, "T" if value else "F")
    if isinstance(value, str):
        printable = all(" " <= c <= "~" or c == "\n" for c in value)
        return annotations.withText(key, value) if printable else annotations
    array = _numbers(value)
    if array is None:
        return annotations
    return annotations.with_(key, _DOUBLES(array.reshape(-1)))


def _with_column(annotations: Any, key: str, value: Any, atoms: int) -> Any:
    array = _numbers(value)
    if array is None:
        return annotations
    if array.shape[:1] != (atoms,):
        raise ValueError(f"expected {atoms} rows in the array `{key}`, got the shape {array.shape}")
    width = array.size // atoms
    if np.asarray(value).dtype == bool:
        return annotations.withFlags(key, width, jpype.JArray(jpype.JBoolean)(array.reshape(-1) != 0))
    return annotations.withColumn(key, width, _DOUBLES(array.reshape(-1)))


def _numbers(value: Any) -> Any:
    """Returns an array of numbers, or None for something else, which no target can be."""
    array = np.asarray(value)
    if array.dtype.kind not in "fiub" or array.size == 0:
        return None
    return np.ascontiguousarray(array, dtype=np.float64)


class _Lazy:
    """A type of arrays of Java, which exists once Java runs."""

    def __init__(self, of: Any) -> None:
        self._of = of
        self._type: Any = None

    def __call__(self, array: Any) -> Any:
        if self._type is None:
            self._type = jpype.JArray(self._of)
        return self._type(array)


_INTS = _Lazy(jpype.JInt)
_DOUBLES = _Lazy(jpype.JDouble)


def doubles(array: Any) -> Any:
    """Returns an array of Java with a copy of numbers, row by row."""
    return _DOUBLES(np.ascontiguousarray(array, dtype=np.float64).reshape(-1))
