package org.lather.structure.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.structure.Cell;
import org.lather.structure.Structure;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class ReadingAheadTest {
    private static final int FRAMES = 3000;

    /** Frames of one to five atoms that carry their number. */
    private static String text(int frames) {
        StringBuilder s = new StringBuilder();
        for (int i = 0; i < frames; i++) {
            int n = 1 + i % 5;
            s.append(n).append("\ni=").append(i).append('\n');
            for (int a = 0; a < n; a++) {
                s.append("C ").append(a).append(" 0.25 ").append(i).append('\n');
            }
        }
        return s.toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] compressed(String format, byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream to = format.equals("xz")
                ? new XZOutputStream(out, new LZMA2Options(1))
                : format.equals("gz") ? new GZIPOutputStream(out) : out) {
            to.write(plain);
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "gz", "xz"})
    void framesAreThoseOfOneThreadInTheirOrder(String format) throws IOException {
        byte[] plain = bytes(text(FRAMES));
        byte[] stored = compressed(format, plain);
        int i = 0;
        try (ExtendedXyzReader direct = new ExtendedXyzReader("t.xyz", new ByteArrayInputStream(plain))) {
            for (Structure s : Structures.of("t.xyz", () -> new ByteArrayInputStream(stored))) {
                Structure expected = direct.next();
                assertThat(s.positions()).isEqualTo(expected.positions());
                assertThat(s.origin()).isEqualTo(expected.origin());
                assertThat(s.numbers("i")).containsExactly(i++);
            }
        }
        assertThat(i).isEqualTo(FRAMES);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, FramesAhead.FIRST - 1, FramesAhead.FIRST, FramesAhead.FIRST + 1, 271, 272, 273, 1500})
    void anErrorComesBehindTheFramesBeforeIt(int good) {
        String text = text(good) + "1\n\nXx 0 0 0\n" + text(FRAMES);
        int line = (int) text(good).chars().filter(c -> c == '\n').count() + 3;
        Frames frames = Structures.of("t.xyz", () -> new ByteArrayInputStream(bytes(text)))
                .frames();
        for (int i = 0; i < good; i++) {
            assertThat(frames.hasNext()).isTrue();
            assertThat(frames.next().numbers("i")).containsExactly(i);
        }
        assertThatThrownBy(() -> {
                    if (frames.hasNext()) {
                        frames.next();
                    }
                })
                .isInstanceOf(StructureFileException.class)
                .hasMessageStartingWith("t.xyz:" + line + ":1: expected an element's symbol");
        assertThat(frames.hasNext()).isFalse();
    }

    @Test
    void whatADamagedFileHasIsReadBeforeItIsRefused() throws IOException {
        int frames = 40_000;
        Random random = new Random(5);
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < frames; i++) {
            plain.append("1\ni=")
                    .append(i)
                    .append("\nC 0 0 ")
                    .append(random.nextDouble())
                    .append('\n');
        }
        byte[] whole = compressed("xz", bytes(plain.toString()));
        byte[] half = Arrays.copyOf(whole, whole.length / 2);
        List<Structure> read = new ArrayList<>();
        assertThatThrownBy(() -> Structures.of("t.xyz.xz", () -> new ByteArrayInputStream(half))
                        .forEach(read::add))
                .isInstanceOf(StructureFileException.class)
                .hasMessageContaining("the compressed data end too early; is the file complete?");
        assertThat(read).hasSizeBetween(frames / 4, frames * 3 / 4);
    }

    /** Counts what is read and whether it was closed. */
    private static final class Counted implements Frames {
        final AtomicInteger read = new AtomicInteger();
        final AtomicInteger closed = new AtomicInteger();

        @Override
        public boolean hasNext() {
            assertThat(closed).hasValue(0);
            return true;
        }

        @Override
        public Structure next() {
            read.incrementAndGet();
            return Structure.of(ones(), new double[3000], Cell.NONE);
        }

        private static int[] ones() {
            int[] z = new int[1000];
            Arrays.fill(z, 1);
            return z;
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    @Test
    void noMoreIsReadAheadThanPromised() {
        Counted source = new Counted();
        FramesAhead frames = new FramesAhead(source);
        int most = 2 * (FramesAhead.MOST_ATOMS / 1000 + 1);
        for (int taken = 1; taken < 200; taken++) {
            frames.next();
            assertThat(source.read.get()).isBetween(taken, taken + most);
        }
        frames.close();
        int read = source.read.get();
        assertThat(source.closed).hasValue(1);
        assertThat(frames.hasNext()).isFalse();
        assertThat(source.read).hasValue(read);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0,
                1,
                BytesAhead.BLOCK - 1,
                BytesAhead.BLOCK,
                BytesAhead.BLOCK + 1,
                2 * BytesAhead.BLOCK,
                3 * BytesAhead.BLOCK + 7
            })
    void bytesAreThoseOfTheStream(int length) throws IOException {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        try (InputStream in = new BytesAhead(new ByteArrayInputStream(content))) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] piece = new byte[1009];
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                out.write(piece, 0, n);
                int one = in.read();
                if (one >= 0) {
                    out.write(one);
                }
            }
            assertThat(out.toByteArray()).isEqualTo(content);
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, BytesAhead.BLOCK, BytesAhead.BLOCK + 10, 3 * BytesAhead.BLOCK})
    void aFailureComesBehindTheBytesBeforeIt(int good) {
        InputStream failing = new InputStream() {
            private int given;

            @Override
            public int read() throws IOException {
                if (given == good) {
                    throw new IOException("no more");
                }
                given++;
                return 1;
            }

            @Override
            public int read(byte[] to, int offset, int length) throws IOException {
                to[offset] = (byte) read();
                return 1;
            }
        };
        InputStream in = new BytesAhead(failing);
        AtomicInteger read = new AtomicInteger();
        assertThatThrownBy(() -> {
                    while (in.read() >= 0) {
                        read.incrementAndGet();
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessage("no more");
        assertThat(read).hasValue(good);
    }
}
