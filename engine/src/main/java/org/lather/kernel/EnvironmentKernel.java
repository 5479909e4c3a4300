package org.lather.kernel;

import java.util.ArrayList;
import java.util.List;
import org.lather.density.Channels;
import org.lather.descriptor.Columns;
import org.lather.descriptor.Descriptor;
import org.lather.math.Irrep;

/**
 * The covariance of one irreducible block of two environments, [2λ+1][2λ+1], as a weighted sum over descriptors: one
 * for plain SOAP, several cutoffs for multi-scale models (Bartók et al. 2017, doi:10.1126/sciadv.1701816). Each term is
 * the scalar product of features of that block, normalised by the scalars of the same environments and times their
 * cosine to the power ζ − 1. A scalar is the block λ = 0, σ = +1, whose features normalise themselves.
 */
public record EnvironmentKernel(Irrep irrep, List<Term> terms, Covariance covariance) {
    /**
     * One term of the sum, from one descriptor.
     *
     * @param features features of the irreducible block
     * @param scalars scalars of the same density; for scalar blocks the features themselves
     * @param weight positive
     */
    public record Term(Descriptor features, Descriptor scalars, double weight) {
        /** @throws IllegalArgumentException if the weight is not positive and finite */
        public Term {
            if (!(weight > 0) || !Double.isFinite(weight)) {
                throw new IllegalArgumentException("expected a positive weight of a representation, got " + weight);
            }
        }

        /** Creates a term of scalars that normalise themselves. */
        public Term(Descriptor scalars, double weight) {
            this(scalars, scalars, weight);
        }

        /** Whether the features are the scalars that normalise them. */
        public boolean normalisesItself() {
            return features.equals(scalars);
        }
    }

    /** @throws IllegalArgumentException if there is no representation */
    public EnvironmentKernel {
        if (terms.isEmpty()) {
            throw new IllegalArgumentException("expected at least one representation, got none");
        }
        terms = List.copyOf(terms);
    }

    /** Creates the kernel of scalars. */
    public EnvironmentKernel(List<Term> terms, Covariance covariance) {
        this(Irrep.SCALAR, terms, covariance);
    }

    /**
     * The kernel of a block of tensors over the densities of this one, normalised by its scalars.
     *
     * @param columns λ-SOAP features of each term that are used
     */
    public EnvironmentKernel of(Irrep block, List<Columns> columns) {
        List<Term> out = new ArrayList<>();
        for (int s = 0; s < terms.size(); s++) {
            Term t = terms.get(s);
            out.add(new Term(
                    new Descriptor.LambdaSoap(t.scalars.onlyExpansion(), block.lambda(), block.sigma(), columns.get(s)),
                    t.scalars,
                    t.weight));
        }
        return new EnvironmentKernel(block, out, covariance);
    }

    /** The number of rows and columns of one environment, 2λ + 1. */
    public int components() {
        return irrep.components();
    }

    /** The number of scalar features of one environment, all terms together. */
    public long columns(Channels channels) {
        long n = 0;
        for (Term t : terms) {
            n += t.scalars.columns(channels);
        }
        return n;
    }

    /** The number of values of one environment, all terms together: 2λ + 1 rows of features, and the scalars. */
    public long values(Channels channels) {
        long n = 0;
        for (Term t : terms) {
            n += t.scalars.columns(channels);
            n += t.normalisesItself() ? 0 : (long) components() * t.features.columns(channels);
        }
        return n;
    }
}
