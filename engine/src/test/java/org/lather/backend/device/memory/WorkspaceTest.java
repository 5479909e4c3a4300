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
import org.lather.backend.device.Argument;
import org.lather.backend.device.Buffer;
import org.lather.backend.device.Device;
import org.lather.backend.device.DeviceAlgebra;
import org.lather.backend.device.DeviceInfo;
import org.lather.backend.device.Grid;
import org.lather.backend.device.Program;
import org.lather.backend.device.ProgramSource;

/** Scratch memory: two halves for what goes up, one where memory is short. */
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
        workspace.begin();
        return workspace.scratch(Workspace.Scratch.X, new double[length]);
    }

    @Test
    void uploadsAlternateBetweenTwoHalves() {
        Buffer first = upload(100);
        Buffer second = upload(100);
        assertThat(second).isNotSameAs(first);
        assertThat(upload(90)).isSameAs(first);
        assertThat(upload(80)).isSameAs(second);
        assertThat(memory.uploads).containsExactly(first, second, first, second);
        assertThat(workspace.ledger().heldBytes()).isEqualTo(1600).isEqualTo(memory.bytes());
    }

    @Test
    void whatWentUpLastIsFoundAgain() {
        upload(100);
        Buffer last = upload(50);
        assertThat(workspace.scratch(Workspace.Scratch.X, 0)).isSameAs(last);
        workspace.begin();
        assertThat(workspace.scratch(Workspace.Scratch.X, 8)).isSameAs(last);
    }

    @Test
    void whatTheDeviceWritesHasOneBuffer() {
        Buffer a = workspace.scratch(Workspace.Scratch.COEFFICIENTS, 4000);
        assertThat(workspace.scratch(Workspace.Scratch.COEFFICIENTS, 4000)).isSameAs(a);
        assertThat(workspace.ledger().heldBytes()).isEqualTo(4000);
    }

    @Test
    void onlyTheHalfThatIsTooSmallGrows() {
        Buffer first = upload(100);
        Buffer second = upload(100);
        Buffer larger = upload(200);
        assertThat(memory.open).doesNotContain((Memory.Piece) first);
        assertThat(upload(100)).isSameAs(second);
        assertThat(upload(200)).isSameAs(larger);
        assertThat(workspace.ledger().heldBytes()).isEqualTo(2400);
    }

    @Test
    void oneHalfIsEnoughWhereMemoryIsShort() {
        memory.most = 1000;
        upload(100);
        Buffer second = upload(100);
        assertThat(memory.bytes()).isEqualTo(800);
        assertThat(upload(100)).as("no second half any more").isSameAs(second);
        assertThat(workspace.ledger().heldBytes()).isEqualTo(800);
        assertThatThrownBy(() -> upload(200)).isInstanceOf(DeviceMemoryException.class);
    }

    /** For a handle, scratch memory of earlier operations goes, and the second halves of this one. */
    @Test
    void memoryOfHandlesComesBeforeSecondHalves() {
        workspace.begin();
        workspace.scratch(Workspace.Scratch.Y, new double[100]);
        upload(100);
        Buffer last = workspace.scratch(Workspace.Scratch.X, new double[100]);
        memory.most = 2400;
        try (Allocation handle = workspace.allocate("handle", 1600)) {
            assertThat(handle.buffer().bytes()).isEqualTo(1600);
            assertThat(workspace.scratch(Workspace.Scratch.X, 0)).isSameAs(last);
            assertThat(memory.bytes()).isEqualTo(2400);
        }
        workspace.close();
        assertThat(workspace.ledger().heldBytes()).isZero();
        assertThat(memory.bytes()).isZero();
    }
}
