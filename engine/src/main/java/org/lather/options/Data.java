package org.lather.options;

import java.nio.file.Path;
import java.util.List;

/**
 * Where structures come from.
 *
 * @param train paths, each with an optional slice ({@code train.xyz@0:5000}); empty where none are given
 * @param test likewise
 * @param folder what relative paths start at, absolute
 */
public record Data(List<String> train, List<String> test, Path folder) {
    public Data {
        train = List.copyOf(train);
        test = List.copyOf(test);
        folder = folder.toAbsolutePath().normalize();
    }

    /** The same data with absolute paths, for a file in another folder. */
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
