package org.lather.training;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.lather.backend.Backend;
import org.lather.backend.BackendInfo;
import org.lather.dataset.TrainingRun;
import org.lather.model.TrainingReport;

/** The origin of a model, as texts for its file. */
public final class Provenance {
    private Provenance() {}

    static Map<String, String> of(TrainingRun run, Backend backend, TrainingReport report) {
        BackendInfo info = backend.info();
        String version = Provenance.class.getPackage().getImplementationVersion();
        Map<String, String> out = new LinkedHashMap<>();
        out.put("created_by", "Lather " + (version == null ? "development" : version));
        out.put("created", java.time.Instant.now().toString());
        out.put(
                "backend",
                info.name() + " (" + info.device() + "), "
                        + info.precision().name().toLowerCase(Locale.ROOT));
        out.put("java", System.getProperty("java.version"));
        out.put("training_data", run.source().description());
        out.put("training_sha256", run.set().sha256());
        out.put("training_structures", Integer.toString(report.structures()));
        out.put("training_environments", Long.toString(report.environments()));
        return out;
    }
}
