package org.lather.describe;

import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.lather.backend.Precision;
import org.lather.descriptor.Descriptor;
import org.lather.descriptor.FeatureGradients.Variable;
import org.lather.options.Representation;
import org.lather.options.RepresentationFile;

/**
 * The features to be computed.
 *
 * @param representations whose columns are computed side by side
 * @param species atomic numbers of the neighbours that have columns; empty for those of the structures
 * @param gradients variables of the derivatives of the features
 * @param rows atoms that have rows, and whether these are summed over each structure
 * @param precision of the numbers in files
 */
public record FeatureRequest(
        RepresentationFile representations,
        List<Integer> species,
        Set<Variable> gradients,
        FeatureRows rows,
        Precision precision) {
    public FeatureRequest {
        species = List.copyOf(species);
        Set<Variable> ordered = EnumSet.noneOf(Variable.class);
        ordered.addAll(gradients);
        gradients = Collections.unmodifiableSet(ordered);
    }

    /** Requests a row for each atom, in double precision. */
    public FeatureRequest(RepresentationFile representations, List<Integer> species, Set<Variable> gradients) {
        this(representations, species, gradients, FeatureRows.ALL, Precision.DOUBLE);
    }

    /**
     * Requests the features of the representations of an options file, or of a featomic hyper-parameter file.
     *
     * @throws org.lather.options.OptionsException for a file that is missing or not valid
     */
    public static FeatureRequest read(Path file) {
        return new FeatureRequest(RepresentationFile.read(file, List.of(), null));
    }

    /** Requests the features of a descriptor. */
    public static FeatureRequest of(Descriptor descriptor) {
        return new FeatureRequest(new RepresentationFile(List.of(new Representation(descriptor, 1)), true));
    }

    /** Requests features alone, with columns for the elements of the structures. */
    public FeatureRequest(RepresentationFile representations) {
        this(representations, List.of(), Set.of());
    }

    /** Returns this request with columns for neighbours of given elements, by atomic numbers. */
    public FeatureRequest withSpecies(Integer... atomicNumbers) {
        return new FeatureRequest(representations, List.of(atomicNumbers), gradients, rows, precision);
    }

    /** Returns this request with derivatives of the features. */
    public FeatureRequest withGradients(Variable... variables) {
        return new FeatureRequest(representations, species, Set.of(variables), rows, precision);
    }

    /** Returns this request with other rows. */
    public FeatureRequest withRows(FeatureRows other) {
        return new FeatureRequest(representations, species, gradients, other, precision);
    }

    /** Returns this request with files in a precision. */
    public FeatureRequest withPrecision(Precision other) {
        return new FeatureRequest(representations, species, gradients, rows, other);
    }
}
