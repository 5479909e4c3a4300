/**
 * Tests of the OpenCL backend, on any device that is here; {@code -Drequire.backend=opencl} makes its absence a
 * failure.
 */
@NullMarked
package org.lather.opencl;

import org.jspecify.annotations.NullMarked;
