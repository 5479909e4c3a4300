package org.lather.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lather.arrayfile.NpzReader;

/** The layout of metatensor's files, entry by entry, and the values of the .npz file in it. */
class MetatensorFileTest {
    private static final String HYPERS = """
            {"cutoff": {"radius": 3.0}, "density": {"width": 0.4},
             "basis": {"max_angular": 2, "radial": {"max_radial": 1}}}
            """;

    @TempDir
    private Path folder;

    private Path describe(String name, String... more) throws IOException {
        Path hypers = Files.writeString(folder.resolve("hypers.json"), HYPERS);
        Path out = folder.resolve(name);
        Object[] all = Stream.concat(
                        Stream.of("describe", CommandRun.molecules() + "@0:5", "--options", hypers, "-q", "-o", out),
                        Arrays.stream(more))
                .toArray();
        CommandRun run = CommandRun.of(all);
        assertThat(run.code()).as(run.err()).isZero();
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.filter(p -> p.toString().endsWith(".part"))).isEmpty();
        }
        return out;
    }

    private static byte[] entry(ZipFile zip, String name) throws IOException {
        ZipEntry e = zip.getEntry(name);
        assertThat(e).as(name).isNotNull();
        assertThat(e.getMethod()).isEqualTo(ZipEntry.STORED);
        return zip.getInputStream(e).readAllBytes();
    }

    /** The data behind numpy's head, which must have a text. */
    private static ByteBuffer array(ZipFile zip, String name, String head) throws IOException {
        byte[] npy = entry(zip, name);
        ByteBuffer b = ByteBuffer.wrap(npy).order(ByteOrder.LITTLE_ENDIAN);
        int length = b.getShort(8);
        assertThat(new String(npy, 10, length, StandardCharsets.ISO_8859_1)).contains(head);
        return b.position(10 + length).slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Rows of structures have no center_type; without other keys metatensor calls the only one `_`. */
    @Test
    void structuresHaveOneBlock() throws IOException {
        String[] sums = {"--reduce", "sum", "--precision", "single", "--calculator", "power_spectrum"};
        Path mts = describe("sums.mts", sums);
        try (ZipFile zip = new ZipFile(mts.toFile());
                NpzReader npz = NpzReader.open(describe("sums.npz", sums))) {
            double[] values = npz.array("values").doubles();
            assertThat(array(zip, "keys.npy", "[('_', '<i4')], 'fortran_order': False, 'shape': (1,)")
                            .getInt())
                    .isZero();
            ByteBuffer samples = array(zip, "blocks/0/samples.npy", "[('system', '<i4')]");
            ByteBuffer block = array(zip, "blocks/0/values.npy", "'<f4', 'fortran_order': False, 'shape': (5, ");
            for (int i = 0; i < 5; i++) {
                assertThat(samples.getInt()).isEqualTo(i);
            }
            for (double v : values) {
                assertThat((double) block.getFloat()).isEqualTo(v);
            }
            assertThat(zip.getEntry("blocks/1/values.npy")).isNull();
        }
        try (ZipFile zip =
                new ZipFile(describe("tensors.mts", "--reduce", "mean", "--calculator", "lambda_soap", "-r", "lambda=1")
                        .toFile())) {
            ByteBuffer keys = array(zip, "keys.npy", "[('o3_lambda', '<i4'), ('o3_sigma', '<i4')]");
            assertThat(new int[] {keys.getInt(), keys.getInt()}).containsExactly(1, 1);
        }
    }

    @Test
    void hasABlockForEachCenter() throws IOException {
        String[] tensors = {"--calculator", "lambda_soap", "-r", "lambda=2", "--species", "H,C,N,O"};
        Path mts = describe("out.mts", tensors);
        try (ZipFile zip = new ZipFile(mts.toFile());
                NpzReader npz = NpzReader.open(describe("out.npz", tensors))) {
            int[] center = npz.array("center_type").ints();
            int[] system = npz.array("system").ints();
            int[] atom = npz.array("atom").ints();
            double[] values = npz.array("values").doubles();
            int columns = (int) npz.array("values").shape()[1];
            int[] elements = Arrays.stream(center).distinct().sorted().toArray();
            ByteBuffer keys = array(
                    zip,
                    "keys.npy",
                    "{'descr': [('o3_lambda', '<i4'), ('o3_sigma', '<i4'), ('center_type', '<i4')],"
                            + " 'fortran_order': False, 'shape': (" + elements.length + ",)");
            for (int b = 0; b < elements.length; b++) {
                assertThat(new int[] {keys.getInt(), keys.getInt(), keys.getInt()})
                        .containsExactly(2, 1, elements[b]);
                String place = "blocks/" + b + "/";
                int element = elements[b];
                int rows = (int) Arrays.stream(center).filter(z -> z == element).count();
                ByteBuffer block = array(
                        zip,
                        place + "values.npy",
                        "'<f8', 'fortran_order': False, 'shape': (" + rows / 5 + ", 5, " + columns + ")");
                ByteBuffer samples = array(zip, place + "samples.npy", "[('system', '<i4'), ('atom', '<i4')]");
                for (int i = 0; i < center.length; i++) {
                    if (center[i] == element) {
                        if (i % 5 == 0) {
                            assertThat(samples.getInt()).isEqualTo(system[i]);
                            assertThat(samples.getInt()).isEqualTo(atom[i]);
                        }
                        for (int k = 0; k < columns; k++) {
                            assertThat(block.getDouble()).isEqualTo(values[i * columns + k]);
                        }
                    }
                }
                assertThat(block.hasRemaining()).isFalse();
                ByteBuffer mu = array(zip, place + "components/0.npy", "[('o3_mu', '<i4')]");
                assertThat(mu.getInt()).isEqualTo(-2);
                ByteBuffer properties =
                        array(zip, place + "properties.npy", "('neighbor_2_type', '<i4'), ('n_2', '<i4')]");
                assertThat(properties.remaining()).isEqualTo(24 * columns);
            }
            assertThat(new String(entry(zip, "info.json"), StandardCharsets.UTF_8))
                    .contains("lambda_soap");
        }
    }

    /** Gradients stand in their block, with featomic's names of axes in its order, and are those of the .npz file. */
    @Test
    void hasGradientsInTheirBlocks() throws IOException {
        String[] tensors = {
            "--calculator", "lambda_soap", "--species", "H,C,N,O", "--gradients", "positions,strain,cell"
        };
        try (ZipFile zip = new ZipFile(describe("g.mts", tensors).toFile());
                NpzReader npz = NpzReader.open(describe("g.npz", tensors))) {
            int[] center = npz.array("center_type").ints();
            int[] sample = npz.array("positions_gradient_sample").ints();
            int[] atom = npz.array("positions_gradient_atom").ints();
            double[] values = npz.array("positions_gradient").doubles();
            double[] strained = npz.array("strain_gradient").doubles();
            int columns = (int) npz.array("values").shape()[1];
            int[] elements = Arrays.stream(center).distinct().sorted().toArray();
            for (int b = 0; b < elements.length; b++) {
                String place = "blocks/" + b + "/gradients/";
                int element = elements[b];
                // o3_mu = -1, 0, 1 of an atom one after another
                int atoms =
                        (int) Arrays.stream(center).filter(z -> z == element).count() / 3;
                int lines = (int) Arrays.stream(sample)
                        .filter(i -> center[3 * i] == element)
                        .count();
                ByteBuffer block =
                        array(zip, place + "positions/values.npy", "'shape': (" + lines + ", 3, 3, " + columns + ")");
                ByteBuffer samples = array(
                        zip,
                        place + "positions/samples.npy",
                        "[('sample', '<i4'), ('system', '<i4'), ('atom', '<i4')]");
                int[] within = new int[center.length / 3];
                for (int i = 0, next = 0; i < within.length; i++) {
                    within[i] = center[3 * i] == element ? next++ : -1;
                }
                for (int line = 0; line < sample.length; line++) {
                    if (within[sample[line]] < 0) {
                        continue;
                    }
                    assertThat(samples.getInt()).isEqualTo(within[sample[line]]);
                    samples.getInt();
                    assertThat(samples.getInt()).isEqualTo(atom[line]);
                    for (int k = 0; k < 9 * columns; k++) {
                        assertThat(block.getDouble()).isEqualTo(values[line * 9 * columns + k]);
                    }
                }
                assertThat(block.hasRemaining()).isFalse();
                ByteBuffer strain =
                        array(zip, place + "strain/values.npy", "'shape': (" + atoms + ", 3, 3, 3, " + columns + ")");
                for (int i = 0; i < within.length; i++) {
                    for (int k = 0; k < 27 * columns && within[i] >= 0; k++) {
                        assertThat(strain.getDouble()).isEqualTo(strained[i * 27 * columns + k]);
                    }
                }
                array(zip, place + "strain/samples.npy", "[('sample', '<i4')]");
                array(zip, place + "positions/components/0.npy", "[('xyz', '<i4')]");
                array(zip, place + "positions/components/1.npy", "[('o3_mu', '<i4')]");
                array(zip, place + "strain/components/0.npy", "[('xyz_2', '<i4')]");
                array(zip, place + "strain/components/1.npy", "[('xyz_1', '<i4')]");
                array(zip, place + "strain/components/2.npy", "[('o3_mu', '<i4')]");
                array(zip, place + "cell/components/0.npy", "[('xyz', '<i4')]");
                array(zip, place + "cell/components/1.npy", "[('abc', '<i4')]");
            }
        }
    }

    @Test
    void dividesAnExpansionByOrder() throws IOException {
        try (ZipFile zip =
                new ZipFile(describe("out.mts", "--calculator", "spherical_expansion", "--species", "H,C,N,O")
                        .toFile())) {
            ByteBuffer keys = array(zip, "keys.npy", "o3_lambda");
            // sorted: l = 0 of hydrogen first
            assertThat(keys.getInt(0)).isZero();
            assertThat(keys.getInt(8)).isEqualTo(1);
            array(zip, "blocks/0/values.npy", ", 1, 8)");
            array(zip, "blocks/0/properties.npy", "[('neighbor_type', '<i4'), ('n', '<i4')]");
        }
        try (ZipFile zip = new ZipFile(
                describe("power.mts", "--calculator", "power_spectrum").toFile())) {
            array(zip, "keys.npy", "[('center_type', '<i4')]");
            assertThat(zip.getEntry("blocks/0/components/0.npy")).isNull();
        }
    }
}
