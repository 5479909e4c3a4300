package org.lather.structure;

/** Quotes text of a file for messages: short, and in printable ASCII. */
public final class Quoted {
    private static final int LONGEST = 40;

    private Quoted() {}

    /** The first 40 characters between quotes, with a question mark for each character that is not printable ASCII. */
    public static String of(String text) {
        StringBuilder s = new StringBuilder("'");
        for (int i = 0; i < text.length() && i < LONGEST; i++) {
            char c = text.charAt(i);
            s.append(c >= ' ' && c < 127 ? c : '?');
        }
        return s.append(text.length() > LONGEST ? "...'" : "'").toString();
    }
}
