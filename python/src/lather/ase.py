"""A calculator for ASE."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

import jpype.nio
import numpy as np
from ase import Atoms
from ase.calculators.calculator import Calculator, PropertyNotImplementedError, all_changes
from ase.calculators.singlepoint import SinglePointCalculator

from lather._frames import _INTS, java_list, structure
from lather._java import call, java, run
from lather._model import Model, java_uncertainties, numpy_of
from lather._session import Device
from lather.errors import LatherError, LatherWarning

_VOIGT = [0, 4, 8, 5, 2, 1]


class Lather(Calculator):  # type: ignore[misc]
    """An ASE calculator of a model.

    Which properties it has depends on the model, and ``implemented_properties`` lists them:

    * of a total energy ``energy``, ``free_energy``, ``energies``, and ``forces`` and ``stress`` where its features have
      gradients, in eV and Å;
    * of an energy with uncertainties ``energy_uncertainty`` and ``forces_uncertainty``, predictive standard deviations
      in eV and eV/Å, and of one with a committee ``energy_ensemble``, the energy of each member in eV;
    * of a dipole ``dipole`` in e Å;
    * of a tensor of rank 2 of whole structures ``polarizability``, ``[3][3]``, in Å³, or in e² Å²/eV where the model
      has such a unit;
    * of charges of atoms ``charges`` in e.

    Args:
        model: a ``lather.Model``, or the path of its file.
        target: name of the energy, where the model has several.
        backend: as for ``lather.Model``, as are device, precision and threads; of paths only.
        device: index of the device, from 0.
        precision: ``double`` or ``single``.
        threads: number of threads; None for all cores.
        uncertainty: whether ``results`` always has ``energy_uncertainty``, which costs about another energy, and a
            ``LatherWarning`` is given for the first structure of which the model is much less certain than of any
            training structure that was held out.
        **kwargs: of ASE's calculators.

    Raises:
        LatherError: for a model that has none of these, or no uncertainty that is asked for.
    """

    implemented_properties: list[str] = []  # noqa: RUF012 - as in ASE
    default_parameters: ClassVar[dict[str, Any]] = {}
    ignored_changes: ClassVar[set[str]] = {"initial_magmoms", "initial_charges"}
    atoms: Any
    results: dict[str, Any]

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
        self._energy, self._others = call(lambda: _targets(model, target))
        self._needs_values = call(lambda: any(b.storedKey().isPresent() for t in model._fitted for b in t.baselines()))
        self._uncertainty = uncertainty
        self._watch: Any = None
        self._steps: _Steps | None = None
        self._geometry: tuple[bytes, ...] = ()
        if uncertainty and (self._energy is None or not self._energy.uncertain):
            cure = "Train it with model.uncertainty: posterior or label_noise"
            raise LatherError(
                f"uncertainty: expected a model whose energy has one, got one without. {cure}", (cure,), 2
            )
        energy = [] if self._energy is None else self._energy.properties()
        self.implemented_properties = [*energy, *self._others]  # of this model, not of the class
        super().__init__(**kwargs)

    def check_state(self, atoms: Atoms, tol: float = 1e-15) -> list[str]:
        """Returns what has changed since the last calculation, as ASE asks for it; any bit counts."""
        if self.atoms is None:
            return list(all_changes)
        names = ("numbers", "positions", "cell", "pbc")
        return [n for n, a, b in zip(names, _geometry(atoms), self._geometry, strict=True) if a != b]

    def get_property(self, name: str, atoms: Atoms | None = None, allow_calculation: bool = True) -> Any:
        """Returns a property, which is computed unless it is known for these atoms."""
        if name not in self.implemented_properties:
            raise PropertyNotImplementedError(f"{name} property not implemented")
        changes = [] if atoms is None else self.check_state(atoms)
        if changes:
            self.results = {}
        if name not in self.results:
            if not allow_calculation:
                return None
            self.calculate(atoms, [name], changes)
        if name not in self.results:
            raise PropertyNotImplementedError(f"{name} not present in this calculation")
        result = self.results[name]
        return result.copy() if isinstance(result, np.ndarray) else result

    def calculate(
        self,
        atoms: Atoms | None = None,
        properties: Sequence[str] = ("energy",),
        system_changes: Sequence[str] = tuple(all_changes),
    ) -> None:
        """Computes properties of atoms, as ASE asks for them."""
        if atoms is not None:
            self._remember(atoms)
        if self.atoms is None:
            raise LatherError("atoms: expected ase.Atoms, got None", (), 2)
        wanted = frozenset(properties)
        # a structure of Java and its properties one by one cost more time than small predictions do
        few = wanted <= {"energy", "free_energy", "forces", "stress"} and not self._uncertainty and not self._others
        if few and self._energy is not None and not self._needs_values:
            self.results.update(call(lambda: self._step(self.atoms, not wanted.isdisjoint(("forces", "stress")))))
        else:
            self.results.update(call(lambda: self._computed(self.atoms, wanted)))

    def compute_many(self, frames: Iterable[Atoms], properties: Iterable[str] = ("energy", "forces")) -> list[Atoms]:
        """Computes properties of many structures at once, which is faster than one by one.

        Args:
            frames: ASE Atoms.
            properties: among ``implemented_properties``; stress is left out for atoms that do not repeat in three
                directions.

        Returns:
            copies of the atoms with the results in a ``SinglePointCalculator``, as ASE's readers of files return them.
        """
        wanted = frozenset(properties)
        unknown = sorted(wanted.difference(self.implemented_properties))
        if unknown:
            has = ", ".join(self.implemented_properties)
            raise LatherError(f"properties: expected some of {has}, got {unknown[0]}", (), 2)
        copies = [a.copy() for a in frames]
        given = call(lambda: java_list(structure(a, self.model._keys, i) for i, a in enumerate(copies)))

        def work() -> Any:
            collected = java("java.util.ArrayList")()
            consumer = java("java.util.stream.Stream").builder()
            self.model._java.predict(given.iterator(), self._request(wanted), Device.execution(), consumer)
            collected.addAll(java("java.util.Arrays").asList(consumer.build().toArray()))
            return collected

        for a, predicted in zip(copies, run(work), strict=True):
            results = call(lambda a=a, p=predicted: self._results(a, p, wanted))  # type: ignore[misc]
            # the class of ASE takes some names alone
            a.calc = SinglePointCalculator(a)
            a.calc.results.update(results)
        return copies

    def _remember(self, atoms: Atoms) -> None:
        """Keeps a copy of the atoms; moves the one there is where only positions and cell differ."""
        geometry = _geometry(atoms)
        if self.atoms is None or self._geometry[::3] != geometry[::3]:
            self.atoms = atoms.copy()
        else:
            self.atoms.positions[:] = atoms.positions
            self.atoms.cell.array[:] = atoms.cell.array
            self.atoms.info = atoms.info
        self._geometry = geometry

    def _step(self, atoms: Atoms, gradients: bool) -> dict[str, Any]:
        assert self._energy is not None
        gradients = gradients and self._energy.gradients
        numbers, _, _, pbc = self._geometry
        if self._steps is None or self._steps.kind != (numbers, pbc):
            self._steps = _Steps(self.model, self._energy.name, atoms, (numbers, pbc))
        steps = self._steps
        steps.cell[:] = atoms.cell.array
        steps.positions[:] = atoms.positions
        steps.java.step(gradients)
        energy = float(steps.output[0])
        out: dict[str, Any] = {"energy": energy, "free_energy": energy}
        if gradients:
            out["forces"] = steps.output[10:].reshape(-1, 3).copy()
            if self._energy.stress and steps.periodic:
                out["stress"] = steps.output[1:10][_VOIGT]
        return out

    def _request(self, properties: frozenset[str]) -> Any:
        energy = self._energy
        gradients = (
            energy is not None
            and energy.gradients
            and not properties.isdisjoint(("forces", "stress", "forces_uncertainty"))
        )
        values = self._uncertainty or not properties.isdisjoint(("energy_uncertainty", "energy_ensemble"))
        uncertainties = "ALL" if "forces_uncertainty" in properties else "VALUES" if values else "NONE"
        return java("predict.Request")(gradients, "energies" in properties, java_uncertainties(uncertainties))

    def _computed(self, atoms: Atoms, properties: frozenset[str]) -> dict[str, Any]:
        request = self._request(properties)
        predicted = self.model._java.predict(structure(atoms, self.model._keys), request, Device.execution())
        return self._results(atoms, predicted, properties)

    def _results(self, atoms: Atoms, predicted: Any, properties: frozenset[str]) -> dict[str, Any]:
        out: dict[str, Any] = {}
        if self._energy is not None:
            name, factor = self._energy.name, self._energy.factor
            out["energy"] = out["free_energy"] = factor * float(predicted.value(name))
            if predicted.hasUncertainty(name):
                out["energy_uncertainty"] = factor * float(predicted.uncertainty(name))
                if self._uncertainty:
                    self._warn(predicted)
            if predicted.hasEnsemble(name):
                out["energy_ensemble"] = np.array([factor * float(m[0]) for m in predicted.ensemble(name)])
            if self._energy.gradients and not properties.isdisjoint(("forces", "stress", "forces_uncertainty")):
                out["forces"] = factor * numpy_of(predicted.forces(name)).reshape(-1, 3)
                if self._energy.stress and atoms.cell.rank == 3 and atoms.pbc.all():
                    out["stress"] = factor * numpy_of(predicted.stress(name))[_VOIGT]
                if "forces_uncertainty" in properties:
                    out["forces_uncertainty"] = factor * numpy_of(predicted.forcesUncertainty(name)).reshape(-1, 3)
            if "energies" in properties:
                out["energies"] = factor * numpy_of(predicted.contributions(name))
        for prop, q in self._others.items():
            out[prop] = q.factor * numpy_of(predicted.values(q.name)).reshape(_SHAPES[prop])
        return out

    def _warn(self, predicted: Any) -> None:
        if self._watch is None:
            self._watch = java("evaluation.TrainingSetWatch")(self.model._java, Device.execution())
        for w in self._watch.add(predicted):
            warnings.warn(str(w), LatherWarning, stacklevel=4)

    def __getstate__(self) -> dict[str, Any]:
        """Returns what copies have: they watch for structures of their own, and have memory of their own."""
        return {**self.__dict__, "_watch": None, "_steps": None}


class _Steps:
    """Memory that Java reads coordinates from and writes results to, for atoms of which nothing else changes."""

    def __init__(self, model: Model, target: str, atoms: Atoms, kind: tuple[bytes, bytes]) -> None:
        n = len(atoms)
        self.kind = kind
        self.periodic = bool(atoms.cell.rank == 3 and atoms.pbc.all())
        self._input = np.zeros(9 + 3 * n)
        self.output = np.zeros(10 + 3 * n)
        self.cell = self._input[:9].reshape(3, 3)
        self.positions = self._input[9:].reshape(n, 3)
        buffers = [jpype.nio.convertToDirectBuffer(a.view(np.uint8)) for a in (self._input, self.output)]
        numbers = _INTS(np.ascontiguousarray(atoms.numbers, dtype=np.int32))
        pbc = jpype.JArray(jpype.JBoolean)([bool(p) for p in atoms.pbc])
        of = java("potential.BufferedPotential")
        self.java = of(model._java, target, numbers, pbc, *buffers)


def _geometry(atoms: Atoms) -> tuple[bytes, bytes, bytes, bytes]:
    arrays = atoms.arrays
    return (
        arrays["numbers"].tobytes(),
        arrays["positions"].tobytes(),
        atoms.cell.array.tobytes(),
        atoms.pbc.tobytes(),
    )


class _Quantity:
    """A target of a model with the factor to ASE's unit."""

    def __init__(self, fitted: Any, unit: str) -> None:
        self.name = str(fitted.name())
        self.factor = float(fitted.target().unit().in_(java("target.Unit").of(unit)))


