@NullMarked
package org.lather.cli;

import org.jspecify.annotations.NullMarked;
