/**
 * Matrices of kernels between structures, and the matches of the environments of two structures: which share of each
 * environment of one goes with which of the other. Uses {@code gram} and below.
 */
@NullMarked
package org.lather.match;

import org.jspecify.annotations.NullMarked;
