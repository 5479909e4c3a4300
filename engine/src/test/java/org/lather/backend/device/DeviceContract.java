package org.lather.backend.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.lather.backend.Precision;

/** What every device promises of the order of what is enqueued. Numbers are small integers, so that sums are exact. */
public abstract class DeviceContract {
    /** More than a device stages at a time; with 8 bytes a number. */
    private static final int LARGE = 2_300_000;

    private static final ProgramSource ORDER = new ProgramSource("order", Precision.DOUBLE, Map.of());

    /** A new device. */
    protected abstract Device open();

    /** Buffers of a device, and what has to be in them. */
    private static final class Model implements AutoCloseable {
        private final Device device;
        private final Program program;
        private final ByteBuffer bytes = ByteBuffer.allocateDirect(8 * LARGE).order(ByteOrder.nativeOrder());
        private final Buffer[] buffers;
        private final double[][] expected;

        Model(Device device, int... lengths) {
            this.device = device;
            program = device.compile(ORDER);
            buffers = new Buffer[lengths.length];
            expected = new double[lengths.length][];
            for (int i = 0; i < lengths.length; i++) {
                expected[i] = new double[lengths[i]];
                buffers[i] = device.allocate(8L * lengths[i]);
                device.fill(buffers[i], 0, 8L * lengths[i]);
            }
        }

        int length(int which) {
            return expected[which].length;
        }

        void upload(int which, int offset, double[] values) {
            send(which, offset, values);
            expect(which, offset, values);
        }

        /** The source is spoilt as soon as the call returns. */
        void send(int which, int offset, double[] values) {
            bytes.clear();
            bytes.asDoubleBuffer().put(values);
            bytes.limit(8 * values.length);
            device.upload(bytes, buffers[which], 8L * offset);
            for (int i = 0; i < values.length; i++) {
                bytes.putDouble(8 * i, -1e300);
            }
        }

        void expect(int which, int offset, double[] values) {
            System.arraycopy(values, 0, expected[which], offset, values.length);
        }

        void fill(int which, int offset, int length) {
            device.fill(buffers[which], 8L * offset, 8L * length);
            Arrays.fill(expected[which], offset, offset + length, 0);
        }

        void add(int x, int y, int rounds) {
            launch(x, y, rounds);
            expectSum(x, y, rounds);
        }

        void launch(int x, int y, int rounds) {
            int n = Math.min(length(x), length(y));
            device.launch(
                    program,
                    "add",
                    new Grid(Math.min(256, (n + 15) / 16), 16),
                    Argument.of(n),
                    Argument.of(rounds),
                    buffers[x],
                    buffers[y]);
        }

        void expectSum(int x, int y, int rounds) {
            int n = Math.min(length(x), length(y));
            for (int i = 0; i < n; i++) {
                for (int round = 0; round < rounds; round++) {
                    expected[y][i] += expected[x][(i + round) % n];
                }
            }
        }

        void check(int which, String what) {
            bytes.clear().limit(8 * length(which));
            device.download(buffers[which], 0, bytes);
            double[] got = new double[length(which)];
            bytes.asDoubleBuffer().get(got);
            assertThat(Arrays.mismatch(got, expected[which]))
                    .as("%s, buffer %d", what, which)
                    .isEqualTo(-1);
        }

        /** A buffer that is new, while the one before may be in use. */
        void renew(int which) {
            buffers[which].close();
            buffers[which] = device.allocate(8L * length(which));
            fill(which, 0, length(which));
        }

        @Override
        public void close() {
            device.close();
        }
    }

    private static double[] integers(Random random, int length) {
        return random.ints(length, -8, 9).asDoubleStream().toArray();
    }

