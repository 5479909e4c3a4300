"""Lather on one workload: the same numbers as measure.py, from a warm loop inside one JVM or from the command line.

The warm loop is org.lather.bench.DescribeRates, as the Python peers are measured; it needs `mvn -pl bench -am package`,
which run does where Maven is there. Without it the command line describes the file many times in one process, so that most of it is warm, too, and the rate
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


def measure(workload, precision="double"):
    if not LAUNCHER.exists():
        raise Unavailable(f"there is no {LAUNCHER}")
    release = version()
    with tempfile.TemporaryDirectory() as folder:
        options = _options(workload, folder)
        file = settings.structures(workload)
        if (CLASSES / "org/lather/bench/DescribeRates.class").exists():
            how = "warm loop"
            path = os.pathsep.join([str(CLASSES), str(settings.ROOT / "cli/target/lather/lib/*")])
            text, rss = _run([
                _java(), "--add-modules", "jdk.incubator.vector", "-Xmx2g", "-XX:+UseSerialGC", "-cp", path,
                "org.lather.bench.DescribeRates", workload, str(ROUNDS), "1", precision,
            ])
            environments = int(re.search(r"(\d+) environments", text).group(1))
            rate = float(re.search(r"process time median (\d+)", text).group(1))
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
            "kernels": _kernels(workload, options, folder),
            "how": how,
        }


if __name__ == "__main__":
    try:
        print(json.dumps(measure(sys.argv[1])))
    except Unavailable as reason:
        sys.exit(str(reason))
