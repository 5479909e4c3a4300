package org.lather.options;

import static org.lather.options.Key.doc;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lather.density.Cutoff;
import org.lather.density.DensityExpansion;
import org.lather.density.GaussianDensity;
import org.lather.descriptor.Composition;
import org.lather.descriptor.Descriptor;
import org.lather.descriptor.DirectDescriptor;
import org.lather.descriptor.PairCorrelation;
import org.lather.descriptor.SymmetryFunctions;

/**
 * The hyper-parameters of a descriptor as a tree of maps, with featomic's names word for word: {@code calculator},
 * {@code cutoff}, {@code density}, {@code basis}. Every error is an {@link OptionsException} that names the dotted
 * path.
 */
public final class Hypers {
    private static final Set<Descriptor.Type> WITH_SIGMA =
            EnumSet.of(Descriptor.Type.LAMBDA_SOAP, Descriptor.Type.BISPECTRUM);

    private static final DirectDescriptor.Alternatives<Cutoff> CUTOFF_OF = new DirectDescriptor.Alternatives<>() {
        @Override
        public Cutoff symmetryFunctions(SymmetryFunctions descriptor) {
            return descriptor.cutoff();
        }

        @Override
        public Cutoff composition(Composition descriptor) {
            throw new IllegalArgumentException("expected a descriptor with a cutoff, got " + descriptor);
        }

        @Override
        public Cutoff pairCorrelation(PairCorrelation descriptor) {
            return descriptor.cutoff();
        }
    };

    static final Key<Descriptor, Descriptor.Type> CALCULATOR = Key.of(
            "calculator", Calculator.CHOICE, Descriptor.Type.POWER_SPECTRUM, Descriptor::type, doc("what is computed"));
    static final Key<Descriptor, Integer> LAMBDA = Key.<Descriptor, Integer>of(
                    "lambda", Scalars.count(0), 1, d -> ((Descriptor.LambdaSoap) d).lambda(), doc("order λ"))
            .onlyIf(d -> d.type() == Descriptor.Type.LAMBDA_SOAP);
    static final Key<Descriptor, Integer> SIGMA = Key.<Descriptor, Integer>of(
                    "sigma", Scalars.count(-1), 1, Hypers::sigma, doc("parity, 1 or -1; only for `bispectrum`"))
            .onlyIf(d -> WITH_SIGMA.contains(d.type()));
    static final Key<Descriptor, Cutoff> CUTOFF = Key.<Descriptor, Cutoff>of(
                    "cutoff", DensityKeys.CUTOFF, Hypers::cutoff, doc("which atoms are neighbours"))
            .onlyIf(d -> d.type() != Descriptor.Type.COMPOSITION);
    static final Key<Descriptor, GaussianDensity> DENSITY = Key.<Descriptor, GaussianDensity>of(
                    "density",
                    DensityKeys.DENSITY,
                    d -> d.onlyExpansion().density(),
                    doc("the density of the neighbours"))
            .onlyIf(d -> d.direct().isEmpty());
    static final Key<Descriptor, BasisKeys.WrittenBasis> BASIS = Key.<Descriptor, BasisKeys.WrittenBasis>of(
                    "basis",
                    BasisKeys.block(basis -> basis.up().get(CALCULATOR).isAngular()),
                    d -> new BasisKeys.WrittenBasis(
                            d.onlyExpansion().basis(), d.type().isAngular()),
                    doc("the functions that the density is expanded in"))
            .onlyIf(d -> d.direct().isEmpty());

    /** The keys of a descriptor that describe what it is computed from. */
    static final List<Key<Descriptor, ?>> CONTENT = List.of(
            CUTOFF,
            DENSITY,
            BASIS,
            SymmetryKeys.G2,
            SymmetryKeys.G3,
            SymmetryKeys.G4,
            SymmetryKeys.G5,
            PairCorrelationKeys.GRID);

    private static final Block<Descriptor> BLOCK = new Block<>(
            Stream.concat(Stream.of(CALCULATOR, LAMBDA, SIGMA), CONTENT.stream())
                    .<Key<Descriptor, ?>>map(key -> key)
                    .toList(),
            map -> {
                Descriptor.Type type = map.get(CALCULATOR);
                return map.build(() -> Calculator.descriptor(type, map));
            });

    private Hypers() {}

    private static Cutoff cutoff(Descriptor descriptor) {
        return descriptor
                .direct()
                .map(d -> d.matchDirect(CUTOFF_OF))
                .orElseGet(() -> descriptor.onlyExpansion().cutoff());
    }

    private static int sigma(Descriptor descriptor) {
        return switch (descriptor.type()) {
            case LAMBDA_SOAP -> ((Descriptor.LambdaSoap) descriptor).sigma();
            case BISPECTRUM -> ((Descriptor.Bispectrum) descriptor).sigma();
            case POWER_SPECTRUM,
                    RADIAL_SPECTRUM,
                    SPHERICAL_EXPANSION,
                    SYMMETRY_FUNCTIONS,
                    COMPOSITION,
                    PAIR_CORRELATION ->
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
