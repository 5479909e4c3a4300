package org.lather.structure.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.lather.structure.Structure;

/** A file of structures, or a slice of one, that can be opened repeatedly. */
final class StructureFile {
    /** Opens the bytes of a file, compressed or not. */
    interface Source {
        InputStream open() throws IOException;
    }

    private static final Pattern OTHER_SLICE = Pattern.compile("(.+?)[\\[:]([-\\d:]+)\\]?");

    private final String name;
    private final Source source;
    private final @Nullable Path path;
    private final FrameSlice slice;
    private final String description;
    private final AtomTypes types;
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    StructureFile(String name, Source source, FrameSlice slice, String description) {
        this(name, source, null, slice, description, AtomTypes.SYMBOLS);
    }

    private StructureFile(
            String name, Source source, @Nullable Path path, FrameSlice slice, String description, AtomTypes types) {
        this.name = name;
        this.source = source;
        this.path = path;
        this.slice = slice;
        this.description = description;
        this.types = types;
    }

    /**
     * @param name the file as named by the user, for messages
     * @throws StructureFileException if the file does not exist, is a directory or is not readable
     */
    static StructureFile of(Path path, String name, FrameSlice slice, String description, AtomTypes types) {
        if (!Files.exists(path)) {
            throw new StructureFileException(
                    name, 0, 0, "expected a file of structures, found no such file." + sliceCure(path, description));
        }
        if (Files.isDirectory(path)) {
            throw new StructureFileException(name, 0, 0, "expected a file of structures, found a directory.");
        }
        if (!Files.isReadable(path)) {
            throw new StructureFileException(name, 0, 0, "expected a readable file, found no permission to read it.");
        }
        return new StructureFile(name, () -> Files.newInputStream(path), path, slice, description, types);
    }

    /**
     * The cure for a slice in the form of Python or with a colon for the @: {@code q.xyz[0:10]}, {@code q.xyz:0:10}.
     */
    private static String sliceCure(Path path, String description) {
        Matcher m = OTHER_SLICE.matcher(description);
        if (!m.matches()) {
            return "";
        }
        String rest = description.substring(m.end(1));
        String whole = path.toString();
        return whole.endsWith(rest) && Files.isRegularFile(Path.of(whole.substring(0, whole.length() - rest.length())))
                ? " Use " + m.group(1) + "@" + m.group(2) + " for these frames."
                : "";
    }

    static StructureFile parse(String specification, Path folder, AtomTypes types) {
        Path whole = folder.resolve(specification);
        int at = specification.lastIndexOf('@');
        if (at < 0 || Files.exists(whole)) {
            return of(whole, specification, FrameSlice.ALL, specification, types);
        }
        FrameSlice slice = FrameSlice.parse(specification.substring(at + 1), specification);
        String name = specification.substring(0, at);
        return of(folder.resolve(name), name, slice, specification, types);
    }

    /** The file as named by the user. */
    String name() {
        return name;
    }

    /** The path of the file; null if the source is not a file. */
    @Nullable
    Path path() {
        return path;
    }

    String description() {
        return description;
    }

    /** The explanation why no frame of this file was found. */
    String emptiness() {
        long n = countAll();
        if (n == 0) {
            return "`" + name + "` has no frames";
        }
        return "`" + description + "` selects none of its " + n + (n == 1 ? " frame" : " frames")
                + ". Use a slice within 0:" + n;
    }

    private FrameReader open() {
        InputStream stored;
        try {
            stored = source.open();
        } catch (NoSuchFileException e) {
            throw new StructureFileException(name, 0, "expected a file of structures, found no such file.", e);
        } catch (IOException e) {
            throw new StructureFileException(name, 0, "cannot open the file: " + LineReader.reason(e), e);
        }
        try {
            InputStream in = Compression.decompressed(stored);
            return FileStart.reader(name, in, types, warned);
        } catch (StructureFileException e) {
            throw closed(stored, e);
        } catch (IOException e) {
            throw closed(
                    stored, new StructureFileException(name, 0, "cannot read the file: " + LineReader.reason(e), e));
        }
    }

    private static StructureFileException closed(InputStream stored, StructureFileException refusal) {
        try {
            stored.close();
        } catch (IOException e) {
            refusal.addSuppressed(e);
        }
        return refusal;
    }

    long countAll() {
        try (FrameReader reader = open()) {
            long n = 0;
            while (reader.skip()) {
                n++;
            }
            return n;
        }
    }

    private FrameSlice.Range range() {
        return slice.range(slice.needsCount() ? countAll() : Long.MAX_VALUE);
    }

    Frames frames() {
        FrameSlice.Range range = range();
        if (range.step() > 0) {
            return new Selected(open(), range);
        }
        if (range.first() <= range.end()) {
            return new Selected(open(), new FrameSlice.Range(0, 0, 1));
        }
        // backwards: a file cannot be read from its end, so the frames are kept in memory
        long steps = (range.first() - range.end() - 1) / -range.step();
        long lowest = range.first() + steps * range.step();
        List<Structure> frames = new ArrayList<>();
        try (Frames forwards = new Selected(open(), new FrameSlice.Range(lowest, range.first() + 1, -range.step()))) {
            forwards.forEachRemaining(frames::add);
        }
        Collections.reverse(frames);
        return inMemory(frames);
    }

    static Frames inMemory(List<Structure> structures) {
        Iterator<Structure> iterator = structures.iterator();
        return new Frames() {
            private boolean closed;

            @Override
            public boolean hasNext() {
                return !closed && iterator.hasNext();
            }

            @Override
            public Structure next() {
                return iterator.next();
            }

            @Override
            public void close() {
                closed = true;
            }
        };
    }

    /** The frames of a range. Frames in between are skipped, frames behind it are not read. */
    private static final class Selected implements Frames {
        private final FrameReader reader;
        private final FrameSlice.Range range;
        private long at;
        private long wanted;

        Selected(FrameReader reader, FrameSlice.Range range) {
            this.reader = reader;
            this.range = range;
            this.wanted = range.first();
        }

        @Override
        public boolean hasNext() {
            if (wanted >= range.end()) {
                close();
                return false;
            }
            while (at < wanted) {
                if (!reader.skip()) {
                    return false;
                }
                at++;
            }
            return reader.hasNext();
        }

        @Override
        public Structure next() {
            if (!hasNext()) {
                throw new NoSuchElementException("no further frame");
            }
            Structure s = reader.next();
            at++;
            wanted = wanted > Long.MAX_VALUE - range.step() ? Long.MAX_VALUE : wanted + range.step();
            return s;
        }

        @Override
        public void close() {
            reader.close();
        }
    }
}
