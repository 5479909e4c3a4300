"""Estimators for scikit-learn, on Lather's engine.

``feature_selection`` and ``sample_selection`` have the selections of matrices, with scikit-matter's names.
``KernelPCA`` takes matrices or kernels; ``SOAP`` and ``SparseKernelRidge`` take structures.
"""

from lather.sklearn._decomposition import KernelPCA
from lather.sklearn._structures import SOAP, SparseKernelRidge

__all__ = ["SOAP", "KernelPCA", "SparseKernelRidge"]
