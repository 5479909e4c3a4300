package org.lather.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.lather.backend.Precision;
import org.lather.backend.device.Argument;
import org.lather.backend.device.Buffer;
import org.lather.backend.device.Device;
import org.lather.backend.device.DeviceContract;
import org.lather.backend.device.Grid;
import org.lather.backend.device.Program;
import org.lather.backend.device.ProgramSource;

/** The order of two queues. */
class OpenClOrderTest extends DeviceContract {
    @Override
    protected Device open() {
        return Here.device();
    }

    /** More launches and uploads than events may be open, without a wait by the caller; each is timed once. */
    @Test
    void keepsABoundedNumberOfEvents() {
        try (OpenClDevice device = Here.device()) {
            Program program = device.compile(new ProgramSource("order", Precision.DOUBLE, Map.of()));
            ByteBuffer bytes = ByteBuffer.allocateDirect(512);
            try (Buffer x = device.allocate(512);
                    Buffer y = device.allocate(512)) {
                device.fill(y, 0, 512);
                Queues queues = device.queues();
                for (int i = 0; i < 3 * Queues.MOST_EVENTS; i++) {
                    device.upload(bytes, x, 0);
                    device.launch(program, "add", new Grid(1, 64), Argument.of(64), Argument.of(1), x, y);
                    assertThat(queues.programs().pending()).isLessThanOrEqualTo(Queues.MOST_EVENTS);
                    assertThat(queues.uploads().pending()).isLessThanOrEqualTo(Queues.MOST_EVENTS);
                }
            }
            assertThat(device.seconds()).containsOnlyKeys("add", "fill");
            assertThat(device.seconds().values()).allSatisfy(t -> assertThat(t).isPositive());
            assertThat(device.queues().programs().pending()).isZero();
            assertThat(device.queues().uploads().pending()).isZero();
        }
    }
}
