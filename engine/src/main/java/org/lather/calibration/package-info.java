/**
 * Scales of predictive standard deviations, from the residuals of training structures that are held out. Uses
 * {@code predict}, {@code regression} and below.
 */
@NullMarked
package org.lather.calibration;

import org.jspecify.annotations.NullMarked;
