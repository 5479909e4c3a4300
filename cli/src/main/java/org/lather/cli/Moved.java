package org.lather.cli;

import org.lather.descriptor.FeatureGradients.Variable;

/**
 * What a gradient of an environment is of.
 *
 * @param environment its number among all, from 0
 * @param system the frame
 * @param center the atom whose features they are
 * @param centerType its atomic number
 * @param atom the atom that moves; the center where it is no position that changes
 */
record Moved(Variable variable, long environment, int system, int center, int centerType, int atom) {}
