@NullMarked
package org.lather.cpu;

import org.jspecify.annotations.NullMarked;
