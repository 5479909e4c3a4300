"""Lather on one workload: the same numbers as measure.py, from a warm loop inside one JVM or from the command line.

The warm loop is org.lather.bench.DescribeRates, GradientRates or EquivariantRates, as the Python peers are measured; it needs
`mvn -pl bench -am package`, which run does where Maven is there. Without it, for the power spectrum, the command line describes the file many times in one process, so that most of it is warm, too, and the rate
is taken from the CPU time of its stages.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

import settings

CLASSES = settings.ROOT / "bench/target/classes"
LAUNCHER = settings.ROOT / "lather"
ROUNDS = 16  # of the warm loop; the first half warms up
REPEATS = {"mol": 30, "si": 200}  # of the file on the command line


class Unavailable(Exception):
    """Says why Lather is not measured."""


def _java():
    home = os.environ.get("JAVA_HOME")
    return f"{home}/bin/java" if home else "java"


def _run(command):
    """Standard output and peak memory of a command."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        process = subprocess.Popen(command, stdout=out, stderr=err, env=settings.environment(), cwd=settings.ROOT)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if process.returncode != 0:
            raise Unavailable(f"{' '.join(map(str, command[:3]))} ...: {err.read().strip()[-300:]}")
        return out.read(), usage.ru_maxrss * 1024


def version():
    text, _ = _run([LAUNCHER, "--version"])  # builds it first where needed
    release = subprocess.run([_java(), "-version"], capture_output=True, text=True).stderr.split('"')[1]
    return f"{text.split()[-1] if text.strip() else '?'} (JDK {release})"


def _options(workload, folder):
    path = Path(folder) / f"{workload}.json"
    path.write_text(json.dumps({"calculator": "power_spectrum", **settings.featomic_options(workload)}))
    return path


def _kernels(workload, options, folder):
    features = Path(folder) / "first.npz"
    _run([LAUNCHER, "describe", f"{settings.structures(workload)}@0:1", "--options", options, "--threads", "1", "-o", features])
    vectors = np.load(features)["values"]
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return [round(float(unit[0] @ unit[i]), 6) for i in (1, 2, 3)]


def _norms(workload, folder, order):
    """|T(i)|/|T(0)| of the first structure, from featomic's columns: l_1 < l_2 stands for two."""
    options = Path(folder) / "tensors.json"
    hypers = {"calculator": "lambda_soap", "lambda": order, "sigma": 1, **settings.featomic_options(workload)}
    options.write_text(json.dumps(hypers))
    features = Path(folder) / "first.npz"
    _run([LAUNCHER, "describe", f"{settings.structures(workload)}@0:1", "--options", options, "--threads", "1", "-o", features])
    first = np.load(features)
    weight = np.where(first["l_1"] < first["l_2"], 2, 1)
    norms = np.sqrt(((first["values"] ** 2) @ weight).reshape(-1, 2 * order + 1).sum(axis=1))
    return [round(float(norms[i] / norms[0]), 6) for i in (1, 2, 3)]


def _loop(program, *arguments):
    """Standard output and peak memory of a warm loop, one thread."""
    if not (CLASSES / f"org/lather/bench/{program}.class").exists():
        raise Unavailable(f"there is no org.lather.bench.{program}: the build failed, or Maven is missing")
    path = os.pathsep.join([str(CLASSES), str(settings.ROOT / "cli/target/lather/lib/*")])
    return _run([
        _java(), "--add-modules", "jdk.incubator.vector", "-Xmx2g", "-XX:+UseSerialGC", "-cp", path,
        f"org.lather.bench.{program}", *arguments,
    ])


def _rate(text):
    return float(re.search(r"process time median (\d+)", text).group(1))


def forces(workload):
    """Two numbers: forces and virial from a given dE/dp, and the whole prediction of energies, forces and virial."""
    text, rss = _loop("GradientRates", workload, "12", "1", "cpu", "1000")
    lines = {name: line for line in text.splitlines() for name in ("pull", "predict") if f", {name}:" in line}
    with tempfile.TemporaryDirectory() as folder:
        kernels = _kernels(workload, _options(workload, folder), folder)
    common = {"version": version(), "rss_bytes": rss, "check": kernels, "how": "warm loop"}
    return [
        {**common, "what": "forces and virial from dE/dp", "environments_per_second": _rate(lines["pull"])},
        {
            **common,
            "what": "energy, forces and virial of a model of 1,000 representatives",
            "environments_per_second": _rate(lines["predict"]),
        },
    ]


def lambda_soap(workload, order):
    text, rss = _loop("EquivariantRates", workload, str(order))
    with tempfile.TemporaryDirectory() as folder:
        check = _norms(workload, folder, order)
    return [{
        "version": version(), "rss_bytes": rss, "check": check, "how": "warm loop", "environments_per_second": _rate(text),
    }]


def task(name, workload):
    """One or more results."""
    if not LAUNCHER.exists():
        raise Unavailable(f"there is no {LAUNCHER}")
    version()  # builds it where needed
    if name == "power_spectrum":
        return [measure(workload)]
    return forces(workload) if name == "forces" else lambda_soap(workload, int(name[-1]))


def measure(workload, precision="double"):
    release = version()
    with tempfile.TemporaryDirectory() as folder:
        options = _options(workload, folder)
        file = settings.structures(workload)
        if (CLASSES / "org/lather/bench/DescribeRates.class").exists():
            how = "warm loop"
            text, rss = _loop("DescribeRates", workload, str(ROUNDS), "1", precision)
            environments = int(re.search(r"(\d+) environments", text).group(1))
            rate = _rate(text)
        else:
            how = "command line"
            text, rss = _run([
                LAUNCHER, "describe", *[file] * REPEATS[workload], "--options", options, "--threads", "1",
                "--precision", precision, "--progress", "none", "--json",
            ])
            result = json.loads(text)
            stages = result["seconds"]
            environments = result["environments"]
            rate = environments / (stages["neighbours"] + stages["expand"] + stages["couple"])
        return {
            "version": release,
            "environments": environments,
            "environments_per_second": rate,
            "rss_bytes": rss,
            "check": _kernels(workload, options, folder),
            "how": how,
        }


if __name__ == "__main__":
    try:
        print(json.dumps(task(sys.argv[1], sys.argv[2])))
    except Unavailable as reason:
        sys.exit(str(reason))
