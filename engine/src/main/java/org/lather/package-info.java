/**
 * The entry point of the library. {@link org.lather.Lather} trains, loads, saves and evaluates models, computes
 * features and creates potentials. The types that it takes and returns: {@link org.lather.structure.file.Structures}
 * and {@link org.lather.structure.Structure}, {@link org.lather.options.Options},
 * {@link org.lather.describe.FeatureRequest} and {@link org.lather.describe.FeatureArrays},
 * {@link org.lather.predict.Model} and {@link org.lather.predict.Prediction}, {@link org.lather.evaluation.Evaluation},
 * {@link org.lather.potential.ModelPotential}; failures are {@link org.lather.error.LatherException}s. May use
 * everything.
 */
@NullMarked
package org.lather;

import org.jspecify.annotations.NullMarked;
