/**
 * A short check of a backend where it runs: {@link org.lather.backend.selftest.SelfTest} compares each operation with
 * the reference backend and measures its rate. Uses {@code backend} and below.
 */
@NullMarked
package org.lather.backend.selftest;

import org.jspecify.annotations.NullMarked;
