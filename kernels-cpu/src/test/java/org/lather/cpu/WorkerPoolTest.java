package org.lather.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class WorkerPoolTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void runsEveryItemOnceWithAWorkerOfItsOwn(int threads) {
        try (WorkerPool pool = new WorkerPool(threads)) {
            assertThat(pool.threads()).isEqualTo(threads);
            AtomicIntegerArray active = new AtomicIntegerArray(threads);
            for (int items = 0; items < 200; items++) {
                AtomicIntegerArray runs = new AtomicIntegerArray(items);
                pool.forEach(items, 1 + items % 5, (item, worker) -> {
                    assertThat(active.incrementAndGet(worker)).isEqualTo(1);
                    runs.incrementAndGet(item);
                    active.decrementAndGet(worker);
                });
                for (int i = 0; i < items; i++) {
                    assertThat(runs.get(i)).isEqualTo(1);
                }
            }
        }
    }

    @Test
    void usesAllThreads() {
        try (WorkerPool pool = new WorkerPool(3)) {
            CountDownLatch together = new CountDownLatch(3);
            var seen = ConcurrentHashMap.<Integer>newKeySet();
            pool.forEach(3, 1, (item, worker) -> {
                seen.add(worker);
                together.countDown();
                await(together);
            });
            assertThat(seen).containsExactlyInAnyOrder(0, 1, 2);
        }
    }

    @Test
    void throwsTheFailureOfTheLowestItemAndGoesOn() {
        try (WorkerPool pool = new WorkerPool(2)) {
            CountDownLatch failed = new CountDownLatch(1);
            for (int round = 0; round < 100; round++) {
                assertThatThrownBy(() -> pool.forEach(2, 1, (item, worker) -> {
                            if (item == 1) {
                                failed.countDown();
                            } else {
                                await(failed);
                            }
                            throw new IllegalArgumentException("item " + item);
                        }))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("item 0");
            }
            assertThatThrownBy(() -> pool.forEach(9, 1, (item, worker) -> {
                        throw new StackOverflowError("deep");
                    }))
                    .isInstanceOf(StackOverflowError.class);
            int[] sum = new int[1];
            pool.forEach(1, 1, (item, worker) -> sum[0]++);
            assertThat(sum[0]).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void refusesALoopInsideATask(int threads) {
        try (WorkerPool pool = new WorkerPool(threads)) {
            assertThatThrownBy(() -> pool.forEach(4, 1, (i, w) -> pool.forEach(1, 1, (j, v) -> {})))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot begin inside a task");
        }
    }

    @Test
    void keepsAnInterruptPendingAndFinishesTheLoop() {
        try (WorkerPool pool = new WorkerPool(2)) {
            AtomicIntegerArray runs = new AtomicIntegerArray(50);
            Thread.currentThread().interrupt();
            pool.forEach(50, 1, (item, worker) -> {
                pause();
                runs.incrementAndGet(item);
                if (worker == 1) {
                    Thread.currentThread().interrupt();
                }
            });
            assertThat(Thread.interrupted()).isTrue();
            for (int i = 0; i < 50; i++) {
                assertThat(runs.get(i)).isEqualTo(1);
            }
        }
    }

    @Test
    void refusesAfterCloseAndEndsItsThreads() throws InterruptedException {
        Thread[] worker = new Thread[1];
        WorkerPool pool = new WorkerPool(2);
        CountDownLatch both = new CountDownLatch(2);
        pool.forEach(2, 1, (item, w) -> {
            if (w == 1) {
                worker[0] = Thread.currentThread();
            }
            both.countDown();
            await(both);
        });
        assertThat(worker[0].isDaemon()).isTrue();
        pool.close();
        worker[0].join(TimeUnit.SECONDS.toMillis(5));
        assertThat(worker[0].isAlive()).isFalse();
        assertThatThrownBy(() -> pool.forEach(1, 1, (i, w) -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void refusesImpossibleArguments() {
        assertThatThrownBy(() -> new WorkerPool(0)).isInstanceOf(IllegalArgumentException.class);
        try (WorkerPool pool = new WorkerPool(1)) {
            assertThatThrownBy(() -> pool.forEach(3, 0, (i, w) -> {})).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> pool.forEach(-1, 1, (i, w) -> {})).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new AssertionError("the other thread did not come");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void pause() {
        long end = System.nanoTime() + 50_000;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }
}
