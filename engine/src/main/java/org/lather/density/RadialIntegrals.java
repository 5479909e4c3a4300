package org.lather.density;

import java.util.LinkedHashMap;
import java.util.Map;

/** A cache of the radial integrals of density expansions, computed once for each set of hyper-parameters. */
public final class RadialIntegrals {
    private static final int KEPT = 32;
    private static final Map<Key, RadialIntegral> CACHE = new LinkedHashMap<>(16, 0.75f, true);

    private RadialIntegrals() {}

    private record Key(double radius, double width, Basis basis) {}

    /**
     * The radial integrals of an expansion: tabulated to the basis's spline accuracy, or exact if that is null. They
     * depend only on the cutoff radius, the density width and the basis. The result is immutable and shared.
     */
    public static RadialIntegral of(DensityExpansion expansion) {
        Key key = new Key(expansion.cutoff().radius(), expansion.density().width(), expansion.basis());
        synchronized (CACHE) {
            RadialIntegral cached = CACHE.get(key);
            if (cached == null) {
                cached = compute(key);
                CACHE.put(key, cached);
                if (CACHE.size() > KEPT) {
                    CACHE.remove(CACHE.keySet().iterator().next());
                }
            }
            return cached;
        }
    }

    private static RadialIntegral compute(Key key) {
        Basis basis = key.basis;
        GtoBasis radial = new GtoBasis(key.radius, basis.radialSize());
        ExactRadialIntegral exact = new ExactRadialIntegral(radial, key.width, basis.maxAngular());
        Double accuracy = basis.splineAccuracy();
        return accuracy == null ? exact : SplinedRadialIntegral.of(exact, accuracy);
    }
}
