"""A runtime of Java for the package ``lather``, which uses it when it is installed."""

from pathlib import Path

__version__ = "0.1.0"


def java_home() -> Path:
    """Returns the folder of the runtime."""
    return Path(__file__).parent / "java"
