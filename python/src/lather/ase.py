"""A calculator for ASE."""

from __future__ import annotations

import os
import warnings
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
from ase import Atoms
from ase.calculators.calculator import Calculator, all_changes

from lather._frames import structure
from lather._java import call, java
from lather._model import Model, java_uncertainties, numpy_of
from lather._session import Device
from lather.errors import LatherError, LatherWarning


class Lather(Calculator):  # type: ignore[misc]
    """An ASE calculator of a model.

    Which properties it has depends on the model: ``energy``, ``free_energy``, ``energies`` of a total energy, and
    ``forces`` and ``stress`` where its features have gradients; ``dipole`` of a dipole. Units are those of ASE.

    Args:
        model: a ``lather.Model``, or the path of its file.
        target: name of the energy, where the model has several.
        backend: as for ``lather.Model``, as are device, precision and threads; of paths only.
        device: index of the device, from 0.
        precision: ``double`` or ``single``.
        threads: number of threads; None for all cores.
        uncertainty: whether ``results`` has ``energy_uncertainty``, the predictive standard deviation in eV, which
            costs about another energy, and a ``LatherWarning`` is given for the first structure of which the model is
            much less certain than of any training structure that was held out.
        **kwargs: of ASE's calculators.

    Raises:
        LatherError: for a model that has neither an energy nor a dipole, or no uncertainty that is asked for.
    """

    implemented_properties: list[str] = []  # noqa: RUF012 - as in ASE
    default_parameters: ClassVar[dict[str, Any]] = {}
    ignored_changes: ClassVar[set[str]] = {"initial_magmoms", "initial_charges"}

    def __init__(
        self,
        model: Model | str | os.PathLike[str],
        target: str | None = None,
        *,
        backend: str = "auto",
        device: int = 0,
        precision: str = "double",
        threads: int | None = None,
        uncertainty: bool = False,
        **kwargs: Any,
    ) -> None:
        """Creates a calculator."""
        if not isinstance(model, Model):
            model = Model(model, backend=backend, device=device, precision=precision, threads=threads)
        self.model = model
        self._energy, self._dipole = call(lambda: _targets(model, target))
        self._uncertainty = uncertainty
        self._watch: Any = None
        if uncertainty and (self._energy is None or not self._energy.uncertain):
            cure = "Train it with model.uncertainty: posterior or label_noise"
            raise LatherError(f"uncertainty: expected a model whose energy has one, got one without. {cure}", (cure,), 2)
        self.implemented_properties = []  # of this model, not of the class
        if self._energy is not None:
            self.implemented_properties += ["energy", "free_energy", "energies"]
            if self._energy.gradients:
                self.implemented_properties += ["forces", "stress"]
        if self._dipole is not None:
            self.implemented_properties += ["dipole"]
        super().__init__(**kwargs)

    def calculate(
        self,
        atoms: Atoms | None = None,
        properties: Sequence[str] = ("energy",),
        system_changes: Sequence[str] = tuple(all_changes),
    ) -> None:
        """Computes properties of atoms, as ASE asks for them."""
        super().calculate(atoms, properties, system_changes)
        self.results.update(call(lambda: self._computed(self.atoms, frozenset(properties))))

    def _computed(self, atoms: Atoms, properties: frozenset[str]) -> dict[str, Any]:
        gradients = (
            self._energy is not None and self._energy.gradients and not properties.isdisjoint(("forces", "stress"))
        )
        uncertainties = java_uncertainties("VALUES" if self._uncertainty else "NONE")
        request = java("predict.Request")(gradients, "energies" in properties, uncertainties)
        predicted = self.model._java.predict(structure(atoms, self.model._keys), request, Device.execution())
        out: dict[str, Any] = {}
        if self._energy is not None:
            name, factor = self._energy.name, self._energy.factor
            out["energy"] = out["free_energy"] = factor * float(predicted.value(name))
            if self._uncertainty:
                out["energy_uncertainty"] = factor * float(predicted.uncertainty(name))
                self._warn(predicted)
            if gradients:
                out["forces"] = factor * numpy_of(predicted.forces(name)).reshape(-1, 3)
                if atoms.cell.rank == 3 and atoms.pbc.all():
                    out["stress"] = factor * numpy_of(predicted.stress(name))[[0, 4, 8, 5, 2, 1]]
            if "energies" in properties:
                out["energies"] = factor * numpy_of(predicted.contributions(name))
        if self._dipole is not None:
            out["dipole"] = self._dipole.factor * np.asarray(numpy_of(predicted.values(self._dipole.name)))
        return out


    def _warn(self, predicted: Any) -> None:
        if self._watch is None:
            self._watch = java("evaluation.TrainingSetWatch")(self.model._java, Device.execution())
        for w in self._watch.add(predicted):
            warnings.warn(str(w), LatherWarning, stacklevel=4)

    def __getstate__(self) -> dict[str, Any]:
        """Returns what copies have: they watch for structures of their own."""
        return {**self.__dict__, "_watch": None}


class _Quantity:
    """A target of a model with the factor to ASE's unit."""

    def __init__(self, fitted: Any, unit: str, gradients: bool) -> None:
        self.name = str(fitted.name())
        self.factor = float(fitted.target().unit().in_(java("target.Unit").of(unit)))
        self.gradients = gradients
        self.uncertain = bool(fitted.hasUncertainty())


def _targets(model: Model, target: str | None) -> tuple[_Quantity | None, _Quantity | None]:
    both = list(zip(model._fitted, model.targets, strict=True))
    energies = [(f, t) for f, t in both if f.target().isEnergy() and target in (None, t.name)]
    dipoles = [f for f, t in both if f.target().isDipole() and t.quantity == "total"]
    if target is not None and not energies:
        names = ", ".join(t.name for f, t in both if f.target().isEnergy()) or "none"
        raise LatherError(f"target: expected a total energy of the model ({names}), got {target}", (), 2)
    if len(energies) > 1:
        names = ", ".join(t.name for _, t in energies)
        cure = "Say which with `target`"
        raise LatherError(f"the model has several energies ({names}). {cure}", (cure,), 2)
    if not energies and not dipoles:
        names = ", ".join(t.name for t in model.targets)
        raise LatherError(f"the model has neither a total energy nor a dipole, but {names}", (), 3)
    energy = _Quantity(energies[0][0], "eV", energies[0][1].has_gradients) if energies else None
    return energy, _Quantity(dipoles[0], "e*A", False) if dipoles else None
