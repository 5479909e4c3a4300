package org.lather.fuzz;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.lather.Lather;
import org.lather.arrayfile.ModelFileException;
import org.lather.arrayfile.NpyReader;
import org.lather.arrayfile.NpzReader;
import org.lather.backend.Backend;
import org.lather.classification.ClassifierFile;
import org.lather.classification.ClassifierTraining;
import org.lather.driver.ipi.FakeServer;
import org.lather.driver.ipi.IpiClient;
import org.lather.driver.ipi.ServerException;
import org.lather.execution.Execution;
import org.lather.model.ModelFile;
import org.lather.options.Domain;
import org.lather.options.Options;
import org.lather.options.OptionsException;
import org.lather.options.RepresentationFile;
import org.lather.potential.Energetics;
import org.lather.potential.NumericalException;
import org.lather.predict.Model;
import org.lather.structure.Annotations;
import org.lather.structure.Cell;
import org.lather.structure.DataException;
import org.lather.structure.Structure;
import org.lather.structure.file.AtomTypes;
import org.lather.structure.file.ExtendedXyzReader;
import org.lather.structure.file.Frames;
import org.lather.structure.file.PoscarReader;
import org.lather.structure.file.StructureFileException;
import org.lather.structure.file.Structures;
import org.lather.target.Unit;
import org.lather.training.SmallTraining;

/** All parsers and wire formats with valid inputs. */
final class Targets {
    private static final Structure WATER =
            Structure.of(new int[] {8, 1, 1}, new double[] {0, 0, 0, 0.96, 0, 0, -0.24, 0.93, 0}, Cell.NONE);

    private final Path folder;

    /** @param folder for files */
    Targets(Path folder) {
        this.folder = folder;
    }

    List<Target> all() throws IOException {
        return List.of(
                xyz(),
                poscar(),
                recognised(),
                options(),
                hypers(),
                new Target("unit", bytes("eV", "kcal/mol", "e*bohr", "eV/A^3", "Ha", "1"), this::unit, argument()),
                new Target("types", bytes("1=Si,2=O", "atomic_numbers", "H:C"), this::types, argument()),
                new Target("slice", bytes("a.xyz@0:5", "a.xyz@:", "a.xyz@::2", "a.xyz@-1"), this::slice, named()),
                arrays(),
                archives(),
                model(),
                classification(),
                server());
    }

    private static List<byte[]> bytes(String... texts) {
        return Stream.of(texts).map(t -> t.getBytes(StandardCharsets.UTF_8)).toList();
    }

    private static String text(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }

    private static List<Class<? extends Throwable>> argument() {
        return List.of(IllegalArgumentException.class);
    }

    private static List<Class<? extends Throwable>> named() {
        return List.of(
                IllegalArgumentException.class,
                OptionsException.class,
                StructureFileException.class,
                DataException.class);
    }

    private static Target xyz() {
        List<byte[]> inputs = bytes(
                "2\nLattice=\"5 0 0 0 5 0 0 0 5\" Properties=species:S:1:pos:R:3:forces:R:3:m:L:1 energy=-1.5 s=\"a b\""
                        + " v=[1 2 3] w={1 2}\nH 0 0 0 1 2 3 T\nO 1.2 0 0 1 2 3 F\n",
                "1\ni = 0, time = 0.000, E = -17.16\nH 0 0 0\n1\n\nHe 0 0 1\n",
                "1\nProperties=Z:I:1:pos:R:3:c_d:R:2 a=T b='x' c\n1 0 0 0 1e3 1D2\n",
                """
                3
                gdb 1 157.7 157.7 157.7 0. 13.21 -0.38 0.11 0.50 35.36 0.04 -40.4 -40.4 -40.4 -40.4 6.4
                C 0 0 0 -0.5
                H 0 0 1.1 0.1
                H 0 1.1 0 0.1*^-2
                1341
                C\tC
                InChI=1S/CH4
                """);
        return new Target(
                "xyz",
                inputs,
                b -> frames(b, in -> new ExtendedXyzReader("x.xyz", in)),
                List.of(StructureFileException.class, DataException.class));
    }

