package org.lather.options;

import java.nio.file.Path;
import java.util.List;

/**
 * The files of structures that an options file names.
 *
 * @param train paths of training structures, each with an optional slice ({@code train.xyz@0:5000}); may be empty
 * @param test paths of test structures in the same form; may be empty
 * @param folder the absolute folder that relative paths start at
 */
public record Data(List<String> train, List<String> test, Path folder) {
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
                folder);
    }

    private String absolute(String spec) {
        return folder.resolve(spec).normalize().toString();
    }
}
