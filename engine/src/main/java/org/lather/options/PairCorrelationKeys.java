package org.lather.options;

import static org.lather.options.Key.doc;

import java.util.List;
import org.lather.descriptor.Descriptor;
import org.lather.descriptor.PairCorrelation;
import org.lather.descriptor.PairCorrelation.Grid;

/** The key {@code grid} of a pair correlation. */
final class PairCorrelationKeys {
    private static final Key<Grid, Double> MIN =
            Key.of("min", Scalars.NOT_NEGATIVE, 0.0, Grid::min, doc("first distance", "Å"));
    private static final Key<Grid, Double> MAX = Key.<Grid, Double>of(
                    "max",
                    Scalars.POSITIVE,
                    0.0,
                    Grid::max,
                    doc("last distance", "Å").absent("the cutoff radius"))
            .orElse(map -> map.up().get(Hypers.CUTOFF).radius());
    private static final Key<Grid, Integer> COUNT =
            Key.of("count", Scalars.count(2), 50, Grid::count, doc("number of equidistant distances"));
    private static final Key<Grid, Double> WIDTH = Key.<Grid, Double>of(
                    "width",
                    Scalars.POSITIVE,
                    0.0,
                    Grid::width,
                    doc("standard deviation of the Gaussian of a pair", "Å").absent("the difference of two distances"))
            .orElse(map -> new Grid(map.get(MIN), map.get(MAX), map.get(COUNT), 1).spacing());
    private static final Block<Grid> BLOCK = new Block<>(
            List.of(MIN, MAX, COUNT, WIDTH),
            map -> map.build(() -> new Grid(map.get(MIN), map.get(MAX), map.get(COUNT), map.get(WIDTH))));

    static final Key<Descriptor, Grid> GRID = Key.<Descriptor, Grid>of(
                    "grid",
                    BLOCK,
                    d -> ((PairCorrelation) d).grid(),
                    doc("distances of a pair correlation; only for `pair_correlation`"))
            .onlyIf(d -> d.type() == Descriptor.Type.PAIR_CORRELATION);

    private PairCorrelationKeys() {}
}
