package org.lather.electrons;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The errors of predicted densities.
 *
 * @param count number of structures that were compared
 * @param epsRho relative error √(Σ ΔcᵀSΔc / Σ cᵀSc) in the metric of the overlaps
 * @param averages the same error of the averages of the elements alone
 * @param onGrid Σ ∫ |Δρ| over a grid, relative to the number of electrons of the references; NaN without a grid
 * @param electrons largest deviation of the number of electrons from that of the reference
 * @param meanElectrons mean deviation of the number of electrons
 * @param dipole root of the mean square of the deviation of components of the dipole, in e·bohr
 */
public record DensityMetrics(
        long count,
        double epsRho,
        double averages,
        double onGrid,
        double electrons,
        double meanElectrons,
        double dipole) {
    /** Returns the metrics by the names that they have in a metrics file; what is not defined is null. */
    public Map<String, @Nullable Object> toMap() {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("unit", "1");
        out.put("quantity", "density");
        out.put("count", count);
        out.put("eps_rho", finite(epsRho));
        out.put("eps_rho_averages", finite(averages));
        out.put("eps_rho_grid", finite(onGrid));
        out.put("electrons", finite(electrons));
        out.put("electrons_mean", finite(meanElectrons));
        out.put("dipole_rmse", finite(dipole));
        return out;
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? Double.valueOf(value) : null;
    }
}
