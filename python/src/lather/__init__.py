"""Physics-based machine learning of materials and molecules: SOAP features, kernels, Gaussian processes.

    import lather

    model = lather.train("options.yaml", "train.xyz@0:500", out="model.safetensors")
    energies = model.predict("new.xyz")["energy"]

Frames are ASE Atoms, dictionaries, any iterable of them, or names of files with slices. Java 17 or newer is needed: it
is looked for in LATHER_JAVA_HOME, the package lather-runtime, JAVA_HOME and PATH, and started when it is first used.
``lather.ase`` has a calculator for ASE, ``lather.sklearn`` estimators for scikit-learn, ``lather.plots`` plots.
"""

import logging as _logging

from lather._features import Features, Gradient, Selection, describe, kernel, select
from lather._maps import Map, map, show
from lather._model import Model, Predictions, Target, train
from lather._options import Options
from lather._version import __version__
from lather.errors import LatherError, LatherWarning

_logging.getLogger("lather").addHandler(_logging.NullHandler())

__all__ = [
    "Features",
    "Gradient",
    "LatherError",
    "LatherWarning",
    "Map",
    "Model",
    "Options",
    "Predictions",
    "Selection",
    "Target",
    "__version__",
    "describe",
    "kernel",
    "map",
    "select",
    "show",
    "train",
]
