/**
 * Rows of kernel matrices for a stream of structures in fixed memory: {@link org.lather.gram.ShardPlan} and
 * {@link org.lather.gram.MemoryPlan} decide, {@link org.lather.gram.KernelRows} computes. Uses {@code backend} and
 * below.
 */
@NullMarked
package org.lather.gram;

import org.jspecify.annotations.NullMarked;
