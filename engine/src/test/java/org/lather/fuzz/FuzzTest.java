package org.lather.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every parser and wire format takes any input: a few seconds of what {@code bench/fuzz/run} does for hours. */
class FuzzTest {
    private static final int INPUTS = 300;

    @TempDir
    private static Path folder;

    private static List<Target> targets = List.of();

    @BeforeAll
    static void targets() throws IOException {
        targets = new Targets(folder).all();
    }

    @Test
    void validInputsAreRead() throws Exception {
        for (Target t : targets) {
            if (!List.of("file", "options", "slice", "types", "i-PI").contains(t.name())) {
                for (byte[] input : t.inputs()) {
                    t.parser().read(input.clone());
                }
            }
        }
    }

    @Test
    void changedInputsAreReadOrRefused() {
        for (Target t : targets) {
            Mutator mutator = new Mutator(29);
            for (int k = 0; k < INPUTS; k++) {
                String fault = Fuzzing.run(t, mutator.next(t.inputs()));
                assertThat(fault).as(t.name() + ", input " + k).isEmpty();
            }
        }
    }
}
