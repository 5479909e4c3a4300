@NullMarked
package org.lather.backend.selftest;

import org.jspecify.annotations.NullMarked;
