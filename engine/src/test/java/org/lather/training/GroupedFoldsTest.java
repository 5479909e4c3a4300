package org.lather.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.backend.Backend;
import org.lather.error.Warning;
import org.lather.options.Options;
import org.lather.options.OptionsException;
import org.lather.predict.Model;
import org.lather.structure.DataException;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;

/** Folds that divide no group of structures. */
class GroupedFoldsTest {
    private static final String TARGETS = "energy: {baseline: composition}";

    private static Options options(String model, String group) {
        Options o = SmallTraining.options(model, TARGETS);
        return new Options(
                new org.lather.options.Data(
                        List.of(), List.of(), group, o.data().types(), o.data().folder()),
                o.representations(),
                o.model(),
                o.targets(),
                o.tune(),
                o.open());
    }

    private static List<Structure> copies(int structures, int each, Function<Integer, String> group) {
        List<Structure> out = new ArrayList<>();
        List<Structure> distinct = SmallTraining.clusters(3, structures);
        Random random = new Random(8);
        for (int k = 0; k < each; k++) {
            for (int i = 0; i < structures; i++) {
                Structure s = distinct.get(i);
                double energy = s.numbers("energy")[0] + 0.01 * random.nextGaussian();
                out.add(s.with(s.annotations().with("energy", energy).withText("mol", group.apply(i))));
            }
        }
        return out;
    }

    /** Copies of a structure in other folds give it away; a group keeps them in its own. */
    @ParameterizedTest
    @ValueSource(strings = {"type: sparse_gpr, representatives: {count: 60}", "type: gpr"})
    void copiesOfOneGroupShareAFold(String model) {
        List<Structure> all = copies(30, 4, i -> "m" + i);
        try (Backend backend = SmallTraining.reference();
                Model divided = SmallTraining.fit(options(model, ""), backend, all);
                Model grouped = SmallTraining.fit(options(model, "mol"), backend, all)) {
            assertThat(error(grouped)).isGreaterThan(3 * error(divided));
        }
    }

    private static double error(Model m) {
        return m.report().orElseThrow().crossValidated().values().iterator().next();
    }

    @Test
    void aStructureWithoutAGroupIsNamed() {
        List<Structure> all = copies(10, 2, i -> i == 7 ? "nan" : "m" + i);
        try (Backend backend = SmallTraining.reference()) {
            assertThatThrownBy(() -> SmallTraining.fit(options("noise: 0.01", "mol"), backend, all))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("expected the group of the structure under `mol`, which `data.group` names,"
                            + " found `nan`. Give every structure one, or leave `data.group` out");
            assertThatThrownBy(() -> SmallTraining.fit(options("noise: 0.01", "molecule"), backend, all))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("under `molecule`, which `data.group` names, found none");
        }
    }

    @Test
    void asManyGroupsAsFoldsAreNeededToFindTheNoise() {
        List<Structure> all = copies(12, 2, i -> i % 2 == 0 ? "even" : "odd");
        try (Backend backend = SmallTraining.reference()) {
            assertThatThrownBy(() -> SmallTraining.fit(options("representatives: {count: 20}", "mol"), backend, all))
                    .isInstanceOf(OptionsException.class)
                    .hasMessageContaining(
                            "expects a group of structures for each of the 5 folds, got 2 by the key `mol`");
            // a given noise needs no folds
            SmallTraining.fit(options("noise: 0.01, representatives: {count: 20}", "mol"), backend, all)
                    .close();
        }
    }

    @Test
    void aGroupOfTrainingAndTestIsWarnedOf() {
        List<Structure> all = copies(12, 2, i -> "m" + i);
        Options options = options("noise: 0.01, representatives: {count: 20}", "mol");
        try (Backend backend = SmallTraining.reference();
                Model model = Trainer.of(options, backend)
                        .fit(Structures.of(all.subList(0, 14)), 14, Structures.of(all.subList(14, 24)));
                Model apart = Trainer.of(options, backend)
                        .fit(Structures.of(all.subList(0, 6)), 6, Structures.of(all.subList(6, 12)))) {
            assertThat(warnings(model))
                    .containsExactly("10 of 10 groups of the test structures by `mol` also have training structures;"
                            + " one is `m2`. Leave them out of one of the two: errors of structures whose group was"
                            + " trained on say little about other groups");
            assertThat(warnings(apart)).isEmpty();
        }
    }

    private static List<String> warnings(Model m) {
        return m.report().orElseThrow().warnings().stream()
                .filter(w -> w.kind() == Warning.Kind.GROUP_TRAINED_ON)
                .map(Warning::toString)
                .toList();
    }
}
