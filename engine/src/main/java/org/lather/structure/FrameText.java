package org.lather.structure;

import java.nio.charset.StandardCharsets;

/** A frame as it stood in its file, so that rewriting repeats every key and column character for character. */
final class FrameText {
    private final CommentLine parsed;
    private final byte[] atoms;
    private final Columns columns;
    private final boolean declared;
    private final int[] atomicNumbers;
    private final double[] positions;
    private final Cell cell;

    /**
     * @param parsed the second line
     * @param atoms the atom lines, one after another, each with a line feed and without undeclared columns
     * @param declared whether the second line has {@code Properties}
     * @param atomicNumbers what the text says, the very arrays of the structure that was read with it
     */
    FrameText(
            CommentLine parsed,
            byte[] atoms,
            Columns columns,
            boolean declared,
            int[] atomicNumbers,
            double[] positions,
            Cell cell) {
        this.parsed = parsed;
        this.atoms = atoms;
        this.columns = columns;
        this.declared = declared;
        this.atomicNumbers = atomicNumbers;
        this.positions = positions;
        this.cell = cell;
    }

    /** The second line, a char a byte. */
    String comment() {
        return parsed.line();
    }

    byte[] atoms() {
        return atoms;
    }

    Columns columns() {
        return columns;
    }

    boolean declared() {
        return declared;
    }

    int[] atomicNumbers() {
        return atomicNumbers;
    }

    double[] positions() {
        return positions;
    }

    Cell cell() {
        return cell;
    }

    CommentLine parsed() {
        return parsed;
    }

    int size() {
        return atomicNumbers.length;
    }

    /** Goes through the atom lines word by word. */
    final class Cursor {
        /** Where word i of the line starts and, past its last byte, ends. */
        final int[] from = new int[columns.words()];

        final int[] to = new int[columns.words()];
        int lineStart;
        int lineEnd = -1;

        void next() {
            lineStart = lineEnd + 1;
            int i = lineStart;
            for (int w = 0; w < from.length; w++) {
                while (LineReader.blank(atoms[i])) {
                    i++;
                }
                from[w] = i;
                while (!LineReader.blank(atoms[i])) {
                    i++;
                }
                to[w] = i;
            }
            lineEnd = i;
        }

        String word(int w) {
            return new String(atoms, from[w], to[w] - from[w], StandardCharsets.ISO_8859_1);
        }

        /** Where a word stands in its line, from 1. */
        int column(int w) {
            return from[w] - lineStart + 1;
        }
    }

    Cursor cursor() {
        return new Cursor();
    }
}
