"""Runs every program on every task and workload in turn, round by round, and writes peers.md and peers.json. See run."""

import argparse
import json
import platform
import statistics
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import settings

HERE = Path(__file__).resolve().parent
PYTHON_PEERS = ("featomic", "dscribe", "quippy")
SECONDS = 3.0  # CPU time of one measurement, about


def measured(program, task, workload):
    """The results of one process, or a reason in words."""
    script = ["lather.py", task, workload] if program == "lather" else ["measure.py", program, task, workload, str(SECONDS)]
    done = subprocess.run(
        [sys.executable, *script], cwd=HERE, env=settings.environment(), capture_output=True, text=True,
    )
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines()
        return None, lines[-1] if lines else f"exit status {done.returncode}"
    result = json.loads(done.stdout.strip().splitlines()[-1])
    return result if isinstance(result, list) else [result], None


def processor():
    for line in Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []:
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


CHECKS = {
    "power_spectrum": "The checks are k(0,1), k(0,2), k(0,3), scalar products of normalised vectors: they show that all programs "
    "compute the same quantity. featomic and Lather use the same definition and must agree; DScribe has no smooth cutoff and quippy "
    "another radial basis, so their values are close.",
    "forces": "The other programs compute the gradients of the features, from which forces are then contracted; Lather does not compute them, and "
    "its second line is all that a step of molecular dynamics needs. The checks are those of the power spectrum.",
    "lambda_soap_1": "The checks are |T(i)|/|T(0)|, i = 1, 2, 3.",
    "lambda_soap_2": "The checks are |T(i)|/|T(0)|, i = 1, 2, 3.",
}


def prose(text):
    """Wraps text like all pages of the repository."""
    return textwrap.fill(text, 120, break_long_words=False, break_on_hyphens=False)


def table(task, results, how, rounds):
    lines = [
        f"# {settings.TASKS[task]}, side by side", "",
        prose(f"{time.strftime('%Y-%m-%d')}, {processor()}, one thread, double precision, process time, median of {rounds} "
              "interleaved rounds. Compare programs within one table only: rates differ between machines, and on one machine from "
              "hour to hour."), "",
        "| program | workload | environments/s | of the fastest other program | peak memory | check |",
        "|---|---|---:|---:|---:|---|",
    ]
    groups = {}
    for r in results:
        groups.setdefault((r["workload"], r["program"], r["version"], r["what"]), []).append(r)
    rate = {k: statistics.median(r["environments_per_second"] for r in group) for k, group in groups.items()}
    for key in sorted(groups, key=lambda k: (k[0], -rate[k])):
        workload, program, version, what = key
        others = [rate[k] for k in groups if k[0] == workload and k[1] != program]
        ratio = f"{rate[key] / max(others):.2f}" if others else ""
        rss = max(r["rss_bytes"] for r in groups[key])
        shown = ", ".join(f"{k:.6f}" for k in groups[key][0]["check"])
        name = f"{program} {version}" + (f", {what}" if what else "")
        lines.append(f"| {name} | {workload} | {rate[key]:,.0f} | {ratio} | {rss / 1e6:,.0f} MB | {shown} |")
    lines += ["", prose(CHECKS[task] + (f" Lather was measured by its {how}." if how else ""))]
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(prog="bench/peers/run")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--tasks", default=",".join(settings.TASKS))
    parser.add_argument("--workloads", default=",".join(settings.WORKLOADS))
    parser.add_argument("--programs", default=",".join((*PYTHON_PEERS, "lather")))
    parser.add_argument("-o", "--output", type=Path, default=settings.ROOT / "bench/results")
    options = parser.parse_args()
    programs, workloads, tasks = (x.split(",") for x in (options.programs, options.workloads, options.tasks))
    unknown = [
        *(set(programs) - {*PYTHON_PEERS, "lather"}), *(set(workloads) - set(settings.WORKLOADS)), *(set(tasks) - set(settings.TASKS)),
    ]
    if unknown or options.rounds < 1:
        parser.error(f"unknown: {', '.join(unknown)}" if unknown else "expected at least one round")

    results, shown, left_out, how = [], [], set(), ""
    for round_number in range(1, options.rounds + 1):
        for task in tasks:
            for workload in workloads:
                for program in programs:
                    if (program, task, workload) in left_out:
                        continue
                    found, reason = measured(program, task, workload)
                    if found is None:
                        left_out.add((program, task, workload))
                        print(f"bench/peers: {program} is skipped for {task} on {workload}: {reason}", file=sys.stderr)
                        continue
                    for result in found:
                        how = result.get("how", how)
                        what = result.get("what", "")
                        print(f"round {round_number}  {task:14s} {workload:4s} {program:9s} {result['environments_per_second']:10,.0f} env/s  "
                              f"{result['rss_bytes'] / 1e6:6.0f} MB  {result['check']} {what}", flush=True)
                        results.append({
                            "program": program, "version": result["version"], "workload": workload, "task": task,
                            "threads": 1, "precision": "double",
                            "environments_per_second": result["environments_per_second"], "rss_bytes": result["rss_bytes"],
                            "round": round_number, "what": what,
                        })
                        shown.append({**results[-1], "check": result["check"]})
    if not results:
        sys.exit("bench/peers: nothing could be measured")
    options.output.mkdir(parents=True, exist_ok=True)
    done = [t for t in tasks if any(r["task"] == t for r in shown)]
    text = "\n".join(table(t, [r for r in shown if r["task"] == t], how, options.rounds) for t in done)
    (options.output / "peers.json").write_text(json.dumps(results, indent=1) + "\n")
    (options.output / "peers.md").write_text(text)
    print(f"\n{text}\nwritten to {options.output}: peers.md, peers.json")


if __name__ == "__main__":
    main()
