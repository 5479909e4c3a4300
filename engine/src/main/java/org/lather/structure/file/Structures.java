package org.lather.structure.file;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.lather.structure.CloseAtoms;
import org.lather.structure.Structure;

/**
 * A sequence of structures from files or from memory. Every iteration reads the files again, so a set may be larger
 * than the memory. Files are extended or plain XYZ, POSCAR or magres, by their content, and may be compressed by gzip
 * or xz.
 */
public final class Structures implements Iterable<Structure> {
    private final List<StructureFile> files;
    private final List<Structure> memory;
    /** The indices of the frames of files that are read; null for all. */
    private final @Nullable IntPredicate wanted;

    private Structures(List<StructureFile> files, List<Structure> memory) {
        this(files, memory, null);
    }

    private Structures(List<StructureFile> files, List<Structure> memory, @Nullable IntPredicate wanted) {
        this.files = List.copyOf(files);
        this.memory = List.copyOf(memory);
        this.wanted = wanted;
    }

    /**
     * All frames of some files.
     *
     * @throws StructureFileException if a file does not exist, is a directory or is not readable
     */
    public static Structures read(Path... files) {
        List<StructureFile> list = new ArrayList<>();
        for (Path file : files) {
            list.add(StructureFile.of(file, file.toString(), FrameSlice.ALL, file.toString(), AtomTypes.SYMBOLS));
        }
        return new Structures(list, List.of());
    }

    /**
     * Selected frames of files: {@code train.xyz} for all of them, {@code train.xyz@7} for one, counted from 0, and
     * {@code train.xyz@start:stop:step} for those of a Python slice; negative indices count from the end. If a file's
     * whole name is the specification, that file is read, so names may contain '@'. A slice may be empty.
     *
     * @param baseFolder folder of relative names
     * @throws IllegalArgumentException if the text after '@' is not a slice
     * @throws StructureFileException if a file does not exist, is a directory or is not readable
     */
    public static Structures read(List<String> specifications, Path baseFolder) {
        return read(specifications, baseFolder, AtomTypes.SYMBOLS);
    }

    /**
     * Selected frames of files, as {@link #read(List, Path)}.
     *
     * @param baseFolder folder of relative names
     * @param types meaning of the words in the column of elements of XYZ files
     * @throws IllegalArgumentException if the text after '@' is not a slice
     * @throws StructureFileException if a file does not exist, is a directory or is not readable
     */
    public static Structures read(List<String> specifications, Path baseFolder, AtomTypes types) {
        List<StructureFile> list = new ArrayList<>();
        for (String specification : specifications) {
            list.add(StructureFile.parse(specification, baseFolder, types));
        }
        return new Structures(list, List.of());
    }

    /**
     * Structures in memory.
     *
     * @throws org.lather.structure.DataException if two atoms of a structure overlap ({@link CloseAtoms})
     */
    public static Structures of(List<Structure> structures) {
        structures.forEach(CloseAtoms::refuse);
        return new Structures(List.of(), structures);
    }

    /** Creates structures from a source of bytes that is not a file but can be opened repeatedly. */
    static Structures of(String name, StructureFile.Source source) {
        return new Structures(List.of(new StructureFile(name, source, FrameSlice.ALL, name)), List.of());
    }

    /**
     * Selects some of these structures, in their order.
     *
     * @param condition of the index of a structure among these, from 0; asked at each reading
     * @throws IllegalStateException if these structures are selected from others already
     */
    public Structures where(IntPredicate condition) {
        IntPredicate before = wanted;
        if (before != null) {
            throw new IllegalStateException("expected structures that are not selected from others yet");
        }
        if (!files.isEmpty()) {
            return new Structures(files, memory, condition);
        }
        return new Structures(
                List.of(),
                IntStream.range(0, memory.size())
                        .filter(condition)
                        .mapToObj(memory::get)
                        .toList());
    }

    /** Whether the structures are in memory. */
    public boolean isInMemory() {
        return files.isEmpty();
    }

    /** The files to be read, without slices, in order. */
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

    /** The path of the file whose structures name it as their origin; empty if no such file is read. */
    public Optional<Path> path(String name) {
        for (StructureFile file : files) {
            Path path = file.path();
            if (path != null && file.name().equals(name)) {
                return Optional.of(path);
            }
        }
        return Optional.empty();
    }

    /** The origin of the structures, for messages. */
    public String description() {
        if (files.isEmpty()) {
            return memory.size() + (memory.size() == 1 ? " structure" : " structures") + " in memory";
        }
        return String.join(", ", files.stream().map(StructureFile::description).toList());
    }

    /**
     * Explains for each file why no structure was found, and what to do. The frames of the files are counted for this.
     *
     * @throws StructureFileException if a file cannot be read
     */
    public String emptiness() {
        if (files.isEmpty()) {
            return description();
        }
        return String.join("; ", files.stream().map(StructureFile::emptiness).toList());
    }

    /**
     * Reads the structures from the beginning, some of them ahead by another thread. The result must be closed if it
     * may not be read to the end.
     *
     * @throws StructureFileException if a file cannot be opened
     */
    public Frames frames() {
        if (files.isEmpty()) {
            return StructureFile.inMemory(memory);
        }
        Frames all = new FramesAhead(new Chain(files.iterator()));
        return wanted == null ? all : new Selected(all, wanted);
    }

    /**
     * The first structure.
     *
     * @throws StructureFileException if a file cannot be read, or has no structure
     * @throws NoSuchElementException if the slices are empty
     */
    public Structure first() {
        try (Frames frames = frames()) {
            return frames.next();
        }
    }

    /** An iterator like {@link #frames()}; files are closed after the last structure or at the first error. */
    @Override
    public Iterator<Structure> iterator() {
        return frames();
    }

    /** The frames whose index meets a condition. */
    private static final class Selected implements Frames {
        private final Frames all;
        private final IntPredicate wanted;
        private int index = -1;
        private @Nullable Structure next;

        Selected(Frames all, IntPredicate wanted) {
            this.all = all;
            this.wanted = wanted;
        }

        @Override
        public boolean hasNext() {
            while (next == null && all.hasNext()) {
                Structure s = all.next();
                index++;
                next = wanted.test(index) ? s : null;
            }
            return next != null;
        }

        @Override
        public Structure next() {
            if (!hasNext() || next == null) {
                throw new NoSuchElementException("no further structure");
            }
            Structure s = next;
            next = null;
            return s;
        }

        @Override
        public void close() {
            all.close();
        }
    }

    /** The frames of several files, each of which is opened when it is reached. */
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

    /** Returns where the structures come from; nothing is read for this. */
    @Override
    public String toString() {
        return "structures of " + description();
    }
}
