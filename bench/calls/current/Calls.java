import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.lather.backend.Backend;
import org.lather.backend.BackendRequest;
import org.lather.backend.Backends;
import org.lather.backend.Precision;
import org.lather.execution.Execution;
import org.lather.model.ModelFile;
import org.lather.predict.Model;
import org.lather.predict.Prediction;
import org.lather.predict.Request;
import org.lather.structure.Structure;

/** The calls of this version. */
final class Calls implements AutoCloseable {
    private final Backend backend;
    private final Model model;
    private final Request request;
    private final String target;
    private double sum;

    Calls(Path file, int threads, String request) throws IOException {
        backend = Backends.open("cpu", new BackendRequest(Precision.DOUBLE, threads, 0, null));
        model = Model.of(ModelFile.read(file, false), backend);
        target = model.parameters().targets().get(0).name();
        this.request = switch (request) {
            case "values" -> Request.VALUES;
            case "gradients" -> Request.GRADIENTS;
            default -> Request.UNCERTAINTIES;
        };
    }

    void single(Structure s) {
        take(model.predict(s, request));
    }

    void streamed(List<Structure> structures) {
        model.predict(structures.iterator(), request, Execution.defaults(), this::take);
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
