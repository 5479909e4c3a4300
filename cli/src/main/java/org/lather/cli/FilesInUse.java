package org.lather.cli;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lather.options.OptionsException;
import org.lather.structure.file.AtomicFile;
import org.lather.structure.file.Structures;

/**
 * The files that a command reads and those that it will write, so that it fails before the computation if an output is
 * also an input or another output, or cannot be written.
 */
final class FilesInUse {
    /** @param name name of the file for the user, like {@code the data} or {@code --metrics m.json} */
    private record Input(String name, Path file) {}

    /**
     * @param name the file as the subject of a sentence
     * @param option option that can be given another name
     */
    private record Output(String name, Path file, String option) {}

    private final List<Input> inputs = new ArrayList<>();
    private final List<Output> outputs = new ArrayList<>();

    FilesInUse reads(String name, Path file) {
        inputs.add(new Input(name, file));
        return this;
    }

    /** Adds the files of structures as inputs; null for none. */
    FilesInUse reads(String name, @Nullable Structures structures) {
        if (structures != null) {
            structures.paths().forEach(p -> reads(name, p));
        }
        return this;
    }

    /** Adds the file that an option names as an output; null for none. */
    FilesInUse writes(String option, @Nullable Path file) {
        if (file != null) {
            outputs.add(new Output(option + " " + file, file, option));
        }
        return this;
    }

    /** Adds an output beside, or inside, what {@code -o} names. */
    FilesInUse writesAlso(Path file, Path output) {
        outputs.add(new Output(file + ", which is written with -o " + output + ",", file, "-o"));
        return this;
    }

    /** Adds outputs in the folder that {@code -o} names. */
    FilesInUse writesInto(Path folder, List<String> names) {
        names.forEach(n -> writesAlso(folder.resolve(n), folder));
        return this;
    }

    /** @throws OptionsException if an output is also an input or another output */
    FilesInUse expectDistinct() throws IOException {
        for (int i = 0; i < outputs.size(); i++) {
            Output o = outputs.get(i);
            for (Input in : inputs) {
                if (same(o.file, in.file)) {
                    throw new OptionsException(
                            o.name + " is also " + in.name + "; choose another name for " + o.option);
                }
            }
            for (Output other : outputs.subList(0, i)) {
                if (same(o.file, other.file)) {
                    throw new OptionsException(other.name + " is also " + o.name.replaceFirst(",$", "")
                            + "; choose another name for " + o.option);
                }
            }
        }
        return this;
    }

    /** Creates and deletes a file beside each output, because only this shows reliably that one can be written. */
    void expectWritable() throws IOException {
        for (Output o : outputs) {
            expectWritable(o.file);
        }
    }

    private static void expectWritable(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new FileSystemException(file.toString(), null, "cannot be written: there is no folder " + folder);
        }
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "cannot be written: it is a folder");
        }
        if (!isSpecial(file)) {
            AtomicFile.create(file).close();
        }
    }

    /**
     * Whether a file is a pipe or device: it stores nothing, and opening and closing it may signal the end of data to
     * its reader.
     */
    private static boolean isSpecial(Path file) {
        return Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file);
    }

    private static boolean same(Path a, Path b) throws IOException {
        if (isSpecial(a) || isSpecial(b)) {
            return false;
        }
        return (Files.exists(a) && Files.exists(b)) ? Files.isSameFile(a, b) : place(a).equals(place(b));
    }

    /** The path of a file, existing or not, with the links of its folder resolved. */
    private static Path place(Path file) throws IOException {
        Path absolute = file.toAbsolutePath().normalize();
        Path folder = absolute.getParent();
        Path name = absolute.getFileName();
        return folder == null || name == null || !Files.isDirectory(folder)
                ? absolute
                : folder.toRealPath().resolve(name);
    }
}
