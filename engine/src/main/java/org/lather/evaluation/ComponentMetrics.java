package org.lather.evaluation;

/**
 * Errors of the spherical components of one order λ of a tensor, in the unit of the target.
 *
 * @param errors of all components of this order
 * @param perAtom the same errors divided by the number of atoms of their structures; empty (count 0) unless the target
 *     is a total
 * @param spread of the references
 */
public record ComponentMetrics(ErrorMetrics errors, ErrorMetrics perAtom, Spread spread) {}
