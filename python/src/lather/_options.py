"""Options of a training."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

from lather._java import call, java, path

OptionsLike: TypeAlias = "Options | Mapping[str, Any] | str | os.PathLike[str]"


class Options:
    """The options of a training with all defaults, as in an options file.

    Args:
        source: a mapping in the schema of the options file, or the path of such a file.
        overrides: values by dotted path, like ``{"model.kernel.zeta": 3}``, which replace those of the source.

    Raises:
        LatherError: for a file that is missing, an unknown key, or a value that it may not have.
    """

    def __init__(self, source: OptionsLike, overrides: Mapping[str, Any] | None = None) -> None:
        """Reads options."""
        self._java: Any = call(lambda: _read(source))
        if overrides:
            self._java = self.replace(overrides)._java

    @classmethod
    def _of(cls, options: Any) -> Options:
        out = cls.__new__(cls)
        out._java = options
        return out

    def replace(self, values: Mapping[str, Any]) -> Options:
        """Returns options with other values, by dotted path."""
        changes = java("java.util.LinkedHashMap")()
        for key, value in values.items():
            changes.put(key, _value(value))
        return Options._of(call(lambda: self._java.with_(changes)))

    def to_dict(self) -> dict[str, Any]:
        """Returns all options, defaults included, as dictionaries, lists and scalars."""
        out: dict[str, Any] = call(lambda: _plain(self._java.toMap()))
        return out

    def to_yaml(self) -> str:
        """Returns the text of an options file, defaults included."""
        return str(call(lambda: self._java.toYaml()))

    def save(self, file: str | os.PathLike[str]) -> None:
        """Writes an options file, with absolute paths."""
        Path(file).write_text(str(call(lambda: self._java.withAbsolutePaths().toYaml())), encoding="utf-8")

    def __getitem__(self, key: str) -> Any:
        """Returns a value by its dotted path."""
        value: Any = self.to_dict()
        for step in key.split("."):
            try:
                value = value[int(step)] if isinstance(value, list) else value[step]
            except (KeyError, IndexError, TypeError, ValueError):
                raise KeyError(key) from None
        return value

    def __eq__(self, other: object) -> bool:
        """Whether all options are equal."""
        return isinstance(other, Options) and self.to_dict() == other.to_dict()

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[Any, ...]:
        """Keeps the options as text."""
        return Options._parse, (self.to_yaml(),)

    @staticmethod
    def _parse(text: str) -> Options:
        return Options._of(call(lambda: java("options.Options").parse(text, path("."))))

    def __repr__(self) -> str:
        """Returns the options as an expression."""
        return f"lather.Options({self.to_dict()!r})"


def _read(source: OptionsLike) -> Any:
    if isinstance(source, Options):
        return source._java
    if isinstance(source, Mapping):
        return java("options.Options").parse(text(source), path("."))
    return java("options.Options").read(path(os.path.expanduser(source)))


def text(source: Mapping[str, Any]) -> str:
    """Returns a mapping as JSON, which is YAML."""
    return json.dumps(source, default=_scalar)


def _scalar(value: Any) -> Any:
    if hasattr(value, "tolist"):  # numpy
        return value.tolist()
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    raise TypeError(f"expected dictionaries, lists and scalars, got {type(value).__name__}")


def _value(value: Any) -> Any:
    """Returns a value of Java as a reader of YAML has it."""
    tree = json.loads(json.dumps(value, default=_scalar))
    if isinstance(tree, dict):
        out = java("java.util.LinkedHashMap")()
        for key, item in tree.items():
            out.put(key, _value(item))
        return out
    if isinstance(tree, list):
        out = java("java.util.ArrayList")()
        for item in tree:
            out.add(_value(item))
        return out
    if isinstance(tree, bool):
        return java("java.lang.Boolean").valueOf(tree)
    if isinstance(tree, int):
        number = java("java.lang.Long").valueOf(tree)
        return number if abs(tree) >= 2**31 else java("java.lang.Integer").valueOf(tree)
    return java("java.lang.Double").valueOf(tree) if isinstance(tree, float) else tree


def _plain(value: Any) -> Any:
    import jpype

    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, jpype.JClass("java.util.Map")):
        return {str(e.getKey()): _plain(e.getValue()) for e in value.entrySet()}
    if isinstance(value, jpype.JClass("java.util.Collection")):
        return [_plain(v) for v in value]
    if isinstance(value, jpype.JClass("java.lang.Boolean")):
        return bool(value)
    if isinstance(value, jpype.JClass("java.lang.Number")):
        return float(value) if isinstance(value, jpype.JClass("java.lang.Double")) else int(value)
    return str(value)
