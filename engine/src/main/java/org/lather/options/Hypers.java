package org.lather.options;

import static org.lather.options.Key.doc;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lather.density.Cutoff;
import org.lather.density.DensityExpansion;
import org.lather.density.GaussianDensity;
import org.lather.descriptor.Descriptor;

/**
 * The hyper-parameters of a descriptor as a tree of maps, with featomic's names word for word: {@code calculator},
 * {@code cutoff}, {@code density}, {@code basis}. Every error is an {@link OptionsException} that names the dotted
 * path.
 */
public final class Hypers {
    private static final Set<Descriptor.Type> WITH_SIGMA =
            EnumSet.of(Descriptor.Type.LAMBDA_SOAP, Descriptor.Type.BISPECTRUM);

    static final Key<Descriptor, Descriptor.Type> CALCULATOR = Key.of(
            "calculator", Calculator.CHOICE, Descriptor.Type.POWER_SPECTRUM, Descriptor::type, doc("what is computed"));
    static final Key<Descriptor, Integer> LAMBDA = Key.<Descriptor, Integer>of(
                    "lambda", Scalars.count(0), 1, d -> ((Descriptor.LambdaSoap) d).lambda(), doc("order λ"))
            .onlyIf(d -> d.type() == Descriptor.Type.LAMBDA_SOAP);
    static final Key<Descriptor, Integer> SIGMA = Key.<Descriptor, Integer>of(
                    "sigma", Scalars.count(-1), 1, Hypers::sigma, doc("parity, 1 or -1; only for `bispectrum`"))
            .onlyIf(d -> WITH_SIGMA.contains(d.type()));
    static final Key<Descriptor, Cutoff> CUTOFF =
            Key.of("cutoff", DensityKeys.CUTOFF, d -> d.onlyExpansion().cutoff(), doc("which atoms are neighbours"));
    static final Key<Descriptor, GaussianDensity> DENSITY = Key.of(
            "density", DensityKeys.DENSITY, d -> d.onlyExpansion().density(), doc("the density of the neighbours"));
    static final Key<Descriptor, BasisKeys.WrittenBasis> BASIS = Key.of(
            "basis",
            BasisKeys.block(basis -> basis.up().get(CALCULATOR).isAngular()),
            d -> new BasisKeys.WrittenBasis(d.onlyExpansion().basis(), d.type().isAngular()),
            doc("the functions that the density is expanded in"));

    private static final Block<Descriptor> BLOCK =
            new Block<>(List.of(CALCULATOR, LAMBDA, SIGMA, CUTOFF, DENSITY, BASIS), map -> {
                Descriptor.Type type = map.get(CALCULATOR);
                return map.build(() -> Calculator.descriptor(type, map));
            });

    private Hypers() {}

    private static int sigma(Descriptor descriptor) {
        return switch (descriptor.type()) {
            case LAMBDA_SOAP -> ((Descriptor.LambdaSoap) descriptor).sigma();
            case BISPECTRUM -> ((Descriptor.Bispectrum) descriptor).sigma();
            case POWER_SPECTRUM, RADIAL_SPECTRUM, SPHERICAL_EXPANSION ->
                throw new IllegalArgumentException("expected a descriptor with a parity, got " + descriptor);
        };
    }

    /** The names of the calculators, as {@link #readAs} takes them. */
    public static List<String> calculators() {
        return Calculator.names();
    }

    /** The names of all keys. */
    static List<String> keys() {
        return BLOCK.keys().stream().map(Key::name).toList();
    }

    /** The density expansion that the blocks {@code cutoff}, {@code density} and {@code basis} describe. */
    static DensityExpansion expansion(OptionsMap map) {
        return new DensityExpansion(
                map.get(CUTOFF), map.get(DENSITY), map.get(BASIS).basis());
    }

    /**
     * Reads a tree with the key {@code calculator}; without it, a power spectrum.
     *
     * @param tree what a YAML or JSON parser gave
     * @param path where it was found, for example {@code representations.0}; empty at the root
     */
    public static Descriptor read(@Nullable Object tree, String path) {
        return BLOCK.read(OptionsMap.root(tree, path, Path.of("")));
    }

    /**
     * Reads a tree of featomic for a calculator that is named elsewhere; a {@code calculator} in the tree must be the
     * same.
     */
    public static Descriptor readAs(String calculator, @Nullable Object tree, String path) {
        OptionsMap named = OptionsMap.root(Map.of(CALCULATOR.name(), calculator), "", Path.of(""));
        OptionsMap map = OptionsMap.root(tree, path, Path.of(""));
        Descriptor.Type wanted = named.get(CALCULATOR);
        Object given = map.raw(CALCULATOR.name());
        if (map.has(CALCULATOR) && Calculator.CHOICE.find(given) != wanted) {
            throw OptionsException.wrong(map.path(CALCULATOR.name()), calculator, given);
        }
        Map<String, @Nullable Object> whole = Trees.map(CALCULATOR.name(), calculator);
        map.values().forEach(whole::putIfAbsent);
        return read(whole, path);
    }

    /** The complete tree, every default written out, in the form that {@link #read} takes. */
    public static Map<String, @Nullable Object> toMap(Descriptor descriptor) {
        return BLOCK.write(descriptor);
    }
}
