/**
 * OpenCL through JOCL: {@link org.lather.opencl.OpenClDevice} is the device, {@link org.lather.opencl.OpenClProvider}
 * provides the backend on it. Uses {@code engine}. It is the only package that uses {@code org.jocl}.
 */
@NullMarked
package org.lather.opencl;

import org.jspecify.annotations.NullMarked;
