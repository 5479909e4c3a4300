/** Tests of the package that need no device. */
@NullMarked
package org.lather.backend.device.memory;

import org.jspecify.annotations.NullMarked;
