"""The backends that are open in this process."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

from lather._java import call, java
from lather.errors import LatherError

_lock = threading.Lock()
_open: dict[Device, Any] = {}


@dataclass(frozen=True)
class Device:
    """What computes: backend, index of the device, precision of features and number of threads (None: all cores)."""

    backend: str = "auto"
    device: int = 0
    precision: str = "double"
    threads: int | None = None

    def open(self) -> Any:
        """Returns the entry point of Java on this backend, which stays open until Python exits."""
        with _lock:
            if self not in _open:
                _open[self] = call(self._new)
            return _open[self]

    def _new(self) -> Any:
        if self.precision not in ("double", "single"):
            raise LatherError(f"precision: expected double or single, got {self.precision}", (), 2)
        threads = self.threads or int(java("java.lang.Runtime").getRuntime().availableProcessors())
        request = java("backend.BackendRequest")(
            getattr(java("backend.Precision"), self.precision.upper()), threads, self.device, None
        )
        return java("Lather").open(self.backend, request, self.execution())

    @staticmethod
    def execution() -> Any:
        """Returns the limits of a computation: most of the heap of Java; an interrupt of the thread cancels it."""
        return java("execution.Execution").defaults()
