package org.lather.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.backend.Backend;
import org.lather.error.Warning;
import org.lather.options.Options;
import org.lather.predict.Model;
import org.lather.structure.Structure;

/** Rattled solids whose stress or forces are broken in the ways of public data sets. */
class DisagreeingLabelsTest {
    private static final String MODEL = "kernel: {zeta: 2}, representatives: {count: 60}, noise: ";

    private final Backend backend = SmallTraining.reference();

    @AfterEach
    void close() {
        backend.close();
    }

    private static Options options(String noise, String derivatives) {
        return SmallTraining.options(MODEL + noise, "energy: {baseline: composition, " + derivatives + "}");
    }

    private static List<Structure> solids(long seed, int count, UnaryOperator<Structure> change) {
        List<Structure> out = new ArrayList<>();
        for (Structure s : MorseSolid.rattled(seed, count)) {
            if (s.cell().anyPeriodic()) {
                out.add(change.apply(s));
            }
        }
        return out;
    }

    private static Structure stress(Structure s, UnaryOperator<double[]> change) {
        return s.with(s.annotations().with("stress", change.apply(s.numbers("stress"))));
    }

    /** A change of the stress by its name. */
    private static Structure broken(Structure s, String how) {
        return switch (how) {
            case "none" -> s;
            case "offset" ->
                stress(s, v -> {
                    for (int i = 0; i < 9; i += 4) {
                        v[i] += 0.3;
                    }
                    return v;
                });
            case "order" -> stress(s, v -> new double[] {v[0], v[2], v[5], v[2], v[4], v[1], v[5], v[1], v[8]});
            case "sign" -> stress(s, v -> Arrays.stream(v).map(x -> -x).toArray());
            case "forces" ->
                s.with(s.annotations()
                        .withColumn(
                                "forces",
                                3,
                                Arrays.stream(s.column("forces")).map(x -> -x).toArray()));
            default -> throw new IllegalArgumentException(how);
        };
    }

    private static List<Warning> named(Model m, Warning.Kind kind) {
        return m.report().orElseThrow().warnings().stream()
                .filter(w -> w.kind() == kind)
                .toList();
    }

    private double error(Model m) {
        double sum = 0;
        List<Structure> test = solids(78, 30, s -> s);
        for (Structure s : test) {
            sum += Math.pow(m.predict(s).value("energy") - s.numbers("energy")[0], 2);
        }
        return Math.sqrt(sum / test.size());
    }

    @ParameterizedTest
    @CsvSource({"offset, is taken from its diagonal", "order, is taken as xx yy zz", "sign, its sign is turned"})
    void brokenStressIsNamedAndDoesNoHarm(String how, String fact) {
        List<Structure> train = solids(77, 45, s -> broken(s, how));
        double alone;
        try (Model m = SmallTraining.fit(options("auto", "forces: {}"), backend, train)) {
            alone = error(m);
            assertThat(named(m, Warning.Kind.LABELS_DISAGREE)).isEmpty();
        }
        try (Model m = SmallTraining.fit(options("auto", "forces: {}, stress: {}"), backend, train)) {
            assertThat(error(m)).isLessThan(1.5 * alone);
            assertThat(named(m, Warning.Kind.LABELS_DISAGREE))
                    .anySatisfy(w -> assertThat(w.fact()).contains("stress").contains(fact));
        }
    }

    @Test
    void labelsThatAgreeAreNotNamed() {
        try (Model m = SmallTraining.fit(options("auto", "forces: {}, stress: {}"), backend, solids(77, 45, s -> s))) {
            assertThat(named(m, Warning.Kind.LABELS_DISAGREE)).isEmpty();
            assertThat(named(m, Warning.Kind.RESIDUALS_EXCEED_NOISE)).isEmpty();
        }
    }

    @Test
    void forcesOfTheWrongSignAreNamed() {
        List<Structure> train = solids(77, 45, s -> broken(s, "forces"));
        try (Model m = SmallTraining.fit(options("auto", "forces: {}"), backend, train)) {
            assertThat(named(m, Warning.Kind.LABELS_DISAGREE))
                    .anySatisfy(w -> assertThat(w.toString()).contains("Turn the sign of the forces"));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {23.06, 0.0367})
    void forcesInAnotherUnitAreNamed(double factor) {
        List<Structure> train = solids(77, 45, s -> {
            double[] f = s.column("forces");
            return s.with(s.annotations()
                    .withColumn(
                            "forces", 3, Arrays.stream(f).map(x -> factor * x).toArray()));
        });
        try (Model m = SmallTraining.fit(options("auto", "forces: {}"), backend, train)) {
            assertThat(named(m, Warning.Kind.LABELS_DISAGREE))
                    .anySatisfy(w -> assertThat(w.toString()).contains("Check the unit of the forces"));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {160.2, -1602})
    void stressInAnotherUnitIsNamed(double factor) {
        List<Structure> train = solids(
                77,
                45,
                s -> stress(s, v -> Arrays.stream(v).map(x -> factor * x).toArray()));
        try (Model m = SmallTraining.fit(options("auto", "forces: {}, stress: {}"), backend, train)) {
            assertThat(named(m, Warning.Kind.LABELS_DISAGREE))
                    .anySatisfy(w -> assertThat(w.toString()).contains("Check the unit of the stress"));
        }
    }

    /** A noise that was given is kept, and compared with residuals. */
    @Test
    void residualsFarAboveTheGivenNoiseAreNamed() {
        String noise = "{energy: 1e-5, energy_forces: 0.01, energy_stress: 0.02}";
        try (Model m = SmallTraining.fit(
                options(noise, "forces: {}, stress: {}"), backend, solids(77, 45, s -> broken(s, "offset")))) {
            assertThat(named(m, Warning.Kind.RESIDUALS_EXCEED_NOISE))
                    .anySatisfy(w -> assertThat(w.fact()).startsWith("energy:"));
        }
    }
}
