package org.lather.backend.device.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.lather.backend.DeviceMemoryException;
import org.lather.backend.Precision;
import org.lather.backend.RangeSize;
import org.lather.backend.device.Argument;
import org.lather.backend.device.Buffer;
import org.lather.backend.device.Device;
import org.lather.backend.device.DeviceAlgebra;
import org.lather.backend.device.DeviceInfo;
import org.lather.backend.device.Grid;
import org.lather.backend.device.Program;
import org.lather.backend.device.ProgramSource;
import org.lather.backend.device.program.Doubles;

/** Memory of operations: frames that are closed, and steps that add once. */
class WorkspaceTest {
    /** Memory without contents. */
    private static final class Memory implements Device {
        private final List<Piece> open = new ArrayList<>();
        private final List<Buffer> uploads = new ArrayList<>();
        private long most = Long.MAX_VALUE;

        private final class Piece implements Buffer {
            private final long bytes;

            Piece(long bytes) {
                this.bytes = bytes;
            }

            @Override
            public long bytes() {
                return bytes;
            }

            @Override
            public void close() {
                open.remove(this);
            }
        }

        long bytes() {
            return open.stream().mapToLong(Piece::bytes).sum();
        }

        @Override
        public DeviceInfo info() {
            return new DeviceInfo("memory", "of a test", 1L << 30, 1L << 30, 64, 1 << 15);
        }

        @Override
        public Buffer allocate(long bytes) {
            if (bytes() + bytes > most) {
                throw new DeviceMemoryException("allocate " + bytes);
            }
            Piece out = new Piece(bytes);
            open.add(out);
            return out;
        }

        @Override
        public void upload(ByteBuffer from, Buffer to, long offset) {
            assertThat(open).as("uploaded to an open buffer").contains((Piece) to);
            uploads.add(to);
        }

        @Override
        public void download(Buffer from, long offset, ByteBuffer to) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void fill(Buffer buffer, long offset, long bytes) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Program compile(ProgramSource source) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void launch(Program program, String function, Grid grid, Argument... arguments) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void await() {}

        @Override
        public Optional<DeviceAlgebra> algebra() {
            return Optional.empty();
        }

        @Override
        public void close() {}
    }

    private final Memory memory = new Memory();
    private final Workspace workspace = new Workspace(memory, Precision.DOUBLE, Long.MAX_VALUE);

    private Buffer upload(int length) {
        try (Frame frame = workspace.frame()) {
            return frame.upload(new double[length]).buffer();
        }
    }

    @Test
    void aFrameGivesBackWhatItTook() {
        try (Frame frame = workspace.frame()) {
            Buffer x = frame.upload(new double[100]).buffer();
            Buffer starts = frame.upload(new int[50]).buffer();
            frame.doubles(25);
            assertThat(memory.uploads).containsExactly(x, starts);
            assertThat(workspace.ledger().heldBytes()).isEqualTo(1200).isEqualTo(memory.bytes());
        }
        // the copies until the next operation ends
        assertThat(workspace.ledger().heldBytes()).isEqualTo(1000).isEqualTo(memory.bytes());
        upload(10);
        assertThat(workspace.ledger().heldBytes()).isEqualTo(80).isEqualTo(memory.bytes());
        workspace.close();
        assertThat(workspace.ledger().heldBytes()).isZero();
        assertThat(memory.bytes()).isZero();
    }

    /** A copy does not go to the memory that programs of the operation before may read. */
    @Test
    void copiesAreDoubleBuffered() {
        Buffer first = upload(100);
        assertThat(memory.open).contains((Memory.Piece) first);
        Buffer second = upload(100);
        assertThat(second).isNotSameAs(first);
        assertThat(memory.open).containsExactly((Memory.Piece) second);
    }

    @Test
    void copiesAreSingleOnceMemoryWasShort() {
        memory.most = 1000;
        upload(100);
        upload(100);
        assertThat(memory.bytes()).as("no second buffer any more").isZero();
        upload(120);
        assertThat(memory.bytes()).isZero();
        assertThat(workspace.ledger().heldBytes()).isZero();
        assertThatThrownBy(() -> upload(200)).isInstanceOf(DeviceMemoryException.class);
    }

    /** For a handle, the copies of the operation before are given back. */
    @Test
    void memoryOfHandlesComesBeforeSecondBuffers() {
        upload(100);
        memory.most = 2000;
        try (Allocation handle = workspace.allocate("handle", 1600)) {
            assertThat(handle.buffer().bytes()).isEqualTo(1600);
            assertThat(memory.bytes()).isEqualTo(1600);
        }
        assertThat(workspace.ledger().heldBytes()).isZero();
    }

    /** Of two operations, each has memory of its own: neither can read what the other copied. */
    @Test
    void framesShareNothing() {
        try (Frame one = workspace.frame();
                Frame other = workspace.frame()) {
            Buffer x = one.upload(new double[100]).buffer();
            assertThat(other.upload(new double[100]).buffer()).isNotSameAs(x);
            assertThat(one.upload(new double[100]).buffer()).isNotSameAs(x);
        }
    }

    @Test
    void keepsNothingOfSeveralAllocationsWhereOneFails() {
        memory.most = 1000;
        try (Frame frame = workspace.frame()) {
            frame.doubles(10);
            assertThatThrownBy(() -> frame.all(f -> List.of(f.doubles(50), f.doubles(100))))
                    .isInstanceOf(DeviceMemoryException.class);
            assertThat(memory.bytes()).isEqualTo(80);
            List<Doubles> kept = frame.all(f -> List.of(f.doubles(50), f.doubles(60)));
            assertThat(kept).hasSize(2);
        }
        assertThat(workspace.ledger().heldBytes()).isZero();
    }

    /** Each item is added once, whatever does not fit. */
    @Test
    void stepsAddOnceWhereMemoryIsShort() {
        memory.most = 8 * 20;
        int[] added = new int[100];
        List<Integer> ends = new ArrayList<>();
        workspace.cover(new RangeSize(64), 100, (frame, from, to) -> {
            frame.doubles(to - from);
            return () -> {
                for (int i = from; i < to; i++) {
                    added[i]++;
                }
                ends.add(to);
                assertThat(memory.bytes()).isEqualTo(8L * (to - from));
            };
        });
        assertThat(added).containsOnly(1);
        assertThat(ends).containsExactly(16, 32, 48, 64, 80, 96, 100);
        assertThat(memory.bytes()).isZero();
    }

    /** What a step has begun to add is not repeated: the work ends. */
    @Test
    void stepsAreNotRepeatedOnceTheyAdd() {
        int[] times = new int[1];
        assertThatThrownBy(() -> workspace.cover(new RangeSize(64), 100, (frame, from, to) -> {
                    frame.doubles(to - from);
                    return () -> {
                        times[0]++;
                        throw new DeviceMemoryException("launch");
                    };
                }))
                .isInstanceOf(DeviceMemoryException.class)
                .hasMessage("launch");
        assertThat(times[0]).isEqualTo(1);
        assertThat(memory.bytes()).isZero();
    }

    @Test
    void memoryOfAHandleStaysUntilItIsClosed() {
        try (Allocation handle = workspace.allocate("handle", 1600)) {
            assertThat(handle.buffer().bytes()).isEqualTo(1600);
            assertThat(workspace.ledger().heldBytes()).isEqualTo(1600);
        }
        workspace.close();
        assertThat(workspace.ledger().heldBytes()).isZero();
        assertThat(memory.bytes()).isZero();
    }
}
