package org.lather.arrayfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random damage to good files: readers succeed or say one sentence, never anything else. */
class DamagedFileTest {
    private static final int TRIALS = 1000;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"foreign.safetensors", "matrix.npy", "plain.npz", "compressed.npz"})
    void onlyOneKindOfException(String name) throws IOException {
        byte[] good = Files.readAllBytes(SafetensorsTest.resource(name));
        Consumer<Path> reader = name.endsWith(".safetensors")
                ? DamagedFileTest::readSafetensors
                : name.endsWith(".npy") ? f -> NpyReader.read(f).shape() : DamagedFileTest::readNpz;
        reader.accept(SafetensorsTest.resource(name));
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        int refused = 0;
        for (int trial = 0; trial < TRIALS; trial++) {
            Path file = Files.write(folder.resolve("damaged"), damage(good, random));
            try {
                reader.accept(file);
            } catch (ModelFileException e) {
                refused++;
                assertThat(e.reason()).isNotBlank().doesNotContain("\n").hasSizeLessThan(1000);
            } catch (RuntimeException e) {
                fail(name + ", trial " + trial + ", -Dseed=" + seed, e);
            }
        }
        assertThat(refused).as("%s, -Dseed=%d", name, seed).isGreaterThan(TRIALS / 10);
    }

    private static void readSafetensors(Path file) {
        try (SafetensorsReader in = SafetensorsReader.open(file, false)) {
            for (String n : in.names()) {
                switch (in.type(n)) {
                    case F64, F32 -> in.doubles(n);
                    case I64 -> in.longs(n);
                    case I32 -> in.ints(n);
                    case U8 -> in.bytes(n);
                }
            }
        }
    }

    private static void readNpz(Path file) {
        try (NpzReader in = NpzReader.open(file)) {
            in.names().forEach(n -> in.array(n).shape());
        }
    }

    /** Flips bits, overwrites, cuts, repeats or inserts; mostly near the beginning, where the structure is. */
    private static byte[] damage(byte[] good, Random random) {
        byte[] b = good.clone();
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            int at = random.nextBoolean() ? random.nextInt(b.length) : random.nextInt(Math.min(b.length, 400));
            switch (random.nextInt(5)) {
                case 0 -> b[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> b[at] = (byte) random.nextInt();
                case 2 -> b = Arrays.copyOf(b, Math.max(1, at));
                case 3 -> Arrays.fill(b, at, Math.min(b.length, at + 8), (byte) (random.nextBoolean() ? 0xff : 0));
                default -> {
                    byte[] longer = new byte[b.length + 1];
                    System.arraycopy(b, 0, longer, 0, at);
                    longer[at] = (byte) ('0' + random.nextInt(10));
                    System.arraycopy(b, at, longer, at + 1, b.length - at);
                    b = longer;
                }
            }
        }
        return b;
    }
}
