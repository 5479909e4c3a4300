"""Times a sketch-map of scikit-matter for the kernels of a file, with the parameters that Lather printed.

Arguments: K.npy, map.npy of Lather, points, sigma, A, B, a, b. Prints the stresses of both maps by one formula.
"""

import sys
import time

import numpy as np
from skmatter.decomposition import SketchMap


def sigmoid(r, sigma, a, b):
    return 1 - (1 + (2 ** (a / b) - 1) * (r / sigma) ** a) ** (-b / a)


def main():
    kernels, ours, points = np.load(sys.argv[1]), np.load(sys.argv[2]), int(sys.argv[3])
    sigma, high, low = float(sys.argv[4]), tuple(map(float, sys.argv[5:7])), tuple(map(float, sys.argv[7:9]))
    own = np.diag(kernels)
    squares = np.maximum(0, own[:, None] + own[None] - 2 * kernels)
    distances = np.sqrt((squares + squares.T) / 2)[:points, :points]
    np.fill_diagonal(distances, 0)
    pairs = np.triu_indices(points, 1)

    def stress(x):
        d = np.sqrt(((x[:, None] - x[None]) ** 2).sum(-1))
        return ((sigmoid(distances, sigma, *high) - sigmoid(d, sigma, *low))[pairs] ** 2).mean()

    begin, wall = time.process_time(), time.perf_counter()
    theirs = SketchMap(
        2, sigma=sigma, a_high=high[0], b_high=high[1], a_low=low[0], b_low=low[1], dissimilarity="precomputed"
    ).fit(distances)
    print(f"scikit-matter {time.perf_counter() - wall:.2f} s ({time.process_time() - begin:.2f} s of processors),"
          f" stress {stress(theirs.embedding_):.6f}")
    if len(ours) == points:
        print(f"Lather stress {stress(ours):.6f}")


if __name__ == "__main__":
    main()
