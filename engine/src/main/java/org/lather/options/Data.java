package org.lather.options;

import java.nio.file.Path;
import java.util.List;
import org.lather.structure.file.AtomTypes;
import org.lather.structure.file.Structures;

/**
 * The files of structures that an options file names.
 *
 * @param train paths of training structures, each with an optional slice ({@code train.xyz@0:5000}); may be empty
 * @param test paths of test structures in the same form; may be empty
 * @param group key whose equal values make structures a group, which no fold divides; empty for none
 * @param types meaning of the words in the column of elements of XYZ files
 * @param folder the absolute folder that relative paths start at
 */
public record Data(List<String> train, List<String> test, String group, AtomTypes types, Path folder) {
    public Data {
        train = List.copyOf(train);
        test = List.copyOf(test);
        folder = folder.toAbsolutePath().normalize();
    }

    /** Returns the data with absolute paths, for a file in another folder. */
    public Data absolute() {
        return new Data(
                train.stream().map(this::absolute).toList(),
                test.stream().map(this::absolute).toList(),
                group,
                types,
                folder);
    }

    /**
     * Opens the training structures.
     *
     * @throws IllegalArgumentException if a path has a slice that is not one
     * @throws org.lather.structure.file.StructureFileException if a file cannot be read
     */
    public Structures trainingStructures() {
        return Structures.read(train, folder, types);
    }

    /** Opens the test structures; errors are those of {@link #trainingStructures}. */
    public Structures testStructures() {
        return Structures.read(test, folder, types);
    }

    private String absolute(String spec) {
        return folder.resolve(spec).normalize().toString();
    }
}
