/** Tests of the package that need no device. */
@NullMarked
package org.lather.backend.device.queue;

import org.jspecify.annotations.NullMarked;
