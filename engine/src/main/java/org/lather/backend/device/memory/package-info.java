/**
 * Memory of a device as operations of a backend see it: allocations in a {@link org.lather.backend.Ledger}, scratch
 * memory and its budget, copies of arrays, compiled programs. Uses {@code backend.device} and no operation.
 */
@NullMarked
package org.lather.backend.device.memory;

import org.jspecify.annotations.NullMarked;
