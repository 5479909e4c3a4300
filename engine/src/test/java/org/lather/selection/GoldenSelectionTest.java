package org.lather.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.Precision;
import org.lather.backend.reference.ReferenceBackend;
import org.lather.execution.Execution;
import org.lather.golden.Golden;
import org.lather.golden.Npz;

/** The choices of scikit-matter, in golden/selection.npz and golden/selection-data.npz. */
class GoldenSelectionTest {
    private final DenseAlgebra algebra =
            new ReferenceBackend(Precision.DOUBLE).algebra().dense();

    /** A matrix, and what scikit-matter chose of it; {@code first} is where FPS began. */
    record Choice(String file, String set, boolean features, String method, int parameter) {
        private String suffix(String base) {
            return set.isEmpty() ? base : set + "_" + base;
        }

        Npz golden() {
            return Golden.load(file);
        }

        double[] x() {
            return golden().doubles(suffix("X"));
        }

        int[] shape() {
            return golden().shape(suffix("X"));
        }

        Points points() {
            int[] shape = shape();
            return features ? Points.columns(x(), shape[0], shape[1]) : new Points(x(), shape[0], shape[1]);
        }

        Targets targets() {
            String y = suffix("Y");
            int[] shape = golden().shape(y);
            return new Targets(
                    golden().doubles(y), shape[1], features ? Targets.Rows.COORDINATES : Targets.Rows.POINTS);
        }

        String name() {
            String word = features ? "features" : "samples";
            return suffix(
                    switch (method) {
                        case "fps", "voronoi_fps" -> "fps_" + word + "_from" + parameter;
                        case "cur" -> "cur_" + word + "_k" + parameter;
                        default -> method + "_" + word;
                    });
        }

        Selector selector() {
            return switch (method) {
                case "fps" -> new FarthestPoints(parameter, false);
                case "voronoi_fps" -> new FarthestPoints(parameter, true);
                case "cur" -> new Cur(parameter);
                case "pcovfps" -> new PcovFarthestPoints(0.3, targets(), 0);
                default -> new PcovCur(0.3, targets());
            };
        }
    }

    static Stream<Choice> choices() {
        return Stream.of(true, false)
                .flatMap(features -> Stream.of(
                                Stream.of("fps", "voronoi_fps")
                                        .flatMap(m -> Stream.of(0, 5).map(first -> choice("", features, m, first))),
                                Stream.of(1, 3).map(k -> choice("", features, "cur", k)),
                                Stream.of("pcovfps", "pcovcur").map(m -> choice("", features, m, 0)),
                                Stream.of("tall", "wide", "csd", "diabetes")
                                        .flatMap(set -> Stream.of(
                                                choice(set, features, "fps", 0),
                                                choice(set, features, "voronoi_fps", 0),
                                                choice(set, features, "cur", 1),
                                                choice(set, features, "pcovfps", 0),
                                                choice(set, features, "pcovcur", 0))))
                        .flatMap(s -> s));
    }

    private static Choice choice(String set, boolean features, String method, int parameter) {
        return new Choice(set.isEmpty() ? "selection" : "selection-data", set, features, method, parameter);
    }

    @ParameterizedTest
    @MethodSource("choices")
    void choosesAsScikitMatterDoes(Choice choice) {
        int[] expected = choice.golden().ints(choice.name());
        Selection s = choice.selector().select(choice.points(), expected.length, algebra, Execution.defaults());
        assertThat(s.indices()).isEqualTo(expected);
        String method = choice.method();
        String scores = choice.name() + (method.endsWith("fps") ? "_distance" : "_score");
        if (method.endsWith("fps")) {
            double[] distance = choice.golden().doubles(scores);
            assertThat(s.scores()[0]).isInfinite();
            for (int k = 0; k < distance.length; k++) {
                assertThat(s.scores()[k + 1]).isCloseTo(distance[k], within(1e-9 * distance[0]));
            }
        } else {
            double[] score = choice.golden().doubles(scores);
            int width = score.length / expected.length;
            for (int k = 0; k < expected.length; k++) {
                assertThat(s.scores()[k]).isCloseTo(score[width == 1 ? k : k * width + expected[k]], within(1e-8));
            }
        }
    }
}
