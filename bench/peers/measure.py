"""One Python peer on one workload, warm, in process time. usage: measure.py PROGRAM WORKLOAD SECONDS

Prints one JSON object: version, environments, environments_per_second (median), rss_bytes, and the first kernels
k(0,1), k(0,2), k(0,3) of the normalised vectors of the first structure.
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


def featomic(workload):
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


def dscribe(workload):
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


def quippy(workload):
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


def kernels(vectors):
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return [round(float(unit[0] @ unit[i]), 6) for i in (1, 2, 3)]


def main():
    program, workload, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
    frames = ase.io.read(settings.structures(workload), ":")
    environments = sum(map(len, frames))
    work, first = globals()[program](workload)
    start = time.process_time()
    work(frames)  # warm
    repetitions = max(3, round(seconds / max(1e-3, time.process_time() - start)))
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
        "kernels": kernels(first(frames[0])),
    }))


if __name__ == "__main__":
    main()
