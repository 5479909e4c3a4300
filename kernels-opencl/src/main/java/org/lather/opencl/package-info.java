/**
 * OpenCL through JOCL: {@link org.lather.opencl.OpenClDevice} is the device, {@link org.lather.opencl.OpenClProvider}
 * offers the backend on it. Uses {@code engine}; the only place with {@code org.jocl}.
 */
@NullMarked
package org.lather.opencl;

import org.jspecify.annotations.NullMarked;
