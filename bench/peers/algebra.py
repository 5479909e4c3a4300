"""Dense algebra beside OpenBLAS: one thread each, CPU time, both taking turns; writes a Markdown table.

python3 -m venv bench/.venv && bench/.venv/bin/pip install numpy scipy
bench/.venv/bin/python bench/peers/algebra.py --classpath CLASSPATH [--java JAVA]... [--size N]... [--out FILE]

CLASSPATH holds lather-bench, lather-engine and lather-kernels-cpu with what they need. numpy and scipy bring OpenBLAS; it
chooses its kernels by the processor. gemm and gram are numpy's matmul, syrk, potrf and trsm scipy's BLAS and LAPACK.
"""

import argparse
import os
import platform
import statistics
import subprocess
import time

for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
    os.environ.pop(name, None)
for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np
import scipy
from scipy.linalg import blas, lapack

OPERATIONS = ("gemm", "gram", "syrk", "potrf", "trsm")


def problem(op, n):
    """The operation as (prepare, run, flops); column-major where LAPACK wants it, so that nothing is copied."""
    rng = np.random.default_rng(n)
    a = rng.uniform(-1, 1, (n, n))
    b = rng.uniform(-1, 1, (n, n))
    c = np.zeros((n, n))
    if op == "gemm":
        return (lambda: None), (lambda: np.matmul(a, b, out=c)), 2.0 * n**3
    if op == "gram":
        return (lambda: None), (lambda: np.matmul(a, b.T, out=c)), 2.0 * n**3
    c = np.asfortranarray(c)
    if op == "syrk":
        # of a row-major matrix seen as its transpose: nothing is copied
        return (lambda: None), (lambda: blas.dsyrk(1.0, a.T, c=c, trans=1, lower=1, overwrite_c=1)), float(n) * n * (n + 1)
    np.fill_diagonal(a, 2.0 * n)
    if op == "potrf":
        spd = np.asfortranarray(np.tril(a) + np.tril(a, -1).T)
        return (lambda: np.copyto(c, spd)), (lambda: lapack.dpotrf(c, lower=1, overwrite_a=1, clean=0)), n**3 / 3
    fa = np.asfortranarray(a)
    fb = np.asfortranarray(b)
    run = lambda: blas.dtrsm(1.0, fa, c, side=1, lower=1, trans_a=1, overwrite_b=1)
    return (lambda: np.copyto(c, fb)), run, float(n) ** 3


def rate(op, n, seconds):
    prepare, run, flops = problem(op, n)
    run()
    used, runs, end = 0.0, 0, time.monotonic() + seconds
    while runs == 0 or time.monotonic() < end:
        prepare()
        start = time.process_time()
        run()
        used += time.process_time() - start
        runs += 1
    return runs * flops / used / 1e9


class Lather:
    def __init__(self, java, classpath, seconds, options):
        command = [java, "--add-modules", "jdk.incubator.vector", *options, "-cp", classpath]
        command += ["org.lather.bench.AlgebraRates", "cpu", "1", str(seconds), "-"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        version = subprocess.run([java, "-version"], capture_output=True, text=True, check=True).stderr
        self.name = "Java " + version.split('"')[1].split(".")[0]

    def rate(self, op, n):
        self.process.stdin.write(f"{op}:{n}\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.name} ended: run AlgebraRates by hand to see why")
        return float(line.split()[1])


def processor():
    with open("/proc/cpuinfo") as lines:
        names = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--classpath", required=True)
    parser.add_argument("--java", action="append", help="a java command; may be repeated")
    parser.add_argument("--java-option", action="append", default=[], help="for the java commands; may be repeated")
    parser.add_argument("--size", action="append", type=int, help="default 300, 1000 and 3000")
    parser.add_argument("--op", action="append", choices=OPERATIONS, help="default all")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1.0, help="of each measurement")
    parser.add_argument("--out", help="the table; default: printed")
    args = parser.parse_args()
    lathers = [Lather(j, args.classpath, args.seconds, args.java_option) for j in args.java or ["java"]]
    rows = []
    for op in args.op or OPERATIONS:
        for n in args.size or [300, 1000, 3000]:
            for lather in lathers:
                lather.rate(op, n)
            rounds = [[rate(op, n, args.seconds)] + [lather.rate(op, n) for lather in lathers] for _ in range(args.rounds)]
            speeds = [statistics.median(column) for column in zip(*rounds)]
            ratios = [statistics.median(r[i + 1] / r[0] for r in rounds) for i in range(len(lathers))]
            rows.append(f"| {op} {n} | " + " | ".join([f"{s:.1f}" for s in speeds] + [f"{r:.2f}" for r in ratios]) + " |")
            print(rows[-1], flush=True)
    names = ["OpenBLAS"] + [lather.name for lather in lathers] + [f"{lather.name} / OpenBLAS" for lather in lathers]
    table = [
        f"GFLOP/s of CPU time, one thread, median of {args.rounds} interleaved rounds; {processor()}, "
        f"numpy {np.__version__}, scipy {scipy.__version__}; ratios are medians of the rounds' ratios.",
        "",
        "| operation, size | " + " | ".join(names) + " |",
        "|---" * (len(names) + 1) + "|",
        *rows,
    ]
    text = "\n".join(table) + "\n"
    if args.out:
        with open(args.out, "w") as out:
            out.write(text)
    else:
        print("\n" + text)


if __name__ == "__main__":
    main()
