import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.lather.backend.Backend;
import org.lather.backend.BackendRequest;
import org.lather.backend.Backends;
import org.lather.backend.Precision;
import org.lather.model.Execution;
import org.lather.model.Model;
import org.lather.model.Prediction;
import org.lather.model.Uncertainties;
import org.lather.modelfile.ModelFile;
import org.lather.structure.Structure;

/** The calls of version 0.1.0, which has values without uncertainties in streams only. */
final class Calls implements AutoCloseable {
    private final Backend backend;
    private final Model model;
    private final String request;
    private final String target;
    private double sum;

    Calls(Path file, int threads, String request) throws IOException {
        backend = Backends.open("cpu", new BackendRequest(Precision.DOUBLE, threads, 0, null));
        model = Model.of(ModelFile.read(file, false), backend);
        target = model.parameters().targets().get(0).name();
        this.request = request;
    }

    void single(Structure s) {
        switch (request) {
            case "values" -> streamed(List.of(s));
            case "gradients" -> take(model.predictWithGradients(s));
            default -> take(model.predict(s));
        }
    }

    void streamed(List<Structure> structures) {
        switch (request) {
            case "values" -> model.predict(structures.iterator(), Execution.defaults(), this::take);
            case "gradients" -> model.predictWithGradients(structures.iterator(), Execution.defaults(), this::take);
            default -> model.predictTrained(
                    structures.iterator(), false, Uncertainties.VALUES, Execution.defaults(), this::take);
        }
    }

    private void take(Prediction p) {
        sum += p.value(target);
    }

    @Override
    public void close() {
        model.close();
        backend.close();
        if (Double.isNaN(sum)) {
            throw new IllegalStateException("expected numbers, got NaN");
        }
    }
}
