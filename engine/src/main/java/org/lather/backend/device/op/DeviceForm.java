package org.lather.backend.device.op;

import java.util.SortedMap;
import java.util.TreeMap;
import org.lather.backend.Form;
import org.lather.backend.FormBlock;
import org.lather.backend.Owned;
import org.lather.backend.device.memory.Allocation;
import org.lather.backend.device.memory.Workspace;

/** The coefficients of linear or quadratic forms on the device, double in either precision. */
final class DeviceForm implements Form {
    private final int degree;
    private final int columns;
    private final boolean anyCenter;
    private final SortedMap<Integer, Allocation> coefficients = new TreeMap<>();

    DeviceForm(Workspace workspace, FormBlock block) {
        this.degree = block.degree();
        this.columns = block.columns();
        this.anyCenter = block.anyCenter();
        Owned.orClose(
                () -> block.coefficients()
                        .forEach((element, values) -> coefficients.put(element, workspace.allocate("form", values))),
                this::close);
    }

    @Override
    public int columns() {
        return columns;
    }

    boolean linear() {
        return degree == 1;
    }

    /** Whether one form is for centres of any element. */
    boolean anyCenter() {
        return anyCenter;
    }

    /** The coefficients by element, those for any centre under {@link FormBlock#ANY}. */
    SortedMap<Integer, Allocation> coefficients() {
        return coefficients;
    }

    @Override
    public void close() {
        coefficients.values().forEach(Allocation::close);
    }
}
