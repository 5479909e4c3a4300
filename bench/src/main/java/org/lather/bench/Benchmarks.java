package org.lather.bench;

import java.io.IOException;
import org.openjdk.jmh.Main;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/**
 * The main class of the archive: runs the benchmarks of JMH whose names match, with JMH's options ({@code -l} lists
 * them, {@code -h} explains), after a line about the machine. JMH itself prints the flags of the Java virtual machine,
 * each benchmark the sizes of its data, the vectors and the precision.
 *
 * <p>Usage: java -jar lather-bench.jar NAME [-p PARAMETER=VALUE] [JMH's options]
 */
public final class Benchmarks {
    private Benchmarks() {}

    public static void main(String[] args) throws IOException, CommandLineOptionException {
        // refuses wrong options before anything is printed
        new CommandLineOptions(args);
        System.out.println(StageTable.processor() + ", "
                + Runtime.getRuntime().availableProcessors() + " processors; Java "
                + System.getProperty("java.version") + ", " + System.getProperty("java.vendor") + "; "
                + System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        Main.main(args);
    }
}
