package org.lather.descriptor;

/**
 * The labels of the columns of each {@link DirectDescriptor}, the last one fastest:
 *
 * <ul>
 *   <li>symmetry functions: g, the type 2 to 5 of the function; neighbor_1_type; neighbor_2_type, 0 for types 2 and 3;
 *       n, its place in the list of its type
 *   <li>composition: atom_type
 *   <li>pair correlation: first_atom_type ≤ second_atom_type, n
 * </ul>
 */
@SuppressWarnings("ArrayRecordComponent") // never leaves this package
record DirectLabels(int[] atomicNumbers) implements DirectDescriptor.Alternatives<FeatureLabels> {
    @Override
    public FeatureLabels symmetryFunctions(SymmetryFunctions descriptor) {
        int elements = atomicNumbers.length;
        int pairs = ElementPairs.count(elements);
        FeatureLabels labels = new FeatureLabels(
                elements * descriptor.radials()
                        + pairs * (descriptor.g4().size() + descriptor.g5().size()),
                "g",
                "neighbor_1_type",
                "neighbor_2_type",
                "n");
        radial(labels, 2, descriptor.g2().size());
        radial(labels, 3, descriptor.g3().size());
        angular(labels, 4, descriptor.g4().size());
        angular(labels, 5, descriptor.g5().size());
        return labels;
    }

    private void radial(FeatureLabels labels, int g, int count) {
        for (int z : atomicNumbers) {
            for (int n = 0; n < count; n++) {
                labels.add(g, z, 0, n);
            }
        }
    }

    private void angular(FeatureLabels labels, int g, int count) {
        for (int a = 0; a < atomicNumbers.length; a++) {
            for (int b = a; b < atomicNumbers.length; b++) {
                for (int n = 0; n < count; n++) {
                    labels.add(g, atomicNumbers[a], atomicNumbers[b], n);
                }
            }
        }
    }

    @Override
    public FeatureLabels composition(Composition descriptor) {
        FeatureLabels labels = new FeatureLabels(atomicNumbers.length, "atom_type");
        for (int z : atomicNumbers) {
            labels.add(z);
        }
        return labels;
    }

    @Override
    public FeatureLabels pairCorrelation(PairCorrelation descriptor) {
        int count = descriptor.grid().count();
        FeatureLabels labels = new FeatureLabels(
                ElementPairs.count(atomicNumbers.length) * count, "first_atom_type", "second_atom_type", "n");
        for (int a = 0; a < atomicNumbers.length; a++) {
            for (int b = a; b < atomicNumbers.length; b++) {
                for (int n = 0; n < count; n++) {
                    labels.add(atomicNumbers[a], atomicNumbers[b], n);
                }
            }
        }
        return labels;
    }
}
