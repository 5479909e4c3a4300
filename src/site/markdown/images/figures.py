#!/usr/bin/env python3
"""Draws the figures of architecture.md, the data flow and the packages, and with the folder of `lather demo` as its
argument that of the README. Writes SVG files beside itself; no dependencies.

The files follow the reader's colour scheme by a media query and use the reader's sans-serif font."""
import json
import re
import struct
import sys
from pathlib import Path
from xml.sax.saxutils import escape

STYLE = """
  text { font-family: -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; font-size: 13px; fill: #1f2328; }
  .small { font-size: 11px; fill: #57606a; }
  .lane { font-size: 12px; font-weight: 600; fill: #57606a; }
  .run { font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 12px; }
  .code { font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 11px; fill: #0550ae; }
  rect { fill: #ffffff; stroke: #8c959f; }
  rect.panel { fill: #f6f8fa; stroke: #d0d7de; }
  rect.backend { fill: #fff8c5; stroke: #bf8700; }
  path { fill: none; stroke: #6e7781; stroke-width: 1.4; }
  path.back { stroke-dasharray: 5 3; }
  .head { fill: #6e7781; stroke: none; }
  .held { fill: #bf5700; fill-opacity: 0.65; } .larger { fill: #6639ba; fill-opacity: 0.65; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; } .small, .lane { fill: #9da7b1; } .code { fill: #79c0ff; }
    rect { fill: #161b22; stroke: #6e7681; } rect.panel { fill: #0d1117; stroke: #30363d; }
    rect.backend { fill: #2d2300; stroke: #bb8009; }
    path { stroke: #8b949e; } .head { fill: #8b949e; }
    .held { fill: #ffa657; } .larger { fill: #d2a8ff; }
  }
"""


class Drawing:
    def __init__(self, width, height, title):
        self.parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">',
            f"<title>{escape(title)}</title>",
            f"<style>{STYLE}</style>",
            '<defs><marker id="a" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
            '<polygon class="head" points="0,0 8,4 0,8"/></marker></defs>',
            f'<rect class="panel" x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="8"/>',
        ]

    def text(self, x, y, words, style="", anchor="middle"):
        self.parts.append(f'<text x="{x}" y="{y}" class="{style}" text-anchor="{anchor}">{escape(words)}</text>')

    def box(self, x, y, width, height, lines, style=""):
        """A box with centred lines, each a pair of class and text."""
        self.parts.append(f'<rect class="{style}" x="{x}" y="{y}" width="{width}" height="{height}" rx="5"/>')
        top = y + height / 2 - 8 * (len(lines) - 1) + 4
        for i, (kind, words) in enumerate(lines):
            self.text(x + width / 2, round(top + 16 * i, 1), words, kind)

    def arrow(self, *points, back=False):
        route = "M" + " L".join(f"{x} {y}" for x, y in points)
        self.parts.append(f'<path class="{"back" if back else ""}" d="{route}" marker-end="url(#a)"/>')

    def write(self, name):
        (Path(__file__).parent / name).write_text("\n".join(self.parts) + "\n</svg>\n", encoding="utf-8")


def data_flow():
    d = Drawing(940, 446, "Data flow: from structures to features, to a fitted model and to predictions")
    w, h, step, x0 = 136, 58, 152, 20

    def lane(y, name, boxes, arrows):
        d.text(x0, y - 10, name, "lane", "start")
        for i, (title, note, package) in enumerate(boxes):
            d.box(x0 + i * step, y, w, h, [("", title), ("small", note), ("code", package)])
        for i, j in arrows:
            ends = (x0 + i * step + w, x0 + j * step) if i < j else (x0 + i * step, x0 + j * step + w)
            d.arrow((ends[0], y + h / 2), (ends[1], y + h / 2))

    chain = [(i, i + 1) for i in range(5)]
    lane(38, "Features, for training and prediction", FEATURES, chain)
    lane(172, "Training", TRAINING, chain)
    lane(306, "Prediction", PREDICTION, [(1, 0), (1, 2), (2, 3), (3, 4)])
    last = x0 + 5 * step + w / 2
    # covariances feed the sums, the model feeds predictions, a potential feeds dynamics
    sums = x0 + 2 * step + w / 2
    d.arrow((last, 38 + h), (last, 130), (sums, 130), (sums, 172))
    d.text((last + sums) / 2, 124, "rows of K_NM: training structures × representatives", "small")
    predict = x0 + step + w / 2
    d.arrow((last, 172 + h), (last, 264), (predict, 264), (predict, 306))
    d.text((last + predict) / 2, 258, "fitted state, or a model file (safetensors)", "small")
    potential = x0 + 3 * step + w / 2
    dynamics = x0 + 5 * step + w / 2
    d.arrow((potential, 306), (potential, 288), (dynamics, 288), (dynamics, 306))
    d.box(x0, 388, 5 * step + w, 42, [
        ("", "Operations: expansion, coupling, covariances, reduction, whitening, normal equations, gradients"),
        ("code", "backend: reference | cpu | device (opencl, cuda)")], "backend")
    d.write("data-flow.svg")


