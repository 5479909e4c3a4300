/** Tests of device programs and of the backend on a device that need no device. */
@NullMarked
package org.lather.backend.device;

import org.jspecify.annotations.NullMarked;
