package org.lather.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceOptionTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-1 | --device: expected an index from 0, got -1",
                "0,1,0 | --device: expected each device once, got 0 again",
                "0,one | Invalid value for option '--device'",
            })
    void saysWhatIsWrong(String value, String message) {
        CommandRun run = CommandRun.of("backends", "--device", value);
        assertThat(run.err()).contains(message).hasLineCount(1);
        assertThat(run.code()).isEqualTo(2);
    }

    /** A backend that was named ends with 5; the processor has no devices to choose from. */
    @Test
    void anUnknownDeviceIsUnavailable() {
        CommandRun run = CommandRun.of("backends", "--selftest", "--backend", "opencl", "--device", "0,99");
        assertThat(run.err()).startsWith("backend opencl: ").hasLineCount(1);
        assertThat(run.code()).isEqualTo(5);
        assertThat(CommandRun.of("backends", "--device", "0,1").code()).isZero();
    }
}
