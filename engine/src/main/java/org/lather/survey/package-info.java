/**
 * First options for a set of structures: one pass finds their sizes, elements, distances and labels
 * ({@link org.lather.survey.Survey}), from which options are written that say why each value was chosen
 * ({@link org.lather.survey.FirstOptions}).
 */
@org.jspecify.annotations.NullMarked
package org.lather.survey;
