package org.lather.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Whether handlers of signals are chained, and what is printed of them. */
class SignalChainingTest {
    private static final String MAPS =
            "7f00-7f01 r-xp 0 08:01 1 /usr/lib/libc.so.6\n7f02-7f03 r-xp 0 08:01 2 /jdk/lib/libjsig.so\n";

    @Test
    @EnabledOnOs(OS.LINUX)
    void asksWhetherTheLinkerWasToldAndDid() {
        assertThat(SignalChaining.preloads("HOME=/x\0LD_PRELOAD=/jdk/lib/libjsig.so\0", MAPS))
                .isTrue();
        assertThat(SignalChaining.preloads("LD_PRELOAD=libother.so:/jdk/lib/libjsig.so\0", MAPS))
                .isTrue();
        assertThat(SignalChaining.preloads("LD_PRELOAD=libother.so libjsig.so\0", MAPS))
                .isTrue();
        assertThat(SignalChaining.preloads("LD_PRELOAD=/gone/libjsig.so\0", "/usr/lib/libc.so.6\n"))
                .isFalse();
        assertThat(SignalChaining.preloads("LD_PRELOAD=libother.so\0", MAPS))
                .as("loaded later")
                .isFalse();
        assertThat(SignalChaining.preloads("LD_PRELOAD=/x/notlibjsig.so\0", MAPS))
                .isFalse();
        assertThat(SignalChaining.preloads("", "")).isFalse();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void keepsWhatElseIsPreloaded() {
        Path library = Path.of("/jdk/lib/libjsig.so");
        assertThat(SignalChaining.preload(library, "")).isEqualTo("/jdk/lib/libjsig.so");
        assertThat(SignalChaining.preload(library, "libm.so")).isEqualTo("/jdk/lib/libjsig.so:libm.so");
        assertThat(SignalChaining.preload(library, "/other/libjsig.so")).isEqualTo("/other/libjsig.so");
    }

    @Test
    void readsTheReportOfTheVirtualMachine() {
        String report = """
                before
                Signal Handlers:
                   SIGSEGV: javaSignalHandler in libjvm.so, mask=111, flags=SA_SIGINFO
                  *** Handler was modified!
                   SIGINT: UserHandler in libjvm.so, mask=1

                SIGBUS: below
                """;
        Handlers before = Handlers.parse(report);
        assertThat(before.of())
                .containsEntry("SIGSEGV", "javaSignalHandler in libjvm.so")
                .containsEntry("SIGINT", "UserHandler in libjvm.so")
                .hasSize(2);
        assertThat(before.changed(before)).isEmpty();
        Handlers after = Handlers.parse(report.replace("javaSignalHandler in libjvm.so", "0x1 in libLLVM.so"));
        assertThat(before.changed(after)).isEqualTo("SIGSEGV");
        assertThat(before.changed(Handlers.parse(""))).isEqualTo(Answer.UNKNOWN);
        assertThat(Handlers.now().changed(Handlers.now())).isEmpty();
    }

    @Test
    void readsAnswersAmongWhatDriversPrint() {
        Answer answer = new Answer(
                List.of(new Answer.Found("A, B", true, false), new Answer.Found("C", false, true)), "SIGFPE", "", "");
        assertThat(Answer.parse("noise\nlather-opencl:begin\nwarning\n" + answer.text() + "more"))
                .isEqualTo(answer);
        assertThat(Answer.parse(Answer.failure("a\tb\nc", "d").text())).isEqualTo(Answer.failure("a b c", "d"));
        assertThat(Answer.parse(answer.text().replace("end", ""))).isNull();
        assertThat(Answer.parse("lather-opencl:end\n")).isNull();
        assertThat(Answer.begins("x\nlather-opencl:begin\n")).isTrue();
        assertThat(Answer.begins("x lather-opencl:begin\n")).isFalse();
    }
}
