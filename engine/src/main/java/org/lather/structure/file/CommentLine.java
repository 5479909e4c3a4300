package org.lather.structure.file;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lather.structure.AnnotationSource;

/**
 * The second line of an extended XYZ frame, split into key=value pairs. A line without the key {@code Properties} that
 * does not consist of such pairs only is a remark; the pairs that it contains are those of {@link RemarkPairs}.
 */
final class CommentLine {
    /** A pair and the position of its value in the line; {@code from} is -1 if there is no value. */
    record Pair(String key, String value, int start, int from, int to) implements AnnotationSource.Value {
        @Override
        public String text() {
            if (from < 0) {
                return "T";
            }
            if (value.isEmpty()) {
                return "";
            }
            char c = value.charAt(0);
            int last = value.length() - 1;
            if ((c == '"' || c == '\'') && last > 0) {
                return decoded(unescaped(value.substring(1, last)));
            }
            return decoded(c == '{' && value.charAt(last) == '}' ? value.substring(1, last) : value);
        }

        @Override
        public Optional<double[]> numbers() {
            String s = text();
            if (s.startsWith("_JSON")) {
                s = s.substring(5);
            }
            double[] numbers = new double[8];
            int n = 0;
            int i = 0;
            while (i < s.length()) {
                if (separates(s.charAt(i))) {
                    i++;
                    continue;
                }
                int from = i;
                while (i < s.length() && !separates(s.charAt(i))) {
                    i++;
                }
                if (n == numbers.length) {
                    numbers = Arrays.copyOf(numbers, 2 * n);
                }
                try {
                    numbers[n++] = NumberText.parse(s.substring(from, i));
                } catch (NumberFormatException e) {
                    return Optional.empty();
                }
            }
            return n == 0 ? Optional.empty() : Optional.of(Arrays.copyOf(numbers, n));
        }

        /** The words of an array of booleans or bare strings. */
        List<String> words() {
            List<String> words = new ArrayList<>();
            for (String word : text().split("[\\s,\\[\\]{}]+", -1)) {
                if (!word.isEmpty()) {
                    words.add(word);
                }
            }
            return words;
        }

        private static boolean separates(char c) {
            return c <= ' ' || c == ',' || c == '[' || c == ']' || c == '{' || c == '}';
        }
    }

    /** The largest number of pairs and words of a line, which bounds the memory for them. */
    private static final int MOST = 1 << 17;

    private final String line;
    private final List<Pair> pairs = new ArrayList<>();
    private final Map<String, Pair> last = new HashMap<>();
    private int at;
    /** Whether everything so far is a pair of the grammar. */
    private boolean regular = true;

    private boolean remark;
    private boolean tooLong;
    private String fault = "";
    private int faultAt;
    private String emptyKey = "";
    /** The last closing brace that was looked for, which serves all values before it; −2 before the first search. */
    private int brace = -2;
    /** The number of characters that may still be read in vain in search of closing brackets. */
    private long patience;

    /** @param line one char for each byte, so that positions are bytes and any encoding is preserved */
    CommentLine(String line) {
        this.line = line;
        this.patience = (1 << 16) + 8L * line.length();
        skipBlanks();
        while (at < line.length() && fault.isEmpty()) {
            if (pairs.size() == MOST) {
                fault(at, "expected at most " + MOST + " keys and words in a line, found more.");
                tooLong = true;
                break;
            }
            pair();
            skipBlanks();
        }
        index();
        boolean extended =
                tooLong || find("Properties").isPresent() || line.contains("Properties=") || line.contains("Lattice=");
        if (!extended && !(regular && fault.isEmpty())) {
            pairs.clear();
            pairs.addAll(RemarkPairs.of(line));
            index();
            remark = true;
            fault = "";
            emptyKey = "";
        }
    }

    private void index() {
        last.clear();
        pairs.forEach(p -> last.put(p.key(), p));
    }

