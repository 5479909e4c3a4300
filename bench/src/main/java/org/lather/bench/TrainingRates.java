package org.lather.bench;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Backend;
import org.lather.evaluation.ErrorStatistics;
import org.lather.execution.Execution;
import org.lather.model.TrainingReport;
import org.lather.options.Options;
import org.lather.predict.Model;
import org.lather.predict.Request;
import org.lather.structure.file.Frames;
import org.lather.structure.file.Structures;
import org.lather.training.Trainer;

/**
 * Measures whole sparse trainings on the first structures of a file, tested on its last ones: seconds by stage, and the
 * error.
 */
final class TrainingRates {
    /** Energies of molecules; the settings of the data set's own description. */
    private static final String OPTIONS = """
            data: {train: "FILE"}
            representations:
              - calculator: power_spectrum
                cutoff: {radius: 4.0, smoothing: {type: ShiftedCosine, width: 0.5}}
                density: {type: Gaussian, width: 0.25, scaling: {type: Willatt2018, rate: 1.0, scale: 1.5, exponent: 4.0}}
                basis: {type: TensorProduct, max_angular: 6, radial: {type: Gto, max_radial: 7}}
            model:
              type: sparse_gpr
              kernel: {zeta: 2, centers: same}
              representatives: {count: COUNT, selection: random}
              noise: auto
              folds: 5
              seed: 1
            targets:
              energy: {key: energy, unit: eV, quantity: total, baseline: composition}
            """;

    /**
     * One point of a learning curve.
     *
     * @param trainSeconds reading, selection, sums and solution, wall time
     * @param testSeconds reading and predicting
     */
    record Point(
            String processor,
            String precision,
            int trained,
            int tested,
            int representatives,
            double trainSeconds,
            double testSeconds,
            Map<String, Double> stages,
            Map<String, Double> deviceSeconds,
            double mae,
            double rmse) {
        Map<String, @Nullable Object> toMap() {
            Map<String, @Nullable Object> out = new LinkedHashMap<>();
            out.put("processor", processor);
            out.put("precision", precision);
            out.put("trained", trained);
            out.put("tested", tested);
            out.put("representatives", representatives);
            out.put("train_seconds", trainSeconds);
            out.put("test_seconds", testSeconds);
            out.put("train_seconds_by_stage", stages);
            out.put("device_seconds_by_function", deviceSeconds);
            out.put("mae_eV", Measurement.number(mae));
            out.put("rmse_eV", Measurement.number(rmse));
            return out;
        }
    }

    private TrainingRates() {}

    /** @param data the structures to train on */
    static String options(String data, int representatives) {
        return OPTIONS.replace("FILE", data).replace("COUNT", Integer.toString(representatives));
    }

    /** @param tested the last structures of the file, of {@code total} */
    static Point of(Backend backend, Path data, int trained, int representatives, int total, int tested) {
        Path folder = Objects.requireNonNull(data.toAbsolutePath().getParent(), "a file is in a folder");
        String first = data.getFileName() + "@0:" + trained;
        Options options = Options.parse(options(first, representatives), folder);
        Structures train = Structures.read(List.of(first), folder);
        Structures test = Structures.read(List.of(data.getFileName() + "@" + (total - tested) + ":" + total), folder);
        Map<String, Double> before = Rounds.functions(backend);
        long begin = System.nanoTime();
        try (Model model = Trainer.of(options, backend).fit(train)) {
            double trainSeconds = 1e-9 * (System.nanoTime() - begin);
            Map<String, Double> device = new LinkedHashMap<>(Rounds.functions(backend));
            before.forEach((name, s) -> device.merge(name, -s, Double::sum));
            List<ErrorStatistics> errors = ErrorStatistics.of(model.parameters());
            begin = System.nanoTime();
            try (Frames frames = test.frames()) {
                model.predict(frames, Request.VALUES, Execution.defaults(), p -> errors.forEach(e -> e.add(p)));
            }
            double testSeconds = 1e-9 * (System.nanoTime() - begin);
            return new Point(
                    backend.info().device(),
                    backend.info().precision().name().toLowerCase(Locale.ROOT),
                    model.report().map(TrainingReport::structures).orElse(0),
                    (int) errors.get(0).count(),
                    model.report().map(TrainingReport::representatives).orElse(0),
                    trainSeconds,
                    testSeconds,
                    model.report().map(TrainingReport::seconds).orElse(Map.of()),
                    device,
                    errors.get(0).mae(),
                    errors.get(0).rmse());
        }
    }
}
