"""Errors and warnings of Lather."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class LatherError(Exception):
    """A failure, in one sentence: what is wrong, and what helps.

    Attributes:
        cures: what helps, a sentence each; empty where the message says all.
        exit_code: what the command line exits with: 2 for options and calls, 3 for structures and model files,
            4 for numerical failures, 5 for a backend that is not available, 130 for a cancelled computation, else 1.
    """

    def __init__(self, message: str, cures: tuple[str, ...] = (), exit_code: int = 1) -> None:
        """Creates an error."""
        super().__init__(message)
        self.cures = tuple(cures)
        self.exit_code = exit_code

    def __reduce__(self) -> tuple[Callable[..., LatherError], tuple[Any, ...]]:
        """Keeps cures and exit code when the error travels between processes."""
        return type(self), (str(self), self.cures, self.exit_code)


class LatherWarning(UserWarning):
    """A result that is likely not what the user expects."""


# the exit codes of the command line, by the names of Java's classes; subclasses follow their class
_EXIT_CODES = {
    "org.lather.options.OptionsException": 2,
    "org.lather.execution.MemoryBudgetException": 2,
    "java.lang.OutOfMemoryError": 2,
    "java.lang.IllegalArgumentException": 2,
    "org.lather.structure.DataException": 3,
    "org.lather.structure.file.StructureFileException": 3,
    "org.lather.arrayfile.ModelFileException": 3,
    "org.lather.backend.NotPositiveDefiniteException": 4,
    "org.lather.potential.NumericalException": 4,
    "org.lather.backend.UnavailableBackendException": 5,
    "org.lather.execution.CancelledException": 130,
}


def translated(e: Any) -> LatherError:
    """Returns a Java exception as an error with the same sentence."""
    names = []
    java_class = e.getClass()
    while java_class is not None:
        names.append(str(java_class.getName()))
        java_class = java_class.getSuperclass()
    code = next((_EXIT_CODES[n] for n in names if n in _EXIT_CODES), 1)
    if "java.io.UncheckedIOException" in names and e.getCause() is not None:
        return translated(e.getCause())
    if "java.lang.OutOfMemoryError" in names:
        cure = "Set the environment variable LATHER_JAVA_OPTIONS to a larger heap, like -Xmx8g, before Python starts"
        return LatherError(f"the memory of Java is not sufficient. {cure}", (cure,), code)
    message = str(e.getMessage()) if e.getMessage() is not None else names[0]
    if "java.io.IOException" in names:
        kind = names[0].rpartition(".")[2]
        words = {"NoSuchFileException": "no such file or folder", "AccessDeniedException": "no permission"}
        return LatherError(f"{message}: {words[kind]}" if kind in words else message, (), code)
    cures: tuple[str, ...] = ()
    if "org.lather.error.LatherException" in names:
        cures = tuple(str(c) for c in e.cures())
    return LatherError(message, cures, code)