    /** Into the same buffer again and again, while programs that read what was there before may wait. */
    @Test
    public void uploadsWaitForProgramsBeforeAndProgramsForUploads() {
        Random random = new Random(5);
        try (Model m = new Model(open(), 700, 700, LARGE, LARGE)) {
            for (int repetition = 0; repetition < 100; repetition++) {
                m.upload(0, 0, integers(random, 700));
                m.add(0, 1, 50);
                if (repetition % 50 == 0) {
                    // several pieces, and the buffer of the first program while these go up
                    m.upload(2, 0, integers(random, LARGE));
                    m.add(2, 3, 2);
                    m.upload(0, 0, integers(random, 700));
                    m.add(0, 1, 50);
                    m.upload(2, 17, integers(random, LARGE - 17));
                    m.add(2, 3, 1);
                    m.check(3, "repetition " + repetition);
                }
            }
            m.check(1, "at the end");
        }
    }

    /** The first parts wait for a program while the last are staged. */
    @Test
    public void stagesMoreAtOnceThanItHasMemoryFor() {
        Random random = new Random(4);
        try (Model m = new Model(open(), LARGE, LARGE)) {
            m.upload(0, 0, integers(random, LARGE));
            m.launch(0, 1, 10);
            double[] next = integers(random, LARGE);
            m.send(0, 0, next);
            m.expectSum(0, 1, 10);
            m.expect(0, 0, next);
            m.add(0, 1, 1);
            m.check(1, "at the end");
        }
    }

    /** Anything after anything. */
    @Test
    public void comesOutAsIfDoneInOrder() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("-Dseed=" + seed);
        Random random = new Random(seed);
        try (Model m = new Model(open(), 1, 100, 5000, 5000, 60_000)) {
            for (int step = 0; step < 1200; step++) {
                int which = random.nextInt(5);
                int offset = random.nextInt(m.length(which));
                int length = random.nextInt(m.length(which) - offset + 1);
                switch (random.nextInt(8)) {
                    case 0 -> m.fill(which, offset, length);
                    case 1 -> {
                        if (random.nextInt(8) == 0) {
                            m.renew(which);
                        }
                    }
                    case 2 -> {
                        if (random.nextInt(8) == 0) {
                            m.check(which, "-Dseed=" + seed + ", step " + step);
                        }
                    }
                    case 3, 4, 5 -> m.upload(which, offset, integers(random, length));
                    default -> {
                        int y = (which + 1 + random.nextInt(4)) % 5;
                        m.add(which, y, random.nextInt(4));
                        if (Math.abs(m.expected[y][0]) > 1e12) {
                            m.renew(y);
                        }
                    }
                }
            }
            for (int which = 0; which < 5; which++) {
                m.check(which, "-Dseed=" + seed + ", at the end");
            }
        }
    }

    /**
     * Closed before its program is done: its memory may go to the next that asks, whose data must not come too early.
     */
    @Test
    public void memoryOfClosedBuffersIsUsedAgainInOrder() {
        Random random = new Random(6);
        try (Model m = new Model(open(), 5000, 5000)) {
            for (int repetition = 0; repetition < 100; repetition++) {
                m.buffers[0].close();
                m.buffers[0] = m.device.allocate(8L * m.length(0));
                m.upload(0, 0, integers(random, m.length(0)));
                m.add(0, 1, 5);
            }
            m.check(1, "at the end");
        }
    }

    /** What is up to date without {@link Device#await}, and after it. */
    @Test
    public void waitsForUploadsToo() {
        try (Model m = new Model(open(), LARGE)) {
            m.upload(0, 0, integers(new Random(7), LARGE));
            m.device.await();
            m.check(0, "after await");
            m.upload(0, 1, integers(new Random(8), 10));
            m.check(0, "without");
        }
    }

    @Test
    public void closesWhileSomethingRuns() {
        for (int i = 0; i < 5; i++) {
            try (Model m = new Model(open(), 100_000, 100_000)) {
                m.add(0, 1, 100);
                m.upload(0, 0, integers(new Random(9), 100_000));
                m.add(0, 1, 100);
                m.upload(0, 0, integers(new Random(9), 100_000));
            }
        }
    }
}
