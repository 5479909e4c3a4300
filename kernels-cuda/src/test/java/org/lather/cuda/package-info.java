@NullMarked
package org.lather.cuda;

import org.jspecify.annotations.NullMarked;
