package org.lather.options;

import static org.lather.options.Key.doc;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.lather.descriptor.Descriptor;
import org.lather.descriptor.SymmetryFunctions;
import org.lather.descriptor.SymmetryFunctions.Angular;
import org.lather.descriptor.SymmetryFunctions.Radial;

/** The keys {@code g2} to {@code g5} of symmetry functions: lists of parameters, or grids that stand for lists. */
final class SymmetryKeys {
    private static final int RADIALS = 8;
    private static final int ANGULARS = 4;

    /** Where grids of radial functions put their Gaussians. */
    private enum Mode {
        CENTER,
        SHIFT,
        BOTH
    }

    private static final String IMBALZANO = "Imbalzano2018";
    private static final String GASTEGGER = "Gastegger2018";

    private static final Key<List<Radial>, String> TYPE = Key.of(
            "type",
            Choice.of(IMBALZANO, GASTEGGER),
            IMBALZANO,
            none -> IMBALZANO,
            doc("rule of the grid: `Imbalzano2018` (doi:10.1063/1.5024611) or `Gastegger2018`"
                    + " (doi:10.1063/1.5019667), as in n2p2"));
    private static final Key<List<Radial>, Mode> MODE = Key.of(
            "mode",
            Choice.of(Mode.class),
            Mode.BOTH,
            none -> Mode.BOTH,
            doc("`center`: Gaussians of different widths at the atom; `shift`: Gaussians at different distances;"
                    + " `both`: those of `center`, then those of `shift`"));
    private static final Key<List<Radial>, Integer> COUNT =
            Key.of("count", Scalars.count(3), RADIALS, List::size, doc("number of functions of each mode"));
    private static final Key<List<Radial>, Double> MIN =
            Key.of("min", Scalars.POSITIVE, 0.5, none -> 0.5, doc("smallest distance of `Gastegger2018`", "Å"));

    private static final Block<List<Radial>> RADIAL_GRID =
            new Block<>(List.of(TYPE, MODE, COUNT, MIN), map -> radials(map, radius(map.up())));

    private static final ValueType<List<Double>> NUMBERS = Tuples.of(1, v -> v[0], v -> new double[] {v});

    private static final Key<List<Angular>, List<Double>> ETA = Key.<List<Angular>, List<Double>>of(
                    "eta",
                    NUMBERS,
                    List.<Double>of(),
                    none -> List.<Double>of(),
                    doc("values of η", "1/Å²").absent("`count` values of `Imbalzano2018`"))
            .orElse(map -> SymmetryGrids.centered(radius(map.up()), count(map)));
    private static final Key<List<Angular>, Integer> ETAS =
            Key.of("count", Scalars.count(3), ANGULARS, List::size, doc("number of values of η if `eta` is absent"));
    private static final Key<List<Angular>, List<Double>> ZETA = Key.of(
            "zeta", NUMBERS, List.of(1.0, 4.0, 16.0), none -> List.<Double>of(), doc("values of ζ, 1 or larger"));
    private static final Key<List<Angular>, List<Double>> LAMBDA =
            Key.of("lambda", NUMBERS, List.of(-1.0, 1.0), none -> List.<Double>of(), doc("values of λ"));

    private static final Block<List<Angular>> ANGULAR_GRID = new Block<>(List.of(ETA, ETAS, ZETA, LAMBDA), map -> {
        map.accept(ETAS);
        return SymmetryGrids.product(map.get(ETA), map.get(ZETA), map.get(LAMBDA));
    });

    static final Key<Descriptor, List<Radial>> G2 = of(
                    "g2",
                    new Grid<>(
                            Tuples.of(2, v -> new Radial(v[0], v[1]), r -> new double[] {r.eta(), r.shift()}),
                            RADIAL_GRID),
                    SymmetryFunctions::g2,
                    "radial functions exp(−η (r − R_s)²): a list of [η in 1/Å², R_s in Å], or a grid")
            .orElse(map -> anyGiven(map) ? List.<Radial>of() : SymmetryGrids.imbalzano(radius(map), RADIALS));
    static final Key<Descriptor, List<Double>> G3 =
            of("g3", NUMBERS, SymmetryFunctions::g3, "radial functions cos(κ r): a list of κ in 1/Å");
    static final Key<Descriptor, List<Angular>> G4 = of(
                    "g4",
                    angular(),
                    SymmetryFunctions::g4,
                    "angular functions with the distance of the two neighbours: a list of [η in 1/Å², ζ, λ], or a grid")
            .orElse(map -> anyGiven(map) ? List.<Angular>of() : ANGULAR_GRID.read(map.child("g4", null)));
    static final Key<Descriptor, List<Angular>> G5 = of(
            "g5",
            angular(),
            SymmetryFunctions::g5,
            "angular functions without the distance of the two neighbours: a list of [η in 1/Å², ζ, λ], or a grid");

