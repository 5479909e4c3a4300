package org.lather.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.lather.search.SearchResult;
import org.lather.search.Trial;

/** The trials of a search as a table, the best first. */
final class TrialTable {
    /** Largest number of trials that are printed. */
    private static final int MOST = 20;

    private final SearchResult result;

    TrialTable(SearchResult result) {
        this.result = result;
    }

    void print(Console console) {
        Trial first = result.trials().get(0);
        console.print(String.format(
                Locale.ROOT,
                "%10s  %10s  %8s  %s",
                "structures",
                "score",
                "seconds",
                "differs from the given options"));
        int shown = Math.min(MOST, result.trials().size());
        for (Trial t : result.trials().subList(0, shown)) {
            print(t, console);
        }
        if (result.trials().indexOf(result.given()) >= shown) {
            print(result.given(), console);
        }
        if (shown < result.trials().size()) {
            console.print("... " + result.trials().size() + " trials in all");
        }
        console.print(String.format(
                Locale.ROOT,
                "score: %s, %s; %.4g of the given options",
                first.errors().size() == 1
                        ? "RMSE over held-out folds"
                        : "geometric mean of the RMSE over held-out folds, relative to the given options",
                first.unit(),
                result.given().score()));
    }

    private void print(Trial t, Console console) {
        console.print(String.format(
                Locale.ROOT,
                "%,10d  %10.4g  %8.1f  %s",
                t.structures(),
                t.score(),
                t.seconds(),
                changed(t, result.given())));
    }

    /** Shows what differs from the given options in one line, without the first steps of the keys. */
    static String changed(Trial t, Trial given) {
        List<String> out = new ArrayList<>();
        boolean several = t.options().keySet().stream().anyMatch(k -> k.startsWith("representations.1."));
        t.options().forEach((key, value) -> {
            String name = key.replaceFirst(several ? "^model\\." : "^(representations\\.0|model)\\.", "");
            if (value instanceof List<?> list && key.equals("representations")) {
                out.add("cutoff " + cutoffs(list));
            } else if (!value.equals(given.options().get(key))) {
                out.add(name + "=" + value);
            }
        });
        return out.isEmpty() ? "the given options" : String.join(", ", out);
    }

    private static String cutoffs(List<?> representations) {
        List<String> out = new ArrayList<>();
        for (Object r : representations) {
            Object cutoff = r instanceof Map<?, ?> map ? map.get("cutoff") : null;
            out.add(cutoff instanceof Map<?, ?> map ? String.valueOf(map.get("radius")) : "?");
        }
        return String.join(" + ", out) + " Å";
    }
}
