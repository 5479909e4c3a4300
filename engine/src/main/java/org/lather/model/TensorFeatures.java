package org.lather.model;

import java.util.ArrayList;
import java.util.List;
import org.lather.backend.FeatureBlock;
import org.lather.descriptor.Columns;
import org.lather.descriptor.Descriptor;
import org.lather.kernel.SoapKernel;
import org.lather.kernel.TensorKernel;

/**
 * The features of one order and parity of the representatives.
 *
 * @param lambda λ
 * @param sigma σ
 * @param columns which features there are, for each representation
 * @param representatives rows [representative][m], m = −λ..λ, for each representation
 */
public record TensorFeatures(int lambda, int sigma, List<Columns> columns, List<FeatureBlock> representatives) {
    public TensorFeatures {
        columns = List.copyOf(columns);
        representatives = List.copyOf(representatives);
    }

    /** The kernel that these features are of. */
    public TensorKernel kernel(SoapKernel scalars) {
        List<Columns> each = columns;
        return kernel(scalars, lambda, sigma, each);
    }

    /** The kernel of an order and parity with given features. */
    public static TensorKernel kernel(SoapKernel scalars, int lambda, int sigma, List<Columns> columns) {
        List<TensorKernel.Term> terms = new ArrayList<>();
        for (int s = 0; s < scalars.terms().size(); s++) {
            SoapKernel.Term t = scalars.terms().get(s);
            terms.add(new TensorKernel.Term(
                    new Descriptor.LambdaSoap(t.descriptor().expansion(), lambda, sigma, columns.get(s)),
                    t.descriptor(),
                    t.weight()));
        }
        return new TensorKernel(terms, scalars.covariance());
    }
}