class _Energy(_Quantity):
    """An energy with what the model has of it."""

    def __init__(self, fitted: Any, gradients: bool) -> None:
        super().__init__(fitted, "eV")
        self.gradients = gradients
        self.stress = gradients and str(fitted.withoutStrain()) == ""
        self.uncertain = bool(fitted.hasUncertainty())
        self.members = int(fitted.members())

    def properties(self) -> list[str]:
        """Returns ASE's names of what the model has."""
        available = {
            "energy": True,
            "free_energy": True,
            "energies": True,
            "forces": self.gradients,
            "stress": self.stress,
            "energy_uncertainty": self.uncertain,
            "energy_ensemble": self.members > 1,
            "forces_uncertainty": self.uncertain and self.gradients,
        }
        return [name for name, has in available.items() if has]


# ASE's properties beside those of energies: rank, whether they are of atoms, and units of which one is right
_OTHERS = {
    "dipole": (1, False, ("e*A",)),
    "polarizability": (2, False, ("A^3", "e^2*A^2/eV")),
    "charges": (0, True, ("e",)),
}
_SHAPES: dict[str, tuple[int, ...]] = {"dipole": (3,), "polarizability": (3, 3), "charges": (-1,)}


def _targets(model: Model, target: str | None) -> tuple[_Energy | None, dict[str, _Quantity]]:
    both = list(zip(model._fitted, model.targets, strict=True))
    energies = [(f, t) for f, t in both if f.target().isEnergy() and target in (None, t.name)]
    if target is not None and not energies:
        names = ", ".join(t.name for f, t in both if f.target().isEnergy()) or "none"
        raise LatherError(f"target: expected a total energy of the model ({names}), got {target}", (), 2)
    if len(energies) > 1:
        names = ", ".join(t.name for _, t in energies)
        cure = "Say which with `target`"
        raise LatherError(f"the model has several energies ({names}). {cure}", (cure,), 2)
    others: dict[str, _Quantity] = {}
    of = java("target.Unit").of
    for prop, (rank, of_atoms, units) in _OTHERS.items():
        for f, t in both:
            own = f.target().unit()
            unit = next((u for u in units if own.isCompatibleWith(of(u))), None)
            if unit and t.rank == rank and t.quantity == ("atom" if of_atoms else "total") and prop not in others:
                others[prop] = _Quantity(f, unit)
    if not energies and not others:
        names = ", ".join(t.name for t in model.targets)
        raise LatherError(
            f"the model has no total energy, dipole, polarizability or charges of atoms, but {names}", (), 3
        )
    energy = _Energy(energies[0][0], energies[0][1].has_gradients) if energies else None
    return energy, others