FEATURES = [
    ("files", "extended XYZ, POSCAR", "structure.file"),
    ("structures", "atoms, cell, values", "structure"),
    ("pairs", "neighbours within r_c", "neighbour"),
    ("coefficients", "c_nlm by channel", "density"),
    ("features p", "SOAP, λ-SOAP, …", "descriptor"),
    ("covariances k", "rows K_NM", "kernel, gram"),
]
TRAINING = [
    ("training set", "targets − baselines", "dataset, target"),
    ("representatives", "choose, whiten", "basis"),
    ("normal equations", "sums by shard, fold", "regression"),
    ("noise, weights w", "cross-validation", "regression"),
    ("uncertainties", "held-out residuals", "calibration"),
    ("model", "fitted state, file", "model"),
]
PREDICTION = [
    ("errors", "MAE, RMSE, curves", "evaluation"),
    ("predictions", "values, uncertainties", "predict"),
    ("forces, stress", "adjoint gradients", "predict"),
    ("potential", "energy, forces, virial", "potential"),
    ("relaxation", "L-BFGS", "relax"),
    ("dynamics", "i-PI, ASE", "driver.ipi"),
]


def packages():
    d = Drawing(940, 680, "Packages of the engine, each above those that it may use, and the modules around them")
    d.text(20, 26, "A package may use those in the rows below it; a test enforces this.", "small", "start")
    left, right, top, row = 120, 676, 40, 32
    y, anchor = top, (0, 0)
    for name, rows in LAYERS:
        d.parts.append(f'<rect class="panel" x="10" y="{y}" width="{right - 2}" height="{row * len(rows) + 6}" rx="5"/>')
        d.text(20, y + row * len(rows) / 2 + 7, name, "lane", "start")
        for i, line in enumerate(rows):
            width = (right - left) / len(line)
            for j, (package, note) in enumerate(line):
                x, above, style = left + j * width, y + 5 + i * row, "backend" if package == "backend" else ""
                d.parts.append(f'<rect class="{style}" x="{x:.1f}" y="{above}" width="{width - 8:.1f}" height="{row - 6}" rx="5"/>')
                d.text(round(x + 8, 1), above + 17, package, "code", "start")
                d.text(round(x + width - 16, 1), above + 17, note, "small", "end")
                if style:
                    anchor = (round(x + width - 8, 1), above + (row - 6) / 2)
        y += row * len(rows) + 12
    x, w = 726, 198
    d.box(x, top + 5, w, 62, [("", "cli"), ("small", "the command lather:"), ("small", "flags, printing, exit codes")])
    d.box(x, top + 79, w, 46, [("", "bench"), ("small", "benchmarks, comparisons")])
    d.arrow((x, top + 36), (right + 9, top + 36))
    d.arrow((x, top + 93), (right + 9, top + 93))
    for i, (name, note) in enumerate([("kernels-cpu", "Backend on the Vector API"), ("kernels-opencl", "Device on JOCL"),
                                      ("kernels-cuda", "Device on JCuda")]):
        d.box(x, anchor[1] - 77 + 54 * i, w, 46, [("", name), ("small", note)], "backend")
        d.arrow((x, anchor[1] - 54 + 54 * i), (x - 20, anchor[1] - 54 + 54 * i), (x - 20, anchor[1]), anchor)
    d.text(x + w / 2, anchor[1] + 96, "found by ServiceLoader at run time", "small")
    d.write("packages.svg")


