/**
 * The circumstances of a computation, none of which changes its result: {@link org.lather.execution.Execution} holds
 * budget, progress and cancellation, {@link org.lather.execution.MemoryPlan} plans what will be held, and
 * {@link org.lather.backend.RangeSize} halves ranges where a device runs out of memory. Uses {@code backend} and below.
 */
@NullMarked
package org.lather.execution;

import org.jspecify.annotations.NullMarked;
