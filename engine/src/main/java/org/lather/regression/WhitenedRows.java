package org.lather.regression;

import org.lather.backend.Whitening;
import org.lather.gram.KernelRows;

/**
 * Rows of covariances on one device, with the factors that whiten them.
 *
 * @param rows rows of K_NM
 * @param whitening factors of K_MM, on the host
 */
record WhitenedRows(KernelRows rows, Whitening whitening) {}
