package org.lather.options;

import static org.lather.options.Key.doc;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lather.density.Cutoff;
import org.lather.density.Embedding;
import org.lather.density.GaussianDensity;
import org.lather.density.RadialScaling;
import org.lather.density.Smoothing;
import org.lather.descriptor.Descriptor;

/** The blocks {@code cutoff} and {@code density} of a representation. */
final class DensityKeys {
    /** The smoothings by their names in files. */
    private enum SmoothingType {
        SHIFTED_COSINE("ShiftedCosine"),
        STEP("Step");

        private final String word;

        SmoothingType(String word) {
            this.word = word;
        }
    }

    private static final Smoothing.Cases<SmoothingType> SMOOTHING_TYPE_OF = new Smoothing.Cases<>() {
        @Override
        public SmoothingType shiftedCosine(Smoothing.ShiftedCosine smoothing) {
            return SmoothingType.SHIFTED_COSINE;
        }

        @Override
        public SmoothingType step(Smoothing.Step smoothing) {
            return SmoothingType.STEP;
        }
    };

    private static final Key<Smoothing, SmoothingType> SMOOTHING_TYPE = Key.of(
            "type",
            Choice.of(SmoothingType.class, type -> type.word),
            SmoothingType.SHIFTED_COSINE,
            smoothing -> smoothing.match(SMOOTHING_TYPE_OF),
            doc("form of the smoothing: `ShiftedCosine` or `Step`"));
    private static final Key<Smoothing, Double> SMOOTHING_WIDTH = Key.<Smoothing, Double>of(
                    "width",
                    Scalars.POSITIVE,
                    0.0,
                    Smoothing::width,
                    doc(
                                    "range below the radius over which the weight of a neighbour goes from 1 to 0; only"
                                            + " for `ShiftedCosine`",
                                    "Å")
                            .absent(Defaults.shown(Defaults::smoothing) + "; the radius for `symmetry_functions`"))
            .orElse(DensityKeys::width)
            .onlyIf(smoothing -> smoothing.width() > 0);

    /** The absent width: that of the original symmetry functions, or the one for the structures. */
    private static double width(OptionsMap smoothing) {
        OptionsMap cutoff = smoothing.up();
        return cutoff.up().get(Hypers.CALCULATOR) == Descriptor.Type.SYMMETRY_FUNCTIONS
                ? cutoff.get(RADIUS)
                : smoothing.defaults(SMOOTHING_WIDTH.name()).smoothing();
    }

    private static final Block<Smoothing> SMOOTHING_BLOCK =
            new Block<>(List.of(SMOOTHING_TYPE, SMOOTHING_WIDTH), map -> switch (map.get(SMOOTHING_TYPE)) {
                case SHIFTED_COSINE -> new Smoothing.ShiftedCosine(map.get(SMOOTHING_WIDTH));
                case STEP -> new Smoothing.Step();
            });

    private static final Key<Cutoff, Double> RADIUS =
            Key.byDomain("radius", Defaults::cutoff, Cutoff::radius, doc("cutoff radius; neighbours are closer", "Å"));
    private static final Key<Cutoff, Smoothing> SMOOTHING = Key.of(
            "smoothing",
            SMOOTHING_BLOCK,
            Cutoff::smoothing,
            doc("how the weight of a neighbour goes to zero at the radius"));
    static final Block<Cutoff> CUTOFF = new Block<>(
            List.of(RADIUS, SMOOTHING), map -> map.build(() -> new Cutoff(map.get(RADIUS), map.get(SMOOTHING))));

    private static final String WILLATT = "Willatt2018";

    private static final Key<RadialScaling.Willatt2018, String> SCALING_TYPE = Key.of(
            "type",
            Choice.of(WILLATT),
            WILLATT,
            scaling -> scaling.getClass().getSimpleName(),
            doc("form of the weight (doi:10.1039/C8CP05921G)"));
    private static final Key<RadialScaling.Willatt2018, Double> RATE =
            Key.of("rate", Scalars.POSITIVE, 1.0, RadialScaling.Willatt2018::rate, doc("c of the weight"));
    private static final Key<RadialScaling.Willatt2018, Double> SCALE =
            Key.of("scale", Scalars.POSITIVE, 2.0, RadialScaling.Willatt2018::scale, doc("r0 of the weight", "Å"));
    private static final Key<RadialScaling.Willatt2018, Double> EXPONENT =
            Key.of("exponent", Scalars.POSITIVE, 4.0, RadialScaling.Willatt2018::exponent, doc("m of the weight"));
    private static final Block<RadialScaling.Willatt2018> WILLATT_BLOCK =
            new Block<>(List.of(SCALING_TYPE, RATE, SCALE, EXPONENT), map -> {
                map.get(SCALING_TYPE);
                return new RadialScaling.Willatt2018(map.get(RATE), map.get(SCALE), map.get(EXPONENT));
            });

    private static final String GAUSSIAN = "Gaussian";

    private static final Key<GaussianDensity, String> TYPE =
            Key.of("type", Choice.of(GAUSSIAN), GAUSSIAN, density -> GAUSSIAN, doc("density of an atom"));
    private static final Key<GaussianDensity, Double> WIDTH = Key.byDomain(
            "width", Defaults::width, GaussianDensity::width, doc("standard deviation of the Gaussian", "Å"));
    private static final Key<GaussianDensity, Double> CENTER_ATOM_WEIGHT = Key.of(
            "center_atom_weight",
            Scalars.NOT_NEGATIVE,
            1.0,
            GaussianDensity::centerAtomWeight,
            doc("weight of the centre's own Gaussian"));
    private static final Key<GaussianDensity, RadialScaling.@Nullable Willatt2018> SCALING = new Key<>(
            "scaling",
            Scalars.nullable(WILLATT_BLOCK),
            // a density of which the width is given is whole without a scaling, as in files of featomic
            map -> map.has("width") ? null : map.defaults("scaling").scaling(),
            density -> (RadialScaling.Willatt2018) density.scaling(),
            density -> true,
            doc("weight of neighbours by distance, u(r) = c / (c + (r/r0)^m); null for none")
                    .absent("none if `width` is given, otherwise rate 1, exponent 4 and scale "
                            + Defaults.shown(d -> d.scaling().scale())));
    private static final Key<GaussianDensity, Embedding> CHANNELS = Key.of(
                    "channels",
                    ChannelKeys.EMBEDDING,
                    Embedding.ELEMENTS,
                    GaussianDensity::embedding,
                    doc("`elements`, a channel of the density for each element, or a map that"
                            + " [mixes elements](#channels-that-mix-elements); the same in all representations"))
            .onlyIf(density -> !density.embedding().equals(Embedding.ELEMENTS));
    static final Block<GaussianDensity> DENSITY =
            new Block<>(List.of(TYPE, WIDTH, CENTER_ATOM_WEIGHT, SCALING, CHANNELS), map -> {
                map.get(TYPE);
                return map.build(() -> new GaussianDensity(
                        map.get(WIDTH), map.get(CENTER_ATOM_WEIGHT), map.get(SCALING), map.get(CHANNELS)));
            });

    private DensityKeys() {}
}
