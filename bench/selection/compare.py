"""Times of selections by Lather's command line and by scikit-matter, and whether their choices agree.

scikit-matter makes the first choices only, as each takes as long as the next; its time for all is that of its first
ones times the ratio of their numbers. Lather makes all choices; its time includes the start and reading the matrix.
"""

import argparse
import json
import os
import resource
import subprocess
import time
from pathlib import Path

import numpy as np
from skmatter import feature_selection, sample_selection

ROOT = Path(__file__).resolve().parents[2]


def lather(folder, what, method, count):
    """Wall seconds, CPU seconds and indices of all choices."""
    out = folder / "selected.json"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    wall = time.perf_counter()
    subprocess.run(
        [ROOT / "lather", "select", folder / "X.npy", "--what", what, "--method", method, "--count", str(count),
         "--threads", "2", "--progress", "none", "-q", "--memory", os.environ.get("MEMORY", "6GiB"), "-o", out],
        check=True)
    wall = time.perf_counter() - wall
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, json.loads(out.read_text())["indices"]


def peer(selector, X):
    """Wall seconds, CPU seconds and indices of the first choices."""
    wall, cpu = time.perf_counter(), time.process_time()
    chosen = selector.fit(X).selected_idx_
    return time.perf_counter() - wall, time.process_time() - cpu, list(map(int, chosen))


def compare(folder, X, what, method, selector, count, steps):
    np.save(folder / "X.npy", X)
    wall, cpu, chosen = lather(folder, what, method, count)
    peer_wall, peer_cpu, first = peer(selector(n_to_select=steps), X)
    ratio = count / steps
    print(f"| {method} of {what}, {count:,} of {X.shape[0]:,} x {X.shape[1]:,} | {wall:.1f} | {cpu:.1f} | "
          f"{peer_wall * ratio:.0f} | {peer_cpu * ratio:.0f} | {peer_wall * ratio / wall:.0f} | "
          f"{'yes' if chosen[:steps] == first else 'NO'} |", flush=True)
    return wall


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--columns", type=int, default=3_000)
    parser.add_argument("--count", type=int, default=2_000)
    parser.add_argument("--steps", type=int, default=20, help="choices of scikit-matter")
    parser.add_argument("-o", type=Path, default=ROOT / "target" / "selection")
    a = parser.parse_args()
    a.o.mkdir(parents=True, exist_ok=True)
    subprocess.run([ROOT / "lather", "--version"], check=True)
    rng = np.random.default_rng(1)
    print("| selection | Lather, s | CPU, s | scikit-matter, s | CPU, s | ratio | same first choices |")
    print("|---|---:|---:|---:|---:|---:|---|")
    X = rng.standard_normal((4_000, 500))
    compare(a.o, X, "features", "cur", feature_selection.CUR, 500, a.steps)
    compare(a.o, X, "samples", "cur", sample_selection.CUR, 500, a.steps)
    # clusters in a space of some ten dimensions, as environments are
    X = rng.standard_normal((a.rows, 12)) @ rng.standard_normal((12, a.columns))
    X += 0.05 * rng.standard_normal(X.shape)
    for method in "fps", "voronoi_fps":
        wall = compare(a.o, X, "samples", method, sample_selection.FPS, a.count, a.steps)
        print(f"  comparing all: {8 * X.size * a.count / wall / 1e9:.1f} GB/s would be read", flush=True)
    (a.o / "X.npy").unlink()


if __name__ == "__main__":
    main()
