package org.lather.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What one command printed and how it ended, run in this process. */
record CommandRun(int code, String out, String err) {
    static CommandRun of(Object... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        StatusLine status = new StatusLine(new PrintStream(err, true, StandardCharsets.UTF_8), false);
        Console console = new Console(new PrintStream(out, true, StandardCharsets.UTF_8), status, new Interruption());
        String[] words = new String[args.length];
        for (int i = 0; i < args.length; i++) {
            words[i] = args[i].toString();
        }
        int code = Main.run(words, console);
        return new CommandRun(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** The root of the source tree. */
    static Path root() {
        return Path.of(System.getProperty("lather.root", "..")).toAbsolutePath().normalize();
    }

    static Path molecules() {
        return root().resolve("src/examples/chno/molecules.xyz");
    }
}
