package org.lather.electrons;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The text form of a basis of NWChem: a line with a symbol and a letter for l opens a shell, whose Gaussians follow
 * line by line as an exponent and coefficients; {@code SP} shells share exponents.
 */
final class NwchemBasis {
    private static final String LETTERS = "SPDFGHIKLMN";

    private NwchemBasis() {}

    static Map<Integer, ElementBasis> parse(String text) {
        Map<Integer, List<Shell>> shells = new LinkedHashMap<>();
        int z = 0;
        String letters = "";
        List<double[]> rows = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            String[] words = line.replaceFirst("[#!].*", "").strip().split("\\s+");
            if (words[0].isEmpty() || isFrame(words[0])) {
                continue;
            }
            if (Character.isLetter(words[0].charAt(0))) {
                finish(z, letters, rows, shells);
                if (words.length != 2 || !words[1].matches("(?i)SP|[" + LETTERS + "]")) {
                    throw new IllegalArgumentException("line " + number
                            + ": expected a symbol and the letter of an angular momentum, got `" + line.strip() + "`");
                }
                z = BasisFile.symbol(words[0]);
                letters = words[1].toUpperCase(Locale.ROOT);
            } else {
                rows.add(numbers(words, line, number));
            }
        }
        finish(z, letters, rows, shells);
        return shells.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> new ElementBasis(e.getValue())));
    }

    private static boolean isFrame(String word) {
        return word.equalsIgnoreCase("basis") || word.equalsIgnoreCase("end");
    }

    private static double[] numbers(String[] words, String line, int number) {
        double[] out = new double[words.length];
        for (int i = 0; i < out.length; i++) {
            try {
                out[i] = Double.parseDouble(words[i].replaceAll("[dD]", "e"));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "line " + number + ": expected an exponent and coefficients, got `" + line.strip() + "`");
            }
        }
        return out;
    }

    private static void finish(int z, String letters, List<double[]> rows, Map<Integer, List<Shell>> to) {
        if (letters.isEmpty()) {
            if (!rows.isEmpty()) {
                throw new IllegalArgumentException("expected a symbol and an angular momentum before the exponents");
            }
            return;
        }
        List<Shell> own = to.computeIfAbsent(z, key -> new ArrayList<>());
        if (letters.equals("SP")) {
            for (int l = 0; l < 2; l++) {
                int column = 1 + l;
                if (rows.stream().anyMatch(r -> r.length != 3)) {
                    throw new IllegalArgumentException("expected an exponent and two coefficients of SP shells");
                }
                BasisFile.addColumns(
                        l,
                        rows.stream().map(r -> new double[] {r[0], r[column]}).toList(),
                        own);
            }
        } else {
            BasisFile.addColumns(LETTERS.indexOf(letters), rows, own);
        }
        rows.clear();
    }
}
