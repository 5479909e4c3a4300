package org.lather.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lather.backend.Precision;
import org.lather.backend.device.offload.DeviceBackend;
import org.lather.model.ModelParameters;
import org.lather.options.Options;
import org.lather.predict.Model;
import org.lather.structure.file.Structures;
import org.lather.training.Trainer;

class IdleDeviceTest {
    @TempDir
    private Path folder;

    /** Molecules of random numbers of hydrogen and carbon atoms, 1.2 to 1.6 Å apart. */
    private static String molecules(int count) {
        Random random = new Random(1);
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < count; i++) {
            int atoms = 3 + random.nextInt(6);
            out.append(atoms).append(String.format(Locale.ROOT, "%nenergy=%f%n", random.nextDouble()));
            for (int a = 0; a < atoms; a++) {
                out.append(String.format(
                        Locale.ROOT, "%s %f %f 0%n", random.nextInt(3) == 0 ? "C" : "H", 1.4 * a, random.nextDouble()));
            }
        }
        return out.toString();
    }

    /**
     * The host's work depends on the number of representatives, so none may be dropped; elements have blocks of their
     * own.
     */
    @Test
    void aTrainingKeepsEveryRepresentative() throws IOException {
        Files.writeString(folder.resolve("molecules.xyz"), molecules(40));
        Options options = Options.parse(TrainingRates.options("molecules.xyz", 50), folder);
        Structures train = Structures.read(List.of("molecules.xyz"), folder);
        try (DeviceBackend backend = new DeviceBackend(new IdleDevice(), Precision.DOUBLE, 1);
                Model model = Trainer.of(options, backend).fit(train)) {
            ModelParameters parameters = model.parameters();
            assertThat(parameters.size()).isEqualTo(50);
        }
    }
}
