package org.lather.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemorySizeTest {
    @ParameterizedTest
    @CsvSource({
        "3GiB, 3221225472",
        "3G, 3221225472",
        "3g, 3221225472",
        "1.5GiB, 1610612736",
        "500MB, 500000000",
        "512m, 536870912",
        "1KiB, 1024",
        "1000000, 1000000",
        "12B, 12",
    })
    void reads(String text, long bytes) {
        assertThat(MemorySize.parse(text)).isEqualTo(new MemorySize(bytes));
    }

    @Test
    void refuses() {
        for (String text : new String[] {"", "GiB", "-3GiB", "3 apples", "3GiBB", "1e9"}) {
            assertThatThrownBy(() -> MemorySize.parse(text)).hasMessageContaining("expected a size like 3GiB");
        }
    }

    /** Work of 894 MiB ran out of memory in a heap of 897 MiB, of which 96 MiB are young. */
    @Test
    void theWorkFitsInTheOldGeneration() {
        for (long mib : new long[] {1, 43, 200, 262, 288, 400, 894, 5000, 100_000}) {
            long work = mib << 20;
            MemorySize size = MemorySize.forWork(work);
            long heap = size.bytes() - MemorySize.MACHINE_BYTES;
            long old = heap - Math.min(heap / 4, 96L << 20);
            assertThat(old).isGreaterThanOrEqualTo(work + work / 10 + (14 << 20));
            assertThat(size.workBytes()).isBetween(work, work + (2 << 20));
        }
    }

    @Test
    void whatIsShownIsEnough() {
        for (long bytes : new long[] {1, 1023, 1024, 1025, 123456789, 3221225472L, 3221225473L}) {
            assertThat(MemorySize.parse(MemorySize.show(bytes)).bytes()).isGreaterThanOrEqualTo(bytes);
        }
        assertThat(MemorySize.show(3221225472L)).isEqualTo("3GiB");
    }
}
