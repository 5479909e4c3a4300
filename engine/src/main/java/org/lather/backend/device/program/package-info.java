/**
 * The functions of device programs: a class for each file {@code .dev} holds its functions as records of their
 * arguments, with constants, group sizes and the order of the arguments. Uses {@code backend.device} and no memory.
 */
@NullMarked
package org.lather.backend.device.program;

import org.jspecify.annotations.NullMarked;
