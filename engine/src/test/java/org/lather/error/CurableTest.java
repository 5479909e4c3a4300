package org.lather.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.lather.backend.DeviceMemoryException;
import org.lather.execution.MemoryBudgetException;
import org.lather.options.OptionsException;
import org.lather.structure.DataException;

class CurableTest {
    /** A front that writes settings as Python's keyword arguments, and has no options file. */
    private static final Spelling PYTHON = s -> s.kind() == Setting.Kind.KEY
            ? Optional.empty()
            : Optional.of(
                    s.name().replace('-', '_') + (s.kind() == Setting.Kind.ARGUMENT ? "=" : "='" + s.value() + "'"));

    @Test
    void aFailureIsOneLineOfFactAndCures() {
        DataException e = new DataException(
                "three energies",
                Cure.option("target", "gap"),
                Cure.argument("other-model"),
                Cure.use("one that has ", Setting.argument("energy")),
                Cure.text("Train another one"));
        assertThat(e.fact()).isEqualTo("three energies");
        assertThat(e)
                .hasMessage(
                        "three energies. Use target gap, `other-model` or one that has `energy`. Train another one");
        assertThat(e.describe(PYTHON))
                .isEqualTo("three energies. Use target='gap', other_model= or one that has energy=. Train another one");
    }

    @Test
    void aFactNamesSettings() {
        OptionsException e = new OptionsException(
                Phrase.of("expected ", Setting.argument("structure"), " with 3 atoms"), Cure.text("Give another"));
        assertThat(e).hasMessage("expected `structure` with 3 atoms. Give another");
        assertThat(e.describe(PYTHON)).isEqualTo("expected structure= with 3 atoms. Give another");
        assertThat(e.factPhrase().settings()).containsExactly(Setting.argument("structure"));
    }

    /** The budget of memory, and options that replace it, where a front has them. */
    @Test
    void curesThatAFrontDoesNotHaveAreOmitted() {
        MemoryBudgetException e =
                new MemoryBudgetException("memory: it needs 3 GiB", 3L << 30, false, Map.of("a.b", "7"));
        assertThat(e).hasMessage("memory: it needs 3 GiB. Use a budget of 3221225472 bytes or a.b: 7");
        assertThat(e.describe(PYTHON)).isEqualTo("memory: it needs 3 GiB. Use memory='3221225472'");
        assertThat(e.advice()).containsExactly(Map.entry("a.b", "7"));
        assertThat(e.cures())
                .containsExactly(
                        Cure.use(Setting.memory(3L << 30)),
                        Cure.use(new Phrase.Settings(List.of(Setting.key("a.b", 7)))));
    }

    @Test
    void messagesMayOmitWhatDependsOnTheFront() {
        DeviceMemoryException e = new DeviceMemoryException("allocate: out of memory");
        assertThat(e).hasMessage("allocate: out of memory");
        assertThat(e.describe(Spelling.PLAIN))
                .isEqualTo("allocate: out of memory. Use a smaller `memory`, for smaller tiles, precision single or"
                        + " another `device`");
    }

    /** A cause can still be given to an exception without one. */
    @Test
    void causesCanBeSetLater() {
        DataException e = new DataException("wrong");
        e.initCause(new IllegalStateException("why"));
        assertThat(e).hasCauseInstanceOf(IllegalStateException.class);
    }
}
