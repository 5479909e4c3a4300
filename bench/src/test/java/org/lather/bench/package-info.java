@NullMarked
package org.lather.bench;

import org.jspecify.annotations.NullMarked;
