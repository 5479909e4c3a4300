package org.lather.cpu;

import org.lather.backend.Side;

/** Tensors of this backend and the scalars of the same environments, see {@link Side}. */
record CpuSide(CpuFeatures features, CpuFeatures scalars) {
    static CpuSide of(Side side) {
        return new CpuSide((CpuFeatures) side.features(), (CpuFeatures) side.scalars());
    }
}
