/**
 * Rows of kernel matrices for a stream of structures in constant memory: {@link org.lather.gram.KernelRows} computes
 * them range by range, {@link org.lather.gram.ShardPlan} and {@link org.lather.gram.StructureBatches} divide the
 * stream. Uses {@code execution} and below.
 */
@NullMarked
package org.lather.gram;

import org.jspecify.annotations.NullMarked;
