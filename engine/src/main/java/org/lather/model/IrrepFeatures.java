package org.lather.model;

import java.util.List;
import org.lather.backend.FeatureBlock;
import org.lather.descriptor.Columns;
import org.lather.math.Irrep;

/**
 * The λ-SOAP features of one irreducible representation of the representatives.
 *
 * @param columns selected features, for each representation
 * @param features rows [representative][m], m = −λ..λ, for each representation
 */
public record IrrepFeatures(Irrep irrep, List<Columns> columns, List<FeatureBlock> features) {
    public IrrepFeatures {
        columns = List.copyOf(columns);
        features = List.copyOf(features);
    }
}
