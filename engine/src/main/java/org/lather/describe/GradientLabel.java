package org.lather.describe;

import org.lather.descriptor.FeatureGradients.Variable;

/**
 * Labels one gradient of the features of one environment: of which environment, and with respect to what.
 *
 * @param environment the number of the environment among all, from 0
 * @param system the number of the structure, from 0
 * @param center the atom whose features are derived, from 0 within the structure
 * @param centerType its atomic number
 * @param atom the atom that moves; the center where the variable is not the position of an atom
 */
record GradientLabel(Variable variable, long environment, int system, int center, int centerType, int atom) {}
