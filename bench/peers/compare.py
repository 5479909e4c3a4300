"""Runs every program on every workload in turn, round by round, and writes peers.md and peers.json. See run."""

import argparse
import json
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path

import settings

HERE = Path(__file__).resolve().parent
PYTHON_PEERS = ("featomic", "dscribe", "quippy")
SECONDS = 3.0  # CPU time of one measurement, about


def measured(program, workload):
    """The result of one run of its own process, or a reason in words."""
    script = ["lather.py"] if program == "lather" else ["measure.py", program]
    done = subprocess.run(
        [sys.executable, *script, workload, str(SECONDS)],
        cwd=HERE, env=settings.environment(), capture_output=True, text=True,
    )
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines()
        return None, lines[-1] if lines else f"exit status {done.returncode}"
    return json.loads(done.stdout.strip().splitlines()[-1]), None


def processor():
    for line in Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []:
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def table(results, kernels, how, rounds):
    lines = [
        "# Power spectrum, side by side", "",
        f"{time.strftime('%Y-%m-%d')}, {processor()}, one thread, double precision, process time, median of {rounds} "
        "interleaved rounds. Compare the programs of one table only: machines differ, and one machine differs by the hour.", "",
        "| program | workload | environments/s | of the fastest other program | peak memory | first kernels k(0,1), k(0,2), k(0,3) |",
        "|---|---|---:|---:|---:|---|",
    ]
    keys = sorted({(r["workload"], r["program"], r["version"]) for r in results})
    rate = {k: statistics.median(r["environments_per_second"] for r in results if (r["workload"], r["program"], r["version"]) == k) for k in keys}
    for key in sorted(keys, key=lambda k: (k[0], -rate[k])):
        workload, program, version = key
        others = [rate[k] for k in keys if k[0] == workload and k[1] != program]
        ratio = f"{rate[key] / max(others):.2f}" if others else ""
        rss = max(r["rss_bytes"] for r in results if (r["workload"], r["program"]) == (workload, program))
        shown = ", ".join(f"{k:.6f}" for k in kernels[program, workload])
        lines.append(f"| {program} {version} | {workload} | {rate[key]:,.0f} | {ratio} | {rss / 1e6:,.0f} MB | {shown} |")
    lines += [
        "", "The kernels are scalar products of normalised vectors: they show that all compute the same thing. featomic and Lather "
        "use one definition and must agree; DScribe has no smooth cutoff and quippy another radial basis, so theirs are close.",
    ]
    if how:
        lines.append(f"Lather was measured by its {how}.")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(prog="bench/peers/run")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workloads", default=",".join(settings.WORKLOADS))
    parser.add_argument("--programs", default=",".join((*PYTHON_PEERS, "lather")))
    parser.add_argument("-o", "--output", type=Path, default=settings.ROOT / "bench/results")
    options = parser.parse_args()
    programs, workloads = options.programs.split(","), options.workloads.split(",")
    unknown = [*(set(programs) - {*PYTHON_PEERS, "lather"}), *(set(workloads) - set(settings.WORKLOADS))]
    if unknown or options.rounds < 1:
        parser.error(f"unknown: {', '.join(unknown)}" if unknown else "expected at least one round")

    results, kernels, left_out, how = [], {}, set(), ""
    for round_number in range(1, options.rounds + 1):
        for workload in workloads:
            for program in programs:
                if program in left_out:
                    continue
                result, reason = measured(program, workload)
                if result is None:
                    left_out.add(program)
                    print(f"bench/peers: {program} is left out: {reason}", file=sys.stderr)
                    continue
                kernels[program, workload] = result["kernels"]
                how = result.get("how", how)
                print(f"round {round_number}  {workload:4s} {program:9s} {result['environments_per_second']:10,.0f} env/s  "
                      f"{result['rss_bytes'] / 1e6:6.0f} MB  k {result['kernels']}", flush=True)
                results.append({
                    "program": program, "version": result["version"], "workload": workload, "task": "power_spectrum",
                    "threads": 1, "precision": "double",
                    "environments_per_second": result["environments_per_second"], "rss_bytes": result["rss_bytes"],
                    "round": round_number,
                })
    if not results:
        sys.exit("bench/peers: nothing could be measured")
    options.output.mkdir(parents=True, exist_ok=True)
    text = table(results, kernels, how, options.rounds)
    (options.output / "peers.json").write_text(json.dumps(results, indent=1) + "\n")
    (options.output / "peers.md").write_text(text)
    print(f"\n{text}\nwritten to {options.output}: peers.md, peers.json")


if __name__ == "__main__":
    main()
