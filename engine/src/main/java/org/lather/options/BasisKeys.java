package org.lather.options;

import static org.lather.options.Key.doc;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.lather.density.Basis;
import org.lather.descriptor.Descriptor;

/** The block {@code basis} of a representation. */
final class BasisKeys {
    /**
     * A basis as it is written.
     *
     * @param isAngular whether its angular part is written: the radial spectrum has none
     */
    record WrittenBasis(Basis basis, boolean isAngular) {}

    private static final String GTO = "Gto";
    private static final String TENSOR_PRODUCT = "TensorProduct";

    private static final Key<Integer, String> RADIAL_TYPE = Key.of(
            "type",
            Choice.of(GTO),
            GTO,
            maxRadial -> GTO,
            doc("radial functions: orthonormalised Gaussian-type orbitals"));
    private static final Key<Integer, Integer> MAX_RADIAL = Key.<Integer, Integer>of(
                    "max_radial",
                    Scalars.count(0),
                    7,
                    maxRadial -> maxRadial,
                    doc("largest n, inclusive: 7 means 8 functions").absent("7; 3 for `bispectrum`"))
            .orElse(radial -> isBispectrum(radial.up()) ? 3 : 7);
    private static final Key<Integer, @Nullable Double> RADIUS = Key.<Integer, @Nullable Double>of(
                    "radius",
                    Scalars.nullable(Scalars.POSITIVE),
                    maxRadial -> null,
                    doc("radius of the basis, which must be the cutoff radius", "Å")
                            .absent("the cutoff radius"))
            .onlyIf(maxRadial -> false);
    private static final Block<Integer> RADIAL_BLOCK = new Block<>(List.of(RADIAL_TYPE, MAX_RADIAL, RADIUS), map -> {
        map.get(RADIAL_TYPE);
        int maxRadial = map.get(MAX_RADIAL);
        Double radius = map.get(RADIUS);
        double cutoff = map.up().up().get(Hypers.CUTOFF).radius();
        if (radius != null && radius != cutoff) {
            throw OptionsException.wrong(
                    map.path(RADIUS.name()), "the cutoff radius " + cutoff + " or no such key", radius);
        }
        return maxRadial;
    });

    private static final Key<WrittenBasis, String> TYPE = Key.<WrittenBasis, String>of(
                    "type",
                    Choice.of(TENSOR_PRODUCT),
                    TENSOR_PRODUCT,
                    basis -> TENSOR_PRODUCT,
                    doc("products of every radial function with every spherical harmonic"))
            .onlyIf(WrittenBasis::isAngular);
    private static final Key<WrittenBasis, Integer> MAX_ANGULAR = Key.<WrittenBasis, Integer>of(
                    "max_angular",
                    Scalars.count(0),
                    6,
                    basis -> basis.basis().maxAngular(),
                    doc("largest l; no effect for `radial_spectrum`").absent("6; 3 for `bispectrum`"))
            .orElse(basis -> isBispectrum(basis) ? 3 : 6)
            .onlyIf(WrittenBasis::isAngular);
    private static final Key<WrittenBasis, Integer> RADIAL =
            Key.of("radial", RADIAL_BLOCK, basis -> basis.basis().maxRadial(), doc("the radial functions"));
    private static final Key<WrittenBasis, @Nullable Double> SPLINE_ACCURACY = Key.of(
            "spline_accuracy",
            Scalars.nullable(Scalars.POSITIVE),
            Basis.DEFAULT_SPLINE_ACCURACY,
            basis -> basis.basis().splineAccuracy(),
            doc("largest error of the tabulated radial integrals; null for exact integrals"));

    private BasisKeys() {}

    /** Whether a basis is that of products of three densities, which are many. */
    private static boolean isBispectrum(OptionsMap basis) {
        return basis.up().get(Hypers.CALCULATOR) == Descriptor.Type.BISPECTRUM;
    }

    /**
     * The block of a basis.
     *
     * @param isAngular whether the basis that a map describes has an angular part
     */
    static Block<WrittenBasis> block(Predicate<OptionsMap> isAngular) {
        return new Block<>(List.of(TYPE, MAX_ANGULAR, RADIAL, SPLINE_ACCURACY), map -> read(map, isAngular.test(map)));
    }

    private static WrittenBasis read(OptionsMap map, boolean isAngular) {
        if (isAngular) {
            map.get(TYPE);
        } else {
            map.accept(TYPE, MAX_ANGULAR);
        }
        int maxAngular = isAngular ? map.get(MAX_ANGULAR) : 0;
        int maxRadial = map.get(RADIAL);
        Double accuracy = map.get(SPLINE_ACCURACY);
        return new WrittenBasis(map.build(() -> new Basis(maxAngular, maxRadial, accuracy)), isAngular);
    }
}
