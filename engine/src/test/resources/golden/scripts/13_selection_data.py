"""selection-data.npz: farthest point sampling, CUR and their PCov forms by scikit-matter on
random matrices of both shapes, on the molecules of its data set CSD-1000R (features of 100
columns, shieldings) and on scikit-learn's diabetes data.

Run with `pip install skmatter==0.4.1`; it needs no other script than common.py.
"""

import warnings

import numpy as np
import skmatter
from sklearn.datasets import load_diabetes
from skmatter import feature_selection, sample_selection
from skmatter.datasets import load_csd_1000r

from common import save

warnings.filterwarnings("ignore")
MIXING = 0.3


def recorded(selector):
    """The selector, with the largest score of each choice in `seen`, up to the first near tie:
    copies of a sample, or what rounding decides."""

    class Recorded(type(selector)):
        def _get_best_new_selection(self, scorer, X, y):
            new = super()._get_best_new_selection(scorer, X, y)
            scores = np.sort(scorer(X, y))
            tie = scores[-1] - scores[-2] <= 1e-7 * abs(scores[-1])
            self.__dict__.setdefault("seen", []).append(np.nan if tie else scores[-1])
            return new

    selector.__class__ = Recorded
    return selector


def matrices():
    rng = np.random.default_rng(13)
    for name, n, d in ("tall", 80, 30), ("wide", 30, 80):
        X = np.round(rng.normal(size=(n, d)) * 0.9 ** np.arange(d), 5)
        yield name, X, np.round(X @ rng.normal(size=(d, 2)) + rng.normal(size=(n, 2)), 5)
    data = load_csd_1000r().data
    X = np.round(data["X"][:120], 5)
    yield "csd", X, np.round(data["y"][:120], 5)
    X, y = load_diabetes(return_X_y=True)
    yield "diabetes", X, y[:, None]


def main():
    arrays = {}
    for name, X, Y in matrices():
        arrays[f"{name}_X"], arrays[f"{name}_Y"] = X, Y
        for word, module in ("features", feature_selection), ("samples", sample_selection):
            count = min(25, X.shape[1 if word == "features" else 0] - 2, np.linalg.matrix_rank(X) - 2)
            for tag, selector, score in (
                (f"fps_{word}_from0", module.FPS(n_to_select=count), "distance"),
                (f"pcovfps_{word}", module.PCovFPS(mixing=MIXING, n_to_select=count), "distance"),
                (f"cur_{word}_k1", module.CUR(n_to_select=count), "score"),
                (f"pcovcur_{word}", module.PCovCUR(mixing=MIXING, n_to_select=count), "score"),
            ):
                chosen = recorded(selector).fit(X, Y)
                seen = np.array(chosen.seen)
                clear = int(np.argmax(np.append(np.isnan(seen), True)))
                indices = chosen.selected_idx_[:clear + (score == "distance")]
                arrays[f"{name}_{tag}"] = indices
                arrays[f"{name}_{tag}_{score}"] = seen[:clear]
                print(name, tag, indices)
    save("selection-data.npz", arrays, {
        "origin": f"scikit-matter {skmatter.__version__}",
        "SET_X, SET_Y": "samples x features, samples x targets; SET is tall, wide (random), csd "
                        "(CSD-1000R, first 120), diabetes (scikit-learn)",
        "SET_fps_*_from0": "chosen indices in order; _distance: squared distances when chosen, "
                           "from the second on",
        "SET_cur_*_k1": "recomputed after every choice; _score: that of each choice",
        "SET_pcovfps_*, SET_pcovcur_*": f"mixing {MIXING}, likewise",
    })


if __name__ == "__main__":
    main()
