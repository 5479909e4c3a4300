package org.lather.evaluation;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lather.target.Target;
import org.lather.target.Unit;

/**
 * Errors of one target, or of one derivative of it, over a set of structures.
 *
 * @param name of the target, like {@code energy}, or of its derivative, like {@code energy_forces}
 * @param unit of all values but the ratios
 * @param quantity whether values belong to structures or to atoms; forces belong to atoms
 * @param errors of all values
 * @param spread of the references
 * @param breakdown by atom, element and order, and beside uncertainties
 */
public record TargetMetrics(
        String name, Unit unit, Target.Quantity quantity, ErrorMetrics errors, Spread spread, Breakdown breakdown) {
    /** Returns the metrics by the names that they have in a metrics file, without the name of the target. */
    public Map<String, @Nullable Object> toMap() {
        return MetricsJson.target(this);
    }
}