LAYERS = [
    ("Use", [[("relax", "atoms and cells"), ("driver.ipi", "molecular dynamics"), ("report", "error pages"), ("acquisition", "proposals")],
             [("potential", "forces"), ("evaluation", "errors"), ("describe", "feature files")]]),
    ("Learning", [[("training", "Trainer: the steps of a fit")], [("calibration", "scales of uncertainties")],
                  [("predict", "Model: values, forces, uncertainties"), ("classification", "classes")],
                  [("regression", "sums, noise, weights"), ("uncertainty", "predictive variance")],
                  [("basis", "representatives: choose, whiten")], [("dataset", "training set: one pass over the structures")]]),
    ("Computation", [[("model", "fitted state, its file")], [("gram", "rows of kernel matrices")],
                     [("execution", "memory plan, progress, cancellation")],
                     [("options", "options files"), ("backend", "operations, devices")]]),
    ("Physics", [[("kernel", "covariance of environments and structures")],
                 [("target", "targets, baselines"), ("descriptor", "features")],
                 [("density", "density expansion")],
                 [("neighbour", "pairs"), ("arrayfile", "arrays"), ("structure.file", "XYZ")]]),
    ("Foundation", [[("math", "special functions"), ("structure", "atoms, cells")], [("error", "failures and cures")]]),
]


RUN = [
    ("code", "$ ./lather demo"),
    ("", "1 of 2    learn the energies"),
    ("", "data      442 structures, 6,126 environments"),
    ("", "fit       1,000 representatives, 3,696 features, 5.5 s"),
    ("", ""),
    ("", "                      count  spread    MAE   RMSE  unit"),
]
KCAL_PER_MOL = 0.0433641  # eV


def parity(folder):
    """Pairs of reference and predicted energy less the composition baseline, kcal/mol, of both files of the demo."""
    data = (folder / "model.safetensors").read_bytes()
    header = json.loads(data[8:8 + struct.unpack("<Q", data[:8])[0]])
    elements = json.loads(header["__metadata__"]["targets"])[0]["baselines"][0]["elements"]
    numbers = {"H": "1", "C": "6", "N": "7", "O": "8"}
    for kind, name in [("held", "predictions.xyz"), ("larger", "predictions-larger.xyz")]:
        lines = (folder / name).read_text().splitlines()
        while lines:
            n = int(lines[0])
            atoms, comment, lines = lines[2:n + 2], lines[1], lines[n + 2:]
            baseline = sum(elements[numbers[a.split()[0]]] for a in atoms)
            yield kind, *((float(re.search(rf"(?<!\S){key}=(\S+)", comment)[1]) - baseline) / KCAL_PER_MOL
                          for key in ("energy", "predicted_energy"))


def demo(folder):
    d = Drawing(860, 330, "A run of the demo, and its predictions against references")
    lines = list(RUN)
    for title, name in [("held-out molecules", "metrics.json"), ("larger molecules", "metrics-larger.json"),
                        ("... with GFN2-xTB", "metrics-delta-larger.json")]:
        m = json.loads((folder / name).read_text())["targets"]["energy"]
        f = 1 / KCAL_PER_MOL
        lines.append(("", f"{title:<22}{m['count']:5d}{f * m['std_baseline']:8.2f}{f * m['mae']:7.2f}"
                          f"{f * m['rmse']:7.2f}  kcal/mol"))
    for i, (kind, words) in enumerate(lines):
        if words:
            d.parts.append(f'<text x="24" y="{44 + 26 * i}" class="{kind or "run"}" xml:space="preserve">'
                           f"{escape(words)}</text>")
    x0, y0, size, low, high = 560, 24, 264, -60, 50

    def place(reference, predicted):
        return (round(x0 + size * (reference - low) / (high - low), 1),
                round(y0 + size * (high - predicted) / (high - low), 1))

    d.box(x0, y0, size, size, [])
    for tick in range(-50, 51, 25):
        x, y = place(tick, tick)
        d.text(x, y0 + size + 14, str(tick), "small")
        d.text(x0 - 5, y + 4, str(tick), "small", "end")
    d.parts.append("<path d=\"M{} {} L{} {}\"/>".format(*place(low, low), *place(high, high)))
    for kind, reference, predicted in parity(folder):
        x, y = place(reference, predicted)
        d.parts.append(f'<circle class="{kind}" cx="{x}" cy="{y}" r="3"/>')
    d.text(x0 + size / 2, y0 + size + 32, "energy less its composition baseline, kcal/mol: reference", "small")
    d.parts.append(f'<text class="small" text-anchor="middle" transform="translate({x0 - 34} {y0 + size / 2}) rotate(-90)">'
                   "predicted</text>")
    for i, (kind, words) in enumerate([("held", "held-out molecules"), ("larger", "larger molecules")]):
        d.parts.append(f'<circle class="{kind}" cx="{x0 + 14}" cy="{y0 + 16 + 18 * i}" r="4"/>')
        d.text(x0 + 24, y0 + 20 + 18 * i, words, "small", "start")
    d.write("demo.svg")


if __name__ == "__main__":
    data_flow()
    packages()
    if len(sys.argv) > 1:
        demo(Path(sys.argv[1]))
