package org.lather.backend.device.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.lather.backend.DeviceMemoryException;

class MemoryPoolTest {
    /** So much memory, whose pieces are their numbers. */
    @SuppressWarnings("ArrayAsKeyOfSetOrMap") // each piece is itself alone
    private static final class Memory implements MemoryPool.Source<long[]> {
        final Set<long[]> live = Collections.newSetFromMap(new IdentityHashMap<>());
        long free = 100 << 20;

        @Override
        public long[] allocate(long bytes) {
            if (bytes > free) {
                throw new DeviceMemoryException("full");
            }
            free -= bytes;
            long[] piece = {bytes};
            live.add(piece);
            return piece;
        }

        @Override
        public void free(List<long[]> pieces) {
            assertThat(pieces).isNotEmpty();
            for (long[] piece : pieces) {
                assertThat(live.remove(piece)).isTrue();
                free += piece[0];
            }
        }
    }

    private final Memory memory = new Memory();
    private final MemoryPool<long[]> pool = new MemoryPool<>(memory);

    @Test
    void roundsToFewSizes() {
        Random random = new Random(1);
        for (int i = 0; i < 1000; i++) {
            long bytes = 1 + (long) Math.exp(24 * random.nextDouble());
            long size = MemoryPool.round(bytes);
            assertThat(size).isBetween(bytes, bytes + Math.max(256, Math.min(bytes / 8, 2 << 20)));
            assertThat(size % 256).isZero();
            assertThat(MemoryPool.round(size)).isEqualTo(size);
        }
    }

    @Test
    void usesAgainWhatHasAboutTheSize() {
        MemoryPool.Block<long[]> a = pool.take(1 << 20);
        pool.giveBack(a);
        assertThat(pool.take(1_000_000)).isSameAs(a);
        pool.giveBack(a);
        MemoryPool.Block<long[]> small = pool.take(1000);
        assertThat(small).as("not a thousand bytes of a million").isNotSameAs(a);
        assertThat(pool.take(1 << 21)).isNotSameAs(a);
        assertThat(pool.idleBytes()).isEqualTo(a.bytes());
    }

    @Test
    void freesWhatIsIdleBeforeItFails() {
        pool.giveBack(pool.take(60 << 20));
        assertThat(pool.take(90 << 20).bytes()).isEqualTo(90 << 20);
        assertThat(memory.live).hasSize(1);
        assertThatThrownBy(() -> pool.take(20 << 20)).isInstanceOf(DeviceMemoryException.class);
        assertThat(pool.allocatedBytes()).isEqualTo(90 << 20);
    }

    @Test
    void countsEveryByte() {
        Random random = new Random(2);
        List<MemoryPool.Block<long[]>> open = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            if (open.isEmpty() || (random.nextInt(3) > 0 && open.size() < 20)) {
                MemoryPool.Block<long[]> block = pool.take(1 + random.nextInt(1 << 20));
                assertThat(open).as("given twice").doesNotContain(block);
                open.add(block);
            } else {
                pool.giveBack(open.remove(random.nextInt(open.size())));
            }
            assertThat(pool.allocatedBytes())
                    .isEqualTo(memory.live.stream().mapToLong(p -> p[0]).sum());
        }
        open.forEach(pool::giveBack);
        pool.freeIdle();
        assertThat(pool.allocatedBytes()).isZero();
        assertThat(memory.live).isEmpty();
    }
}
