package org.lather.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What stages show, with a clock that the test moves. */
class ProgressLineTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final AtomicLong now = new AtomicLong();

    private ProgressLine line(boolean terminal) {
        return line(terminal, ProgressLine.Style.AUTO);
    }

    private ProgressLine line(boolean terminal, ProgressLine.Style style) {
        StatusLine status = new StatusLine(new PrintStream(out, true, StandardCharsets.UTF_8), terminal);
        return new ProgressLine(new Console(System.out, status, new Interruption()), style, now::get);
    }

    private List<String> lines() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private void pass(double seconds) {
        now.addAndGet((long) (seconds * 1e9));
    }

    @Test
    void shortStagesPrintNothing() {
        try (ProgressLine progress = line(false)) {
            for (int stage = 0; stage < 20; stage++) {
                progress.stage("short", 10);
                for (int i = 0; i < 10; i++) {
                    pass(0.19);
                    progress.advance(1);
                }
            }
        }
        assertThat(lines()).isEmpty();
    }

    @Test
    void plainLinesBeginWithTheStage() {
        try (ProgressLine progress = line(true, ProgressLine.Style.PLAIN)) {
            progress.stage("short", 100);
            for (int i = 0; i < 100; i++) {
                pass(0.01);
                progress.advance(1);
            }
        }
        assertThat(lines()).hasSize(10).first().isEqualTo("short 1 %, 100/s, 0:01 left");
    }

    @Test
    void longStagesPrintAtMostTenLines() {
        try (ProgressLine progress = line(false)) {
            progress.stage("long", 1000);
            for (int i = 0; i < 1000; i++) {
                pass(0.1);
                progress.advance(1);
                progress.tick();
            }
        }
        assertThat(lines()).hasSize(10).first().isEqualTo("long 2 %, 10/s, 1:38 left");
        assertThat(lines().get(9)).isEqualTo("long 90 %, 10/s, 0:10 left");
    }

    @Test
    void stagesWithoutStepsPrintTheirDuration() {
        try (ProgressLine progress = line(false)) {
            progress.stage("solving", 0);
            for (int i = 0; i < 100_000; i++) {
                pass(0.1);
                progress.tick();
            }
        }
        assertThat(lines()).hasSize(10).startsWith("solving 0:02", "solving 0:04", "solving 0:08");
    }

    @Test
    void stagesOfAnUnknownNumberOfStepsCountThem() {
        try (ProgressLine progress = line(false)) {
            progress.stage("reading", 0);
            pass(2);
            progress.advance(5000);
        }
        assertThat(lines()).containsExactly("reading 5,000, 2,500/s, 0:02");
    }

    @Test
    void aTerminalShowsAStageThatReportsNoSteps() {
        try (ProgressLine progress = line(true)) {
            progress.stage("selection", 100);
            pass(3);
            progress.tick();
            assertThat(out.toString(StandardCharsets.UTF_8)).contains("selection", "  0 %", "0:03");
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).endsWith("\r");
    }

    @Test
    void nothingIsShownAfterTheEnd() {
        ProgressLine progress = line(false);
        progress.stage("solving", 0);
        progress.end();
        pass(10);
        progress.tick();
        progress.advance(1);
        assertThat(lines()).isEmpty();
    }
}