    private static Target poscar() {
        return new Target(
                "poscar",
                bytes(
                        "x\n1.0\n5 0 0\n0 5 0\n0 0 5\nSi O\n1 2\nDirect\n0 0 0\n0.5 0.5 0.5\n0.25 0.25 0.25\n",
                        "x\n-125 ! volume\n5 0 0\n0 5 0\n0 0 5\nSi_pv\n1\nSelective dynamics\nCartesian\n0 0 0 T F T\n"),
                b -> frames(b, in -> new PoscarReader("POSCAR", in)),
                List.of(StructureFileException.class, DataException.class));
    }

    /** Reads all frames, and all that is annotated. */
    private static void frames(byte[] b, Function<InputStream, Frames> format) {
        try (Frames reader = format.apply(new ByteArrayInputStream(b))) {
            for (int k = 0; k < 20 && reader.hasNext(); k++) {
                Structure s = reader.next();
                Annotations a = s.annotations();
                a.keys().forEach(a::text);
                for (String key : a.keys()) {
                    a.value(key).ifPresent(v -> v.numbers());
                }
                for (String name : a.columns()) {
                    try {
                        a.column(name);
                    } catch (IllegalArgumentException e) {
                        // a column of text
                    }
                }
            }
        }
    }

    private Target recognised() {
        List<byte[]> inputs = bytes(
                "2\n\nH 0 0 0\nH 0 0 1\n",
                "x\n1.0\n5 0 0\n0 5 0\n0 0 5\nSi\n1\nDirect\n0 0 0\n",
                "data_x\n_cell_length_a 5\n",
                "ITEM: TIMESTEP\n0\n",
                "{\"1\": {}}");
        return new Target(
                "file",
                inputs,
                b -> {
                    Path file = Files.write(folder.resolve("structures"), b);
                    int n = 0;
                    for (Structure s : Structures.read(file)) {
                        n += s.size();
                        if (n > 1000) {
                            break;
                        }
                    }
                },
                List.of(StructureFileException.class, DataException.class));
    }

    private Target options() throws IOException {
        List<byte[]> inputs = new java.util.ArrayList<>();
        inputs.add(Files.readAllBytes(SmallTraining.chno().resolve("options.yaml")));
        inputs.addAll(bytes(
                "targets: {energy: {baseline: [composition, {H: 1}], unit: Ha, forces: f}}\nmodel: {noise: {energy: 1}}\n",
                "a: &a [1, 2]\nb: *a\nrepresentations: [{calculator: bispectrum, features: {count: 3}}]\n"));
        return new Target("options", inputs, b -> Options.parse(text(b), folder), List.of(OptionsException.class));
    }

    private Target hypers() {
        return new Target(
                "hypers",
                bytes(
                        "{\"calculator\": \"power_spectrum\", \"cutoff\": {\"radius\": 4.0, \"smoothing\": {\"type\":"
                                + " \"ShiftedCosine\", \"width\": 0.5}}, \"density\": {\"type\": \"Gaussian\", \"width\":"
                                + " 0.3}, \"basis\": {\"type\": \"TensorProduct\", \"max_angular\": 3, \"radial\":"
                                + " {\"type\": \"Gto\", \"max_radial\": 3}}}",
                        "calculator: symmetry_functions\ncutoff: {radius: 4}\n"),
                b -> RepresentationFile.parse(text(b), folder, () -> Domain.MOLECULES),
                List.of(OptionsException.class));
    }

    private void unit(byte[] b) {
        var unused = Unit.of(text(b)).toString();
    }

    private void types(byte[] b) {
        AtomTypes.parse(List.of(text(b).split(",", -1)));
    }

    private void slice(byte[] b) {
        Structures.read(List.of(text(b)), folder).description();
    }

