package org.lather.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.lather.backend.Backend;
import org.lather.execution.Execution;
import org.lather.model.ModelParameters;
import org.lather.neighbour.NeighbourList;
import org.lather.options.Options;
import org.lather.predict.Model;
import org.lather.structure.Cell;
import org.lather.structure.Structure;
import org.lather.structure.file.ExtendedXyzReader;
import org.lather.structure.file.Structures;
import org.lather.training.Trainer;

/**
 * A system of which single predictions are timed: {@code dimer} and {@code silicon}, 2 and 64 atoms of silicon with 500
 * representatives, and {@code chno}, molecules of the example chno with 1,000.
 *
 * @param structures of which each is predicted in turn, all different
 */
record PredictionSystem(String name, ModelParameters parameters, List<Structure> structures) {
    private static final int STRUCTURES = 64;
    private static final int CELLS = 30;

    private static final String SILICON = """
            representations:
              - calculator: power_spectrum
                cutoff: {radius: 5.0, smoothing: {type: ShiftedCosine, width: 1.0}}
                density: {type: Gaussian, width: 0.6, scaling: {type: Willatt2018, rate: 1.0, scale: 3.0, exponent: 4.0}}
                basis: {type: TensorProduct, max_angular: 6, radial: {type: Gto, max_radial: 7}}
            model:
              kernel: {zeta: 4}
              representatives: {count: %d, selection: fps}
              noise: {energy: 0.01}
            targets: {energy: {baseline: composition}}
            """;

    private static final String CHNO = """
            representations:
              - calculator: power_spectrum
                cutoff: {radius: 4.0, smoothing: {type: ShiftedCosine, width: 0.5}}
                density: {type: Gaussian, width: 0.25, scaling: {type: Willatt2018, rate: 1.0, scale: 1.5, exponent: 4.0}}
                basis: {type: TensorProduct, max_angular: 6, radial: {type: Gto, max_radial: 7}}
            model:
              kernel: {zeta: 2}
              representatives: {count: %d, selection: fps}
              noise: {energy: 0.03}
            targets: {energy: {baseline: composition}}
            """;

    /** Trains the model of a system on a backend, and draws its structures. */
    static PredictionSystem of(String name, Backend backend) {
        return of(name, backend, name.equals("chno") ? 1000 : 500);
    }

    /** Trains the model of a system with another number of representatives. */
    static PredictionSystem of(String name, Backend backend, int representatives) {
        SplittableRandom random = new SplittableRandom(7);
        List<Structure> train = new ArrayList<>();
        List<Structure> test = new ArrayList<>();
        if (name.equals("chno")) {
            List<Structure> all = molecules();
            train.addAll(all.subList(STRUCTURES, all.size()));
            test.addAll(all.subList(0, STRUCTURES));
        } else {
            for (int i = 0; i < CELLS; i++) {
                train.add(StillingerWeber.labelled(SolidFit.cell(random)));
            }
        }
        for (int i = 0; test.size() < STRUCTURES; i++) {
            test.add(
                    switch (name) {
                        case "dimer" ->
                            Structure.of(new int[] {14, 14}, new double[] {0, 0, 0, 0.1, 0.2, 2 + 0.02 * i}, Cell.NONE);
                        case "silicon" -> SolidFit.cell(random);
                        default -> throw new IllegalArgumentException("expected dimer, silicon or chno, got " + name);
                    });
        }
        Options options = Options.parse((name.equals("chno") ? CHNO : SILICON).formatted(representatives), Path.of(""));
        try (Model model = Trainer.of(options, backend, Execution.defaults()).fit(Structures.of(train))) {
            return new PredictionSystem(name, model.parameters(), test);
        }
    }

    private static List<Structure> molecules() {
        List<Structure> out = new ArrayList<>();
        try (InputStream in = PredictionSystem.class.getResourceAsStream("/workloads/molecules.xyz")) {
            if (in == null) {
                throw new IllegalStateException("the resource /workloads/molecules.xyz is missing");
            }
            try (ExtendedXyzReader reader = new ExtendedXyzReader("molecules.xyz", in)) {
                reader.forEachRemaining(out::add);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out;
    }

    /** The number of pairs of an atom and a neighbour in a structure. */
    int pairs(Structure s) {
        double cutoff = parameters.options().descriptors().stream()
                .mapToDouble(d -> d.radius())
                .max()
                .orElse(0);
        return NeighbourList.of(s, cutoff).pairs();
    }

    /** The sizes of the data, for reports. */
    String describe() {
        int atoms = structures.stream().mapToInt(Structure::size).sum();
        int pairs = structures.stream().mapToInt(this::pairs).sum();
        return name + ": " + structures.size() + " structures of " + atoms + " atoms and " + pairs + " pairs together, "
                + parameters.size() + " representatives of "
                + parameters.kernel().columns(parameters.channels()) + " features";
    }
}
