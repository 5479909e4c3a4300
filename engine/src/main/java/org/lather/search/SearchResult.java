package org.lather.search;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lather.options.Options;

/**
 * The trials of a search.
 *
 * @param trials those on most structures first, of these that of the least error first
 * @param given the trial of the given options
 * @param best complete options of the first trial
 * @param interrupted whether the search was cancelled
 */
public record SearchResult(List<Trial> trials, Trial given, Options best, boolean interrupted) {
    public SearchResult {
        trials = List.copyOf(trials);
    }

    /** Returns the result by the names that it has in JSON. */
    public Map<String, @Nullable Object> toMap() {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        List<Map<String, @Nullable Object>> all = new ArrayList<>();
        trials.forEach(t -> all.add(t.toMap()));
        out.put("trials", all);
        out.put("best", 0);
        out.put("given", trials.indexOf(given));
        return out;
    }

    /**
     * The best options as the text of a complete options file, which says how they were found and what they change.
     *
     * @param folder of the file; in another one than that of the given options paths are absolute
     */
    public String toYaml(Path folder) {
        boolean here = best.data().folder().equals(folder.toAbsolutePath().normalize());
        Trial first = trials.get(0);
        StringBuilder out = new StringBuilder("# Found by lather tune in " + trials.size() + " trials.\n");
        out.append(String.format(
                Locale.ROOT,
                "# Error over held-out folds of %,d training structures: %.4g %s; of the given options %.4g.%n",
                first.structures(),
                first.score(),
                first.unit(),
                given.score()));
        first.options().forEach((key, value) -> {
            Object was = given.options().get(key);
            if (!value.equals(was)) {
                out.append("#   ").append(key).append(": ").append(shown(value));
                out.append(was == null ? "" : ", given " + shown(was)).append('\n');
            }
        });
        return out + (here ? best : best.withAbsolutePaths()).toYaml();
    }

    private static String shown(Object value) {
        return value instanceof List<?> list ? list.size() + " entries, see below" : String.valueOf(value);
    }
}
