/** What holds for the engine as a whole. */
@NullMarked
package org.lather;

import org.jspecify.annotations.NullMarked;
