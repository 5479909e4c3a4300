package org.lather.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CodeForTheDeviceTest {
    private static final int[] CUDA_12 = {50, 52, 53, 60, 61, 62, 70, 72, 75, 80, 86, 87, 89, 90};
    private static final int[] CUDA_13 = {75, 80, 86, 87, 88, 89, 90, 100, 103, 110, 120, 121};

    @Test
    void isMachineCodeWhereTheCompilerKnowsTheDevice() {
        assertThat(Architecture.of(90, CUDA_12).option()).isEqualTo("--gpu-architecture=sm_90");
        assertThat(Architecture.of(120, CUDA_13).option()).isEqualTo("--gpu-architecture=sm_120");
    }

    @Test
    void isPtxForNewerDevices() {
        Architecture a = Architecture.of(100, CUDA_12);
        assertThat(a.option()).isEqualTo("--gpu-architecture=compute_90");
        assertThat(a.lower("//\n.version 8.5\n.target sm_90\n")).isEqualTo("//\n.version 8.0\n.target sm_90\n");
        Architecture newer = Architecture.of(200, CUDA_13);
        assertThat(newer.option()).isEqualTo("--gpu-architecture=compute_121");
        assertThat(newer.lower(".version 9.0\n")).as("8.0 does not know it").isEqualTo(".version 9.0\n");
    }

    @Test
    void needsAnotherReleaseForOlderDevices() {
        assertThatThrownBy(() -> Architecture.of(70, CUDA_13))
                .isInstanceOf(CudaUnavailableException.class)
                .hasMessage("the device has compute capability 7.0, CUDA's libraries here begin at 7.5. "
                        + "Install an older release: CUDA 12 serves devices from 5.0 on");
    }
}
