"""One Python peer on one task and workload, warm, in process time. usage: measure.py PROGRAM TASK WORKLOAD SECONDS

Prints one JSON object: version, environments, environments_per_second (median), rss_bytes, and a check, numbers of the first
structure that programs which do the same must share: for the power spectrum and its gradients the kernels k(0,1), k(0,2),
k(0,3) of the normalised vectors, for tensors |T(i)|/|T(0)|, i = 1, 2, 3, of the full product.
"""

import importlib.metadata
import json
import resource
import sys
import time

import ase.io
import numpy as np

import settings

PACKAGES = {"featomic": "featomic", "dscribe": "dscribe", "quippy": "quippy-ase"}


def featomic_power_spectrum(workload):
    """All frames in one call, with featomic's own neighbour list and its default splines (accuracy 1e-8)."""
    from featomic import SoapPowerSpectrum

    options = settings.featomic_options(workload)
    options["basis"]["spline_accuracy"] = 1e-8
    calculator = SoapPowerSpectrum(**options)

    def first(frame):
        blocks = calculator.compute(frame).keys_to_properties(["neighbor_1_type", "neighbor_2_type"])
        out = {}
        for block in blocks.keys_to_samples("center_type").blocks():
            for sample, row in zip(block.samples, block.values):
                out[int(sample["atom"])] = row
        return np.array([out[i] for i in sorted(out)])

    return lambda frames: calculator.compute(frames), first


def dscribe_power_spectrum(workload):
    """A frame a call. There is no smooth cutoff, so its kernels differ in the third digit; the cost is the same."""
    from dscribe.descriptors import SOAP

    w = settings.WORKLOADS[workload]
    soap = SOAP(
        species=w["species"], periodic=w["periodic"], r_cut=settings.CUTOFF, n_max=w["radial"], l_max=w["angular"],
        sigma=settings.SIGMA, rbf="gto",
    )

    def first(frame):
        # the vectors leave out equal products of swapped factors: their weight is 2 in a scalar product
        weights = []
        n, s = w["radial"], len(w["species"])
        for a in range(s):
            for b in range(a, s):
                for _ in range(w["angular"] + 1):
                    for i in range(n):
                        weights += [1 if a == b and i == j else 2 for j in range(i if a == b else 0, n)]
        return soap.create(frame) * np.sqrt(weights)

    def work(frames):
        for frame in frames:
            soap.create(frame)

    return work, first


def quippy_power_spectrum(workload):
    """A frame a call. Its radial basis is another one, so its kernels agree in two digits or so."""
    from quippy.descriptors import Descriptor

    w = settings.WORKLOADS[workload]
    species = "{" + " ".join(map(str, w["species"])) + "}"
    count = len(w["species"])
    # one descriptor for each element of the centre would repeat the work: Z lists all of them
    descriptor = Descriptor(
        f"soap cutoff={settings.CUTOFF} cutoff_transition_width={settings.COSINE_WIDTH} n_max={w['radial']} "
        f"l_max={w['angular']} atom_sigma={settings.SIGMA} n_Z={count} Z={species} n_species={count} species_Z={species}"
    )

    def work(frames):
        for frame in frames:
            descriptor.calc(frame)

    return work, lambda frame: np.asarray(descriptor.calc(frame)["data"])


def featomic_forces(workload):
    """Explicit gradients with respect to positions and strain, which forces and stress are then contracted from."""
    from featomic import SoapPowerSpectrum

    options = settings.featomic_options(workload)
    options["basis"]["spline_accuracy"] = 1e-8
    calculator = SoapPowerSpectrum(**options)
    gradients = ["positions"] + (["strain"] if settings.WORKLOADS[workload]["periodic"] else [])
    return lambda frames: calculator.compute(frames, gradients=gradients), featomic_power_spectrum(workload)[1]


def dscribe_forces(workload):
    """Explicit analytical gradients with respect to positions; there are none for periodic structures."""
    from dscribe.descriptors import SOAP

    w = settings.WORKLOADS[workload]
    if w["periodic"]:
        sys.exit("DScribe has no analytical gradients of periodic structures")
    soap = SOAP(
        species=w["species"], periodic=False, r_cut=settings.CUTOFF, n_max=w["radial"], l_max=w["angular"],
        sigma=settings.SIGMA, rbf="gto",
    )

    def work(frames):
        for frame in frames:
            soap.derivatives(frame, method="analytical")

    return work, dscribe_power_spectrum(workload)[1]


def quippy_forces(workload):
    """Explicit gradients with respect to positions, a frame a call."""
    work, first = quippy_power_spectrum(workload)
    descriptor = work.__closure__[0].cell_contents

    def gradients(frames):
        for frame in frames:
            descriptor.calc(frame, grad=True)

    return gradients, first


def featomic_lambda_soap(order):
    """featomic's EquivariantPowerSpectrum of one order, proper tensors, all frames in one call."""

    def prepare(workload):
        from featomic import SphericalExpansion
        from featomic.clebsch_gordan import EquivariantPowerSpectrum
        from metatensor import Labels

        options = settings.featomic_options(workload)
        options["basis"]["spline_accuracy"] = 1e-8
        calculator = EquivariantPowerSpectrum(SphericalExpansion(**options))
        wanted = Labels(["o3_lambda", "o3_sigma"], np.array([[order, 1]]))

        def compute(frames):
            return calculator.compute(frames, selected_keys=wanted, neighbors_to_properties=True)

        def first(frame):
            norms = {}
            for key, block in compute(frame).items():
                names = block.properties.names
                l1, l2 = (block.properties.values[:, names.index(n)] for n in ("l_1", "l_2"))
                weight = np.where(l1 < l2, 2, 1)
                for sample, row in zip(block.samples, block.values):
                    norms[int(sample["atom"])] = float(((row**2).sum(axis=0) * weight).sum())
            return np.sqrt([norms[i] for i in sorted(norms)])

        return compute, first

    return prepare


featomic_lambda_soap_1 = featomic_lambda_soap(1)
featomic_lambda_soap_2 = featomic_lambda_soap(2)


def check(task, first):
    if task.startswith("lambda_soap"):
        return [round(float(first[i] / first[0]), 6) for i in (1, 2, 3)]
    return kernels(first)


def kernels(vectors):
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return [round(float(unit[0] @ unit[i]), 6) for i in (1, 2, 3)]


def main():
    program, task, workload, seconds = sys.argv[1], sys.argv[2], sys.argv[3], float(sys.argv[4])
    prepare = globals().get(f"{program}_{task}")
    if prepare is None:
        sys.exit(f"{program} does not do {task}")
    frames = ase.io.read(settings.structures(workload), f":{settings.FRAMES.get((task, workload), '')}")
    environments = sum(map(len, frames))
    work, first = prepare(workload)
    start = time.process_time()
    work(frames)  # warm
    repetitions = max(1 if task in settings.SLOW else 3, round(seconds / max(1e-3, time.process_time() - start)))
    times = []
    for _ in range(repetitions):
        start = time.process_time()
        work(frames)
        times.append(time.process_time() - start)
    print(json.dumps({
        "version": importlib.metadata.version(PACKAGES[program]),
        "environments": environments,
        "environments_per_second": environments / float(np.median(times)),
        "rss_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "check": check(task, first(frames[0])),
    }))


if __name__ == "__main__":
    main()
