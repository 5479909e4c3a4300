package org.lather.options;

import org.lather.descriptor.Descriptor;

/**
 * A descriptor and the weight of its kernel in the sum over representations.
 *
 * @param descriptor descriptor of scalars; for tensors the power spectrum that normalises their kernels
 * @param weight weight of the kernel, dimensionless, positive
 * @param tensors whether λ-SOAP of the orders that the targets need is computed too
 * @param features number of features of each order that farthest point sampling chooses; 0 for all
 */
public record Representation(Descriptor descriptor, double weight, boolean tensors, int features) {
    public Representation {
        if (!(weight > 0) || !Double.isFinite(weight)) {
            throw new IllegalArgumentException("expected a positive weight, got " + weight);
        }
        if (tensors && !descriptor.isPowerSpectrum()) {
            throw new IllegalArgumentException("expected a power spectrum beside the features of tensors");
        }
        if (features < 0) {
            throw new IllegalArgumentException("expected a positive count of features, got " + features);
        }
    }

    /** The calculator of these features as an options file names it. */
    public String calculator() {
        return Calculator.word(tensors ? Descriptor.Type.LAMBDA_SOAP : descriptor.type());
    }

    /** Makes a representation of scalars. */
    public Representation(Descriptor descriptor, double weight) {
        this(descriptor, weight, false, 0);
    }
}
