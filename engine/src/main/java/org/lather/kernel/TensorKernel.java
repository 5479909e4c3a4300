package org.lather.kernel;

import java.util.List;
import org.lather.density.Channels;
import org.lather.descriptor.Descriptor;

/**
 * The covariance of tensors of one order of two environments, [2λ+1][2λ+1], as a weighted sum over descriptors: of each
 * the scalar products of its λ-SOAP features, normalised by its scalars and times their cosine to the power ζ − 1.
 */
public record TensorKernel(List<Term> terms, Covariance covariance) {
    /**
     * @param scalars of the same density
     * @param weight positive
     */
    public record Term(Descriptor.LambdaSoap tensors, Descriptor scalars, double weight) {}

    public TensorKernel {
        if (terms.isEmpty()) {
            throw new IllegalArgumentException("expected at least one representation, got none");
        }
        terms = List.copyOf(terms);
    }

    /** 2 λ + 1, the rows and columns of one environment. */
    public int components() {
        return terms.get(0).tensors().components();
    }

    /** The values of one environment, all terms together: 2 λ + 1 rows of tensors, and the scalars. */
    public long values(Channels channels) {
        long n = 0;
        for (Term t : terms) {
            n += (long) t.tensors().components() * t.tensors().columns(channels)
                    + t.scalars().columns(channels);
        }
        return n;
    }
}
