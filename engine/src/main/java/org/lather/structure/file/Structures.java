package org.lather.structure.file;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.lather.structure.Structure;

/**
 * Structures from files or from memory, one after another. Every iteration reads the files anew, so a set may be larger
 * than the memory. Files are extended or plain XYZ, or POSCAR where they are named POSCAR*, CONTCAR*, *.vasp or
 * *.poscar; gzip and xz are recognised by content.
 */
public final class Structures implements Iterable<Structure> {
    private final List<StructureFile> files;
    private final List<Structure> memory;

    private Structures(List<StructureFile> files, List<Structure> memory) {
        this.files = List.copyOf(files);
        this.memory = List.copyOf(memory);
    }

    /**
     * All frames of files.
     *
     * @throws StructureFileException for a file that is not there, is a directory or may not be read
     */
    public static Structures read(Path... files) {
        List<StructureFile> list = new ArrayList<>();
        for (Path file : files) {
            list.add(StructureFile.of(file, file.toString(), FrameSlice.ALL, file.toString()));
        }
        return new Structures(list, List.of());
    }

    /**
     * Frames of files: {@code train.xyz} for all of them, {@code train.xyz@7} for one, counted from 0, and
     * {@code train.xyz@start:stop:step} for those of a Python slice; negative places count from the end. A file whose
     * whole name is the specification goes first, so names may contain '@'. A slice may select nothing.
     *
     * @param baseFolder what relative names are relative to
     * @throws IllegalArgumentException for a text behind '@' that is no slice
     * @throws StructureFileException for a file that is not there, is a directory or may not be read
     */
    public static Structures read(List<String> specifications, Path baseFolder) {
        List<StructureFile> list = new ArrayList<>();
        for (String specification : specifications) {
            list.add(StructureFile.parse(specification, baseFolder));
        }
        return new Structures(list, List.of());
    }

    public static Structures of(List<Structure> structures) {
        return new Structures(List.of(), structures);
    }

    /** For files that are not files: a source of bytes that can be opened again. */
    static Structures of(String name, StructureFile.Source source) {
        return new Structures(List.of(new StructureFile(name, source, FrameSlice.ALL, name)), List.of());
    }

    /** Whether no file has to be read for them. */
    public boolean isInMemory() {
        return files.isEmpty();
    }

    /** The files that they are read from, without slices, in order. */
    public List<Path> paths() {
        List<Path> out = new ArrayList<>();
        for (StructureFile file : files) {
            Path path = file.path();
            if (path != null) {
                out.add(path);
            }
        }
        return out;
    }

    /** Where the structures come from, for messages. */
    public String description() {
        if (files.isEmpty()) {
            return memory.size() + (memory.size() == 1 ? " structure" : " structures") + " in memory";
        }
        return String.join(", ", files.stream().map(StructureFile::description).toList());
    }

    /**
     * Where no structure was found: why, file by file, and what to do. Files are counted for it.
     *
     * @throws StructureFileException for a file that cannot be read
     */
    public String emptiness() {
        if (files.isEmpty()) {
            return description();
        }
        return String.join("; ", files.stream().map(StructureFile::emptiness).toList());
    }

    /**
     * Reads the structures from the first on, some of them ahead by another thread. To be closed where they may not be
     * read to the last.
     *
     * @throws StructureFileException for a file that cannot be opened
     */
    public Frames frames() {
        return files.isEmpty() ? StructureFile.inMemory(memory) : new FramesAhead(new Chain(files.iterator()));
    }

    /**
     * The first structure.
     *
     * @throws StructureFileException for a file that cannot be read, or has no structure
     * @throws NoSuchElementException where slices select nothing
     */
    public Structure first() {
        try (Frames frames = frames()) {
            return frames.next();
        }
    }

    /** As {@link #frames()}; files are closed at the last structure or the first error. */
    @Override
    public Iterator<Structure> iterator() {
        return frames();
    }

    /** The frames of one file after another, each opened when its turn comes. */
    private static final class Chain implements Frames {
        private final Iterator<StructureFile> files;
        private @Nullable Frames current;
        private boolean closed;

        Chain(Iterator<StructureFile> files) {
            this.files = files;
        }

        @Override
        public boolean hasNext() {
            while (!closed) {
                if (current != null && current.hasNext()) {
                    return true;
                }
                if (!files.hasNext()) {
                    return false;
                }
                current = files.next().frames();
            }
            return false;
        }

        @Override
        public Structure next() {
            if (!hasNext() || current == null) {
                throw new NoSuchElementException("no further structure");
            }
            return current.next();
        }

        @Override
        public void close() {
            closed = true;
            if (current != null) {
                current.close();
            }
        }
    }
}