    private Target arrays() {
        return new Target(
                "npy",
                List.of(
                        npy("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }", 48),
                        npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", 4)),
                b -> NpyReader.read(Files.write(folder.resolve("a.npy"), b)),
                List.of(ModelFileException.class, DataException.class));
    }

    private static byte[] npy(String header, int bytes) {
        byte[] text = (header + " ".repeat(117 - header.length()) + "\n").getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(10 + text.length + bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put(new byte[] {1, 0})
                .putShort((short) text.length)
                .put(text)
                .array();
    }

    private Target archives() throws IOException {
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        try (java.util.zip.ZipOutputStream out = new java.util.zip.ZipOutputStream(zip)) {
            out.putNextEntry(new java.util.zip.ZipEntry("x.npy"));
            out.write(npy("{'descr': '<i4', 'fortran_order': False, 'shape': (2,), }", 8));
        }
        return new Target(
                "npz",
                List.of(zip.toByteArray()),
                b -> {
                    try (NpzReader reader = NpzReader.open(Files.write(folder.resolve("a.npz"), b))) {
                        reader.names().forEach(reader::array);
                    }
                },
                List.of(ModelFileException.class, DataException.class));
    }

    private Target model() throws IOException {
        Path file = folder.resolve("valid.safetensors");
        List<byte[]> inputs = new java.util.ArrayList<>();
        try (Backend backend = SmallTraining.reference()) {
            for (String target : List.of("energy: {baseline: composition}", "charge: {unit: e, quantity: atom}")) {
                try (Model m = SmallTraining.fit(
                        SmallTraining.options("kernel: {zeta: 2}, representatives: {count: 5}", target),
                        backend,
                        SmallTraining.clusters(31, 12))) {
                    Lather.save(m, file);
                    inputs.add(Files.readAllBytes(file));
                }
            }
        }
        return new Target(
                "model",
                inputs,
                b -> ModelFile.read(Files.write(folder.resolve("m.safetensors"), repaired(b)), false),
                List.of(ModelFileException.class));
    }

    private Target classification() throws IOException {
        Path file = folder.resolve("classification.safetensors");
        List<Structure> structures = new java.util.ArrayList<>();
        for (Structure s : SmallTraining.clusters(31, 12)) {
            structures.add(s.with(s.annotations().with("kind", structures.size() % 3)));
        }
        try (Backend backend = SmallTraining.reference()) {
            Options options = SmallTraining.options("type: svc, folds: 2, svc: {c: 1}", "kind: {quantity: class}");
            ClassifierFile.write(
                    file,
                    new ClassifierTraining(options, backend, Execution.defaults())
                            .fit(Structures.of(structures))
                            .classifier());
        }
        return new Target(
                "classification",
                List.of(Files.readAllBytes(file)),
                b -> ClassifierFile.read(Files.write(folder.resolve("c.safetensors"), repaired(b)), false),
                List.of(ModelFileException.class));
    }

    /** Gives a header that was changed its length, so that more than the length is tested. */
    private static byte[] repaired(byte[] b) {
        if (b.length < 16 || b[8] != '{') {
            return b;
        }
        ByteBuffer little = ByteBuffer.wrap(b).order(ByteOrder.LITTLE_ENDIAN);
        long end = 8 + little.getLong(0);
        int brace = new String(b, StandardCharsets.ISO_8859_1).lastIndexOf("}}");
        if (brace > 8
                && (end < 9
                        || end > b.length
                        || !text(java.util.Arrays.copyOfRange(b, 8, (int) end))
                                .strip()
                                .endsWith("}"))) {
            little.putLong(0, brace + 2 - 8);
        }
        return b;
    }

    private Target server() throws IOException {
        ByteBuffer all = ByteBuffer.allocate(2000).order(ByteOrder.LITTLE_ENDIAN);
        all.put("STATUS      INIT        ".getBytes(StandardCharsets.US_ASCII))
                .putInt(0)
                .putInt(1)
                .put((byte) ' ');
        all.put("POSDATA     ".getBytes(StandardCharsets.US_ASCII));
        for (int k = 0; k < 18; k++) {
            all.putDouble(k % 4 == 0 ? 20 : 0);
        }
        all.putInt(3);
        for (double x : WATER.positions()) {
            all.putDouble(x / 0.529177210903);
        }
        all.put("GETFORCE    EXIT        ".getBytes(StandardCharsets.US_ASCII));
        byte[] valid = java.util.Arrays.copyOf(all.array(), all.position());
        return new Target(
                "i-PI",
                List.of(valid),
                this::served,
                List.of(ServerException.class, DataException.class, NumericalException.class));
    }

    private void served(byte[] b) throws IOException {
        try (FakeServer server = FakeServer.unix(folder)) {
            server.serve(peer -> {
                try {
                    peer.send(ByteBuffer.wrap(b));
                } catch (IOException e) {
                    // the client left
                }
            });
            IpiClient client =
                    new IpiClient(WATER, s -> new Energetics(1, s.positions(), new double[9], Double.NaN), () -> false);
            client.run(server.address(), 0, 1);
        }
    }
}
