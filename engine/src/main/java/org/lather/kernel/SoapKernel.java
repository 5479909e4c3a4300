package org.lather.kernel;

import java.util.List;
import org.lather.density.Channels;
import org.lather.descriptor.Descriptor;

/**
 * The covariance of two environments as a weighted sum over descriptors, K = Σ_s w_s k_s: one for plain SOAP, several
 * cutoffs for multi-scale models (Bartók et al. 2017, doi:10.1126/sciadv.1701816).
 */
public record SoapKernel(List<Term> terms, Covariance covariance) {
    /** @param weight w_s, positive */
    public record Term(Descriptor descriptor, double weight) {
        public Term {
            if (!(weight > 0) || !Double.isFinite(weight)) {
                throw new IllegalArgumentException("expected a positive weight of a representation, got " + weight);
            }
        }
    }

    public SoapKernel {
        if (terms.isEmpty()) {
            throw new IllegalArgumentException("expected at least one representation, got none");
        }
        terms = List.copyOf(terms);
    }

    /** The number of features of one environment, all terms together. */
    public long columns(Channels channels) {
        long n = 0;
        for (Term t : terms) {
            n += t.descriptor().columns(channels);
        }
        return n;
    }
}
