"""The version of the package, which is that of the archives it carries."""

__version__ = "0.1.0"
