package org.lather.options;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.lather.density.RadialScaling;

/**
 * The defaults that depend on the structures and on what is learnt from them.
 *
 * @param cutoff radius of the cutoff, Å
 * @param smoothing width of its smoothing, Å
 * @param width standard deviation of the density of an atom, Å
 * @param scaling weight of neighbours by distance
 * @param zeta exponent of the kernel
 */
record Defaults(double cutoff, double smoothing, double width, RadialScaling.Willatt2018 scaling, double zeta) {
    private static final Defaults MOLECULES = new Defaults(4.0, 0.5, 0.25, scaling(1.5), 2);
    private static final Defaults MOLECULES_WITH_GRADIENTS = new Defaults(4.5, 1.0, 0.5, scaling(2.0), 4);
    private static final Defaults MATERIALS = new Defaults(5.0, 1.0, 0.6, scaling(3.0), 4);

    private static RadialScaling.Willatt2018 scaling(double scale) {
        return new RadialScaling.Willatt2018(1, scale, 4);
    }

    /** Shows one of the defaults for molecules, molecules whose forces are learnt, and materials in Markdown. */
    static String shown(ToDoubleFunction<Defaults> value) {
        List<String> all = Stream.of(MOLECULES, MOLECULES_WITH_GRADIENTS, MATERIALS)
                .map(d -> Markdown.value(value.applyAsDouble(d)))
                .toList();
        return String.join(" / ", all);
    }

    /**
     * The defaults for structures.
     *
     * @param gradients whether forces, stress or virials are learnt
     */
    static Defaults of(Domain domain, boolean gradients) {
        return switch (domain) {
            case MOLECULES -> gradients ? MOLECULES_WITH_GRADIENTS : MOLECULES;
            case MATERIALS -> MATERIALS;
        };
    }
}
