package org.lather.cuda;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.lather.backend.Backend;
import org.lather.backend.BackendProvider;
import org.lather.backend.BackendRequest;
import org.lather.backend.Precision;

/** The CUDA backend of this machine; tests of a class without one are skipped, unless it is required. */
final class Here implements ExecutionCondition {
    /** The folder of CUDA's libraries, where they are not found. */
    private static @Nullable Path libraries() {
        String named = System.getProperty("cuda.libraries", "");
        return named.isEmpty() ? null : Path.of(named);
    }

    private static BackendRequest request(Precision precision, int threads) {
        return new BackendRequest(precision, threads, 0, libraries());
    }

    static Backend open(Precision precision, int threads) {
        return new CudaProvider().open(request(precision, threads));
    }

    /** The device alone. */
    static CudaDevice device() {
        CudaLoader.load(libraries());
        Processor processor = Processor.of(0, CudaLoader.driver());
        return new CudaDevice(processor, CudaProvider.compiler(processor), true);
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if ("cuda".equals(System.getProperty("require.backend"))) {
            return ConditionEvaluationResult.enabled("required");
        }
        BackendProvider.Probe probe = new CudaProvider().probe(request(Precision.DOUBLE, 1));
        return probe.available()
                ? ConditionEvaluationResult.enabled(probe.device())
                : ConditionEvaluationResult.disabled("no CUDA here: " + probe.reason());
    }
}
