package org.lather.report;

import java.util.ArrayDeque;
import java.util.Deque;

/** A text in HTML. Texts and values of attributes are escaped, so that no content can become markup. */
final class Html {
    private final StringBuilder out = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    /** Opens an element. Attributes are names and values, alternately. */
    Html open(String tag, String... attributes) {
        start(tag, attributes);
        out.append('>');
        open.push(tag);
        return this;
    }

    /** Closes the element that was opened last. */
    Html close() {
        out.append("</").append(open.pop()).append(">\n");
        return this;
    }

    /** Adds an element without content. */
    Html empty(String tag, String... attributes) {
        start(tag, attributes);
        out.append("/>");
        return this;
    }

    /** Adds an element with a text. */
    Html element(String tag, String text, String... attributes) {
        start(tag, attributes);
        out.append('>');
        text(text);
        out.append("</").append(tag).append('>');
        return this;
    }

    private void start(String tag, String... attributes) {
        out.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            text(attributes[i + 1]);
            out.append('"');
        }
    }

    /** Adds a text. Characters that XML does not have become question marks. */
    Html text(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c < ' ' && c != '\n' && c != '\t' ? '?' : c);
            }
        }
        return this;
    }

    /** Begins a page. */
    Html doctype() {
        out.append("<!DOCTYPE html>\n");
        return this;
    }

    /** Adds an element whose content is not escaped: a style sheet or script of this program. */
    Html trusted(String tag, String content) {
        out.append('<')
                .append(tag)
                .append('>')
                .append(content)
                .append("</")
                .append(tag)
                .append(">\n");
        return this;
    }

    /** The whole text. */
    @Override
    public String toString() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("expected all elements to be closed, found " + open);
        }
        return out.toString();
    }
}