    private void pair() {
        int start = at;
        String key;
        if (line.charAt(at) == '"') {
            int close = closing(at);
            if (close < 0) {
                fault(at, "expected a closing quote, found the end of the line.");
                return;
            }
            key = unescaped(line.substring(at + 1, close));
            at = close + 1;
        } else {
            while (at < line.length() && line.charAt(at) > ' ' && line.charAt(at) != '=') {
                at++;
            }
            key = line.substring(start, at);
            if (key.isEmpty()) {
                fault(at, "expected a key before '='.");
                return;
            }
        }
        int afterKey = at;
        skipBlanks();
        if (at == line.length() || line.charAt(at) != '=') {
            at = afterKey;
            regular = false;
            pairs.add(new Pair(decoded(key), "", start, -1, afterKey));
            return;
        }
        int afterEquals = ++at;
        skipBlanks();
        if (at == line.length() || (at > afterEquals && keyFollows())) {
            at = afterEquals;
            regular = false;
            emptyKey = key;
            pairs.add(new Pair(decoded(key), "", start, at, at));
            return;
        }
        int from = at;
        if (value()) {
            pairs.add(new Pair(decoded(key), line.substring(from, at), start, from, at));
        }
    }

    private boolean keyFollows() {
        int i = at;
        while (i < line.length() && (Character.isLetterOrDigit(line.charAt(i)) || line.charAt(i) == '_')) {
            i++;
        }
        return i > at && i < line.length() && line.charAt(i) == '=';
    }

    private boolean value() {
        char c = line.charAt(at);
        if (c == '"' || c == '\'') {
            int close = closing(at);
            if (close < 0) {
                fault(at, "expected a closing quote, found the end of the line.");
                return false;
            }
            at = close + 1;
            return true;
        }
        if (c == '{' || c == '[') {
            int close = c == '{' ? brace() : bracket(at);
            if (close > 0 && (close + 1 == line.length() || line.charAt(close + 1) <= ' ')) {
                at = close + 1;
                return true;
            }
            patience -= c == '[' ? (close < 0 ? line.length() : close) - at : 0;
        }
        while (at < line.length() && line.charAt(at) > ' ') {
            regular &= "=\",[]{}\\".indexOf(line.charAt(at)) < 0;
            at++;
        }
        return true;
    }

    /** The position of the closing quote for an opening quote, or -1. */
    private int closing(int open) {
        char quote = line.charAt(open);
        for (int i = open + 1; i < line.length(); i++) {
            if (line.charAt(i) == '\\') {
                i++;
            } else if (line.charAt(i) == quote) {
                return i;
            }
        }
        return -1;
    }

    /** The position of the first closing brace from here on, or -1. */
    private int brace() {
        if (brace != -1 && brace < at) {
            brace = line.indexOf('}', at);
        }
        return brace;
    }

    /**
     * The position of the closing bracket for an opening one, or -1. Brackets without an end would cost a pass over the
     * line each: where many were met, all further ones count as characters of words.
     */
    private int bracket(int open) {
        if (patience < 0) {
            return -1;
        }
        int depth = 0;
        for (int i = open; i < line.length(); i++) {
            switch (line.charAt(i)) {
                case '[' -> depth++;
                case ']' -> {
                    if (--depth == 0) {
                        return i;
                    }
                }
                case '"' -> {
                    i = closing(i);
                    if (i < 0) {
                        return -1;
                    }
                }
                default -> {}
            }
        }
        return -1;
    }

    private void fault(int position, String reason) {
        fault = reason;
        faultAt = position + 1;
    }

    private void skipBlanks() {
        while (at < line.length() && line.charAt(at) <= ' ') {
            at++;
        }
    }

    static String unescaped(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder s = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            char following = c == '\\' && i + 1 < text.length() ? text.charAt(i + 1) : ' ';
            if (following == 'n') {
                s.append('\n');
                i++;
            } else if (following == '\\' || following == '"' || following == '\'') {
                s.append(following);
                i++;
            } else {
                s.append(c);
            }
        }
        return s.toString();
    }

    static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    private static String decoded(String bytes) {
        for (int i = 0; i < bytes.length(); i++) {
            if (bytes.charAt(i) > 127) {
                return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
            }
        }
        return bytes;
    }

    String line() {
        return line;
    }

    /** Whether the line is free text, in which pairs were found, rather than a list of pairs. */
    boolean isRemark() {
        return remark;
    }

    List<Pair> pairs() {
        return pairs;
    }

    /** The pair of a key; the last one if the key occurs several times. */
    Optional<Pair> find(String key) {
        return Optional.ofNullable(last.get(key));
    }

    /** A description of what cannot be parsed; empty if everything can. */
    String fault() {
        return fault;
    }

    /** The column of the fault, from 1. */
    int faultColumn() {
        return faultAt;
    }

    /** The last key with an equals sign but no value; empty if there is none. */
    String emptyKey() {
        return emptyKey;
    }
}
