"""Writes machines.json: support vector machines of scikit-learn, and measures of scikit-learn and RDKit.

Run with scikit-learn, rdkit and numpy: python scikit-learn.py > machines.json
"""
import json

import numpy as np
import rdkit
import sklearn
from rdkit.ML.Scoring import Scoring
from sklearn.calibration import _SigmoidCalibration
from sklearn.metrics import accuracy_score, balanced_accuracy_score, log_loss, roc_auc_score
from sklearn.svm import SVC

rng = np.random.default_rng(21)
labels = np.repeat([0, 1, 2], [14, 22, 10])
centres = np.array([[0.0, 0.0], [1.6, 0.4], [0.5, 1.7]])
points = np.round(centres[labels] + rng.normal(0, 0.8, (len(labels), 2)), 3)
order = rng.permutation(len(labels))
labels, points = labels[order], points[order]
new = np.round(rng.uniform(-1.5, 3, (7, 2)), 3)


def kernel(a, b):
    return np.exp(-0.7 * ((a[:, None] - b[None]) ** 2).sum(-1))


cases = []
for c in (0.3, 10.0, 1000.0):
    for weight in (None, "balanced"):
        for pair in ((0, 1), (0, 2), (1, 2), (0, 1, 2)):
            own = np.isin(labels, pair)
            svc = SVC(C=c, kernel="precomputed", class_weight=weight, tol=1e-9, decision_function_shape="ovo")
            svc.fit(kernel(points[own], points[own]), labels[own])
            decisions = svc.decision_function(kernel(new, points[own])).reshape(len(new), -1)
            cases.append(
                {
                    "c": c,
                    "balanced": weight is not None,
                    "classes": pair,
                    "decisions": decisions.tolist(),
                    "support": np.flatnonzero(own)[svc.support_].tolist(),
                    "predicted": svc.predict(kernel(new, points[own])).tolist(),
                }
            )

active = (rng.uniform(size=250) < 0.12).astype(int)
score = np.round(1 / (1 + np.exp(-rng.normal(1.3 * active - 1, 1))), 7)
assert len(set(score.tolist())) == 250
by_score = np.argsort(-score, kind="stable")
ranked = [[float(score[i]), int(active[i])] for i in by_score]
many = rng.integers(0, 3, 60)
p = rng.dirichlet([1, 1, 1], 60) + 0.7 * np.eye(3)[many]
p = np.round(p / p.sum(1, keepdims=True), 4)
p[:, 2] = 1 - p[:, 0] - p[:, 1]
held_out = np.round(rng.normal(0.9 * (2 * active - 1) - 0.4, 1), 3)
sigmoid = _SigmoidCalibration().fit(held_out, active)
print(
    json.dumps(
        {
            "versions": {"scikit-learn": sklearn.__version__, "rdkit": rdkit.__version__},
            "points": points.tolist(),
            "labels": labels.tolist(),
            "new": new.tolist(),
            "cases": cases,
            "ranking": {
                "score": score.tolist(),
                "active": active.tolist(),
                "roc_auc": roc_auc_score(active, score),
                "bedroc_80_5": Scoring.CalcBEDROC(ranked, 1, 80.5),
                "bedroc_20": Scoring.CalcBEDROC(ranked, 1, 20.0),
                "enrichment_1_percent": Scoring.CalcEnrichment(ranked, 1, [0.01])[0],
                "enrichment_10_percent": Scoring.CalcEnrichment(ranked, 1, [0.1])[0],
            },
            "sigmoid": {"decisions": held_out.tolist(), "slope": sigmoid.a_, "offset": sigmoid.b_},
            "classes": {
                "labels": many.tolist(),
                "probabilities": p.tolist(),
                "accuracy": accuracy_score(many, p.argmax(1)),
                "balanced_accuracy": balanced_accuracy_score(many, p.argmax(1)),
                "roc_auc": roc_auc_score(many, p, multi_class="ovo"),
                "log_loss": log_loss(many, p),
            },
        }
    )
)
