package org.lather.backend.device.offload;

import java.util.List;
import java.util.Optional;
import org.lather.backend.Accumulator;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.DeviceMemoryException;
import org.lather.backend.LinearAlgebra;
import org.lather.backend.RidgeSystem;
import org.lather.backend.device.DeviceAlgebra;
import org.lather.backend.device.memory.Workspace;
import org.lather.backend.device.op.DeviceAccumulator;
import org.lather.backend.device.op.DeviceRidge;
import org.lather.backend.device.op.Handles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Linear algebra by the library of the device's vendor if there is one, otherwise by the host. */
final class DeviceLinearAlgebra implements LinearAlgebra {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceLinearAlgebra.class);

    private final Workspace workspace;
    private final DenseAlgebra host;

    DeviceLinearAlgebra(Workspace workspace, DenseAlgebra host) {
        this.workspace = workspace;
        this.host = host;
    }

    @Override
    public DenseAlgebra dense() {
        Optional<DeviceAlgebra> vendor = workspace.device().algebra();
        return vendor.isPresent() ? new OffloadedAlgebra(workspace, vendor.get(), host) : host;
    }

    @Override
    public DenseAlgebra host() {
        return host;
    }

    @Override
    public Optional<RidgeSystem> ridge(List<Accumulator> folds) {
        List<DeviceAccumulator> own =
                folds.stream().map(f -> Handles.own(f, DeviceAccumulator.class)).toList();
        try {
            return workspace.device().algebra().map(vendor -> new DeviceRidge(workspace, vendor, host, own));
        } catch (DeviceMemoryException e) {
            LOG.info("the host solves the normal equations: {}", e.getMessage());
            return Optional.empty();
        }
    }
}
