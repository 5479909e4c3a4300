package org.lather.backend.device.op;

import org.lather.backend.Accumulator;
import org.lather.backend.HostBatch;
import org.lather.backend.NormalEquations;
import org.lather.backend.device.memory.Workspace;

/** The operations on one device, which share its matrix products and cached tables. */
public final class Operations implements AutoCloseable {
    private final Workspace workspace;
    private final Products products;
    private final Coupling coupling;
    private final Gram gram;
    private final TensorGram tensors;
    private final TriangularSolver solver;
    private final Forms forms;
    private final DeviceGradients gradients;

    /** @param loop divides the host's work on pairs */
    public Operations(Workspace workspace, HostBatch.Loop loop) {
        this.workspace = workspace;
        products = Products.of(workspace);
        coupling = new Coupling(workspace, loop);
        gram = new Gram(products);
        tensors = new TensorGram(workspace, gram);
        solver = new TriangularSolver(workspace, products);
        forms = new Forms(workspace, products);
        gradients = new DeviceGradients(workspace, products, coupling, gram, forms);
    }

    public Coupling coupling() {
        return coupling;
    }

    public Gram gram() {
        return gram;
    }

    public TensorGram tensors() {
        return tensors;
    }

    public TriangularSolver solver() {
        return solver;
    }

    public Forms forms() {
        return forms;
    }

    public DeviceGradients gradients() {
        return gradients;
    }

    /** Sums of normal equations on the device. */
    public Accumulator accumulator(NormalEquations start) {
        return new DeviceAccumulator(workspace, products, start);
    }

    /** The bytes of scratch memory of covariances between rows of features. */
    public long gramBytes(int rows, int others, int columns) {
        return products.gramBytes(rows, others, columns);
    }

    @Override
    public void close() {
        solver.close();
        coupling.close();
    }
}