    private SymmetryKeys() {}

    private static ValueType<List<Angular>> angular() {
        return new Grid<>(
                Tuples.of(3, v -> new Angular(v[0], v[1], v[2]), a -> new double[] {a.eta(), a.zeta(), a.lambda()}),
                ANGULAR_GRID);
    }

    private static <T> Key<Descriptor, List<T>> of(
            String name, ValueType<List<T>> type, Function<SymmetryFunctions, List<T>> get, String meaning) {
        String absent =
                name.equals("g2") || name.equals("g4") ? "none if another of them is given, otherwise a grid" : "none";
        return Key.<Descriptor, List<T>>of(
                        name,
                        type,
                        List.of(),
                        d -> get.apply((SymmetryFunctions) d),
                        doc(meaning + "; only for `symmetry_functions`").absent(absent))
                .onlyIf(d -> d.type() == Descriptor.Type.SYMMETRY_FUNCTIONS);
    }

    /** The symmetry functions that a map describes. */
    static SymmetryFunctions functions(OptionsMap map) {
        return new SymmetryFunctions(
                map.get(Hypers.CUTOFF), map.build(G2), map.build(G3), map.build(G4), map.build(G5));
    }

    private static boolean anyGiven(OptionsMap map) {
        return map.contains(G2) || map.contains(G3) || map.contains(G4) || map.contains(G5);
    }

    private static double radius(OptionsMap representation) {
        return representation.get(Hypers.CUTOFF).radius();
    }

    private static int count(OptionsMap map) {
        return expectGrid(map, map.get(ETAS));
    }

    private static int expectGrid(OptionsMap map, int count) {
        if (count < 3) { // two of Imbalzano2018 at the atom are equal
            throw OptionsException.wrong(map.path("count"), "a grid of at least 3 values", count);
        }
        return count;
    }

    private static List<Radial> radials(OptionsMap map, double radius) {
        boolean gastegger = map.get(TYPE).equals(GASTEGGER);
        Mode mode = map.get(MODE);
        int count = expectGrid(map, map.get(COUNT));
        if (gastegger && !(map.get(MIN) > 0 && map.get(MIN) < radius)) {
            throw OptionsException.wrong(
                    map.path("min"), "a positive distance below the cutoff radius " + radius, map.get(MIN));
        }
        List<Radial> out = new ArrayList<>();
        if (mode != Mode.SHIFT) {
            List<Double> etas = gastegger
                    ? SymmetryGrids.widths(map.get(MIN), radius, count)
                    : SymmetryGrids.centered(radius, count);
            etas.forEach(eta -> out.add(new Radial(eta, 0)));
        }
        if (mode != Mode.CENTER) {
            out.addAll(
                    gastegger
                            ? SymmetryGrids.equidistant(map.get(MIN), radius, count)
                            : SymmetryGrids.shifted(radius, count));
        }
        return out;
    }

    /**
     * A list of parameters, or the map of a grid that stands for one. Lists are written.
     *
     * @param list the form as a list
     * @param grid the form as a map
     */
    private record Grid<T>(ValueType<List<T>> list, Block<List<T>> grid) implements ValueType<List<T>> {
        @Override
        public List<T> read(OptionsMap map, String key) {
            return map.raw(key) instanceof Map ? grid.read(map, key) : list.read(map, key);
        }

        @Override
        public @Nullable Object write(List<T> value) {
            return list.write(value);
        }

        @Override
        public Map<String, @Nullable Object> schema() {
            return Trees.map("anyOf", List.of(list.schema(), grid.schema()));
        }

        @Override
        public List<? extends Key<?, ?>> keys() {
            return grid.keys();
        }
    }
}
