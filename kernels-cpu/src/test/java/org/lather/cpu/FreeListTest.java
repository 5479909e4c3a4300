package org.lather.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lather.backend.Ledger;

class FreeListTest {
    private final FreeList free = new FreeList(new Ledger());

    @Test
    void returnsTheSmallestArrayThatIsLargeEnough() {
        double[] small = free.doubles(100);
        double[] large = free.doubles(150);
        free.giveBack(large);
        free.giveBack(small);
        assertThat(free.doubles(90)).isSameAs(small);
        assertThat(free.doubles(90)).isSameAs(large);
        assertThat(free.doubles(90)).hasSize(90);
        free.giveBack(large);
        assertThat(free.doubles(10))
                .as("a small request does not take a large array")
                .hasSize(10);
    }

    @Test
    void keepsTheLargestOfMany() {
        float[][] all = new float[5][];
        for (int k = 0; k < all.length; k++) {
            all[k] = free.floats(100 + k);
        }
        for (float[] a : all) {
            free.giveBack(a);
        }
        assertThat(free.floats(100)).isSameAs(all[2]);
        assertThat(free.floats(100)).isSameAs(all[3]);
        assertThat(free.floats(100)).isSameAs(all[4]);
        float[] fresh = free.floats(100);
        assertThat(Arrays.stream(all).noneMatch(a -> a == fresh)).isTrue();
    }

    private void use(int length) {
        free.giveBack(free.doubles(length));
    }

    /** Arrays that are not in use give way: here they take a half of the heap, and other work needs as much again. */
    @Test
    void arraysThatAreNotInUseTakeNoMemoryFromOthers() {
        int part = (int) Math.min(1 << 28, Runtime.getRuntime().maxMemory() / 8 / 100);
        use(10 * part);
        use(21 * part);
        use(22 * part);
        List<double[]> others = new ArrayList<>();
        for (int k = 0; k < 12; k++) {
            others.add(new double[5 * part]);
        }
        assertThat(others).hasSize(12);
    }
}
