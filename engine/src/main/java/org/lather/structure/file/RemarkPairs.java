package org.lather.structure.file;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds pairs of keys and values in the remarks of plain XYZ files: {@code key = value} between other words, with a
 * comma or semicolon behind (CP2K: {@code i = 0, time = 0.000, E = -17.16}), {@code key: number} (xtb), the energy in
 * ORCA's trajectories, and the properties of the files of QM9.
 */
final class RemarkPairs {
    private static final String NUMBER = "[-+]?(?:\\d++\\.?+\\d*+|\\.\\d++)(?:(?:[eEdD]|\\*\\^)[-+]?\\d++)?+";
    private static final String END = "(?=[\\s,;]|$)";

    /** A key that begins at the beginning of a word, so that each character is looked at a few times only. */
    private static final Pattern PAIR =
            Pattern.compile("(?<![\\w.:/-])([A-Za-z_][\\w.-]*+)\\s*+(?:=\\s*+(\"[^\"]*+\"|'[^']*+'|"
                    + "[^\\s,;=\"'{}\\[\\]]++)|:\\s++(" + NUMBER + "))" + END);

    private static final Pattern ORCA = Pattern.compile("\\s*+Coordinates from ORCA-job\\b");
    private static final Pattern ORCA_ENERGY = Pattern.compile("(?<=\\s)E\\s++(" + NUMBER + ")" + END);

    /** QM9 (Ramakrishnan et al., Sci. Data 1, 140022 (2014), doi:10.1038/sdata.2014.22): tag, index, 15 properties. */
    private static final Pattern QM9 = Pattern.compile("\\s*gdb\\s+\\d+(?:\\s+" + NUMBER + "){15}\\s*");

    private static final List<String> QM9_KEYS = List.of(
            "tag", "index", "A", "B", "C", "mu", "alpha", "homo", "lumo", "gap", "r2", "zpve", "U0", "U", "H", "G",
            "Cv");

    private static final Pattern PERIODIC = Pattern.compile("[\"']?[TF01](\\s+[TF01]\\s+[TF01])?[\"']?");

    private RemarkPairs() {}

    static List<CommentLine.Pair> of(String line) {
        List<CommentLine.Pair> out = new ArrayList<>();
        if (isQm9(line)) {
            Matcher words = Pattern.compile("\\S+").matcher(line);
            for (int k = 0; words.find(); k++) {
                out.add(pair(QM9_KEYS.get(k), line, words.start(), words.end()));
            }
            return out;
        }
        Matcher m = PAIR.matcher(line);
        while (m.find()) {
            int group = m.group(2) != null ? 2 : 3;
            boolean word = m.group(1).equals("Properties")
                    || (m.group(1).equals("pbc")
                            && !PERIODIC.matcher(m.group(group)).matches());
            if (!word) {
                out.add(pair(m.group(1), line, m.start(group), m.end(group)));
            }
        }
        m = ORCA_ENERGY.matcher(line);
        if (ORCA.matcher(line).lookingAt() && m.find()) {
            out.add(pair("E", line, m.start(1), m.end(1)));
        }
        return out;
    }

    /** Whether a line is the second one of a file of QM9, whose atoms are followed by three further lines. */
    static boolean isQm9(String line) {
        return line.length() < 1 << 12 && QM9.matcher(line).matches();
    }

    private static CommentLine.Pair pair(String key, String line, int from, int to) {
        return new CommentLine.Pair(key, line.substring(from, to), from, from, to);
    }

    /** The pairs of a remark as extended XYZ, each with a leading blank; the last one of each key. */
    static String rewritten(CommentLine parsed, Iterable<String> without) {
        StringBuilder s = new StringBuilder();
        Set<String> done = new HashSet<>();
        without.forEach(done::add);
        for (CommentLine.Pair p : parsed.pairs()) {
            if (done.add(p.key())) {
                s.append(' ')
                        .append(p.key())
                        .append('=')
                        .append(parsed.find(p.key()).orElseThrow().value());
            }
        }
        return s.toString();
    }
}
