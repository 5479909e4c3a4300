package org.lather.predict;

import org.jspecify.annotations.Nullable;
import org.lather.backend.Backend;
import org.lather.kernel.EnvironmentKernel;
import org.lather.model.ModelParameters;
import org.lather.uncertainty.VarianceFactors;

/**
 * The factors for uncertainties of a model, on the host. They are computed when the first prediction needs them, and
 * shared by all threads and devices that predict with the model. Their memory is counted in the ledger of the backend
 * that computed them.
 */
final class SharedFactors implements AutoCloseable {
    private final ModelParameters parameters;
    private final EnvironmentKernel kernel;
    private @Nullable VarianceFactors factors;

    SharedFactors(ModelParameters parameters, EnvironmentKernel kernel) {
        this.parameters = parameters;
        this.kernel = kernel;
    }

    /** Whether they are in memory. */
    synchronized boolean present() {
        return factors != null;
    }

    /** Returns the factors, after computing them with a backend if they are not in memory. */
    synchronized VarianceFactors get(Backend backend) {
        VarianceFactors f = factors;
        if (f == null) {
            f = new VarianceFactors(parameters, kernel, backend);
            factors = f;
        }
        return f;
    }

    /** Frees the factors as soon as no thread reads them; they are computed again if they are needed. */
    @Override
    public synchronized void close() {
        if (factors != null) {
            factors.close();
            factors = null;
        }
    }
}
