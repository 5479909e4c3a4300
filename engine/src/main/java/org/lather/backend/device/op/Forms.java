package org.lather.backend.device.op;

import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.lather.backend.Features;
import org.lather.backend.Form;
import org.lather.backend.FormBlock;
import org.lather.backend.GradientShapes;
import org.lather.backend.Owned;
import org.lather.backend.device.DeviceMatrix;
import org.lather.backend.device.memory.Allocation;
import org.lather.backend.device.memory.Frame;
import org.lather.backend.device.memory.Workspace;
import org.lather.backend.device.program.Doubles;
import org.lather.backend.device.program.FormPrograms;
import org.lather.backend.device.program.MatrixPrograms;

/** Values and gradients of linear and quadratic forms on a device: one product for both, element by element. */
public final class Forms {
    private final Workspace workspace;
    private final Products products;

    Forms(Workspace workspace, Products products) {
        this.workspace = workspace;
        this.products = products;
    }

    /** Uploads a form. */
    public Form load(FormBlock block) {
        return new DeviceForm(workspace, block);
    }

    /** Adds values, see {@link org.lather.backend.Backend#sums(Features, Form, double[])}. */
    public void sums(Features x, Form form, double[] values) {
        run(x, form, values, (rows, value) -> {});
    }

    Features featureGradient(Features x, Form form, double[] values) {
        int[] centers = IntStream.range(0, x.rows()).map(x::center).toArray();
        DeviceFeatureGradient out = new DeviceFeatureGradient(workspace, centers, x.columns());
        Owned.orClose(
                () -> {
                    workspace.device().fill(out.values().buffer(), 0, 8L * x.rows() * x.columns());
                    run(
                            x,
                            form,
                            values,
                            (rows, value) -> workspace.launch(new FormPrograms.Slopes(rows, value, out.values())));
                },
                out::close);
        return out;
    }

    /**
     * Adds values to an array of the host.
     *
     * @param then receives the rows of an element after their values were computed
     */
    private void run(Features x, Form form, double[] values, BiConsumer<FormPrograms.Rows, Doubles> then) {
        DeviceFeatures xs = Handles.own(x, DeviceFeatures.class);
        DeviceForm of = Handles.own(form, DeviceForm.class);
        GradientShapes.check(x, form, values);
        if (x.rows() == 0) {
            return;
        }
        try (Frame frame = workspace.frame()) {
            Doubles value = frame.doubles(x.rows());
            workspace.device().fill(value.buffer(), 0, 8L * x.rows());
            of.coefficients().forEach((element, coefficients) -> {
                DeviceFeatures.Range rows = of.anyCenter()
                        ? new DeviceFeatures.Range(0, x.rows(), 0)
                        : xs.elements().get(element);
                if (rows != null) {
                    FormPrograms.Rows some = rows(frame, xs, rows, of.linear(), coefficients);
                    workspace.launch(new FormPrograms.Values(some, value));
                    then.accept(some, value);
                }
            });
            double[] sum = new double[x.rows()];
            workspace.transfers().download(value.buffer(), 0, sum, 0, sum.length);
            for (int i = 0; i < sum.length; i++) {
                values[i] += sum[i];
            }
        }
    }

    /** The products of rows with the matrix of a quadratic form, or the vector of a linear one. */
    private FormPrograms.Rows rows(
            Frame frame, DeviceFeatures x, DeviceFeatures.Range rows, boolean linear, Allocation coefficients) {
        int columns = x.columns();
        Doubles y = coefficients.doubles();
        double sign = 1;
        if (!linear) {
            y = frame.doubles((long) rows.count() * columns);
            DeviceMatrix matrix = new DeviceMatrix(coefficients.buffer(), 0, columns);
            sign = products.multiply(rows.count(), columns, columns, x.matrix(frame, rows), matrix, y);
        }
        return new FormPrograms.Rows(
                linear,
                sign,
                y,
                x.values(),
                columns,
                new MatrixPrograms.Places(x.norms(), x.order(), rows.from(), rows.first(), rows.count()));
    }
}
