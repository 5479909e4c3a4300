package org.lather.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OwnedTest {
    private final AtomicInteger closed = new AtomicInteger();

    @Test
    void staysOpenAfterSuccess() {
        String out = Owned.orClose(() -> "made", closed::incrementAndGet);
        assertThat(out).isEqualTo("made");
        assertThat(closed).hasValue(0);
    }

    @Test
    void isClosedOnceAfterAFailure() {
        assertThatThrownBy(() -> Owned.orClose(
                        () -> {
                            throw new DeviceMemoryException("no memory");
                        },
                        closed::incrementAndGet))
                .isInstanceOf(DeviceMemoryException.class);
        assertThat(closed).hasValue(1);
        assertThatThrownBy(() -> Owned.orClose(
                        (Runnable) () -> {
                            throw new AssertionError("any failure");
                        },
                        closed::incrementAndGet))
                .isInstanceOf(AssertionError.class);
        assertThat(closed).hasValue(2);
    }
}
