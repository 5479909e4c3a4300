package org.lather.arrayfile;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Reads {@code .npz} files, uncompressed or compressed. The checksum of an array is verified when the array is read.
 */
public final class NpzReader implements AutoCloseable {
    private static final String SUFFIX = ".npy";
    /**
     * Largest possible ratio of decompressed to compressed size; a larger stated size means that the file is damaged.
     */
    private static final long DEFLATE_LIMIT = 1100;

    private final Path file;
    private final ZipFile zip;
    private final Set<String> names;

    private NpzReader(Path file, ZipFile zip, Set<String> names) {
        this.file = file;
        this.zip = zip;
        this.names = names;
    }

    /**
     * Opens a file and lists its arrays.
     *
     * @throws ModelFileException if the file is missing, damaged or of another type
     */
    public static NpzReader open(Path file) {
        if (Files.isDirectory(file)) {
            throw new ModelFileException(file, "it is a directory, expected a file");
        }
        try {
            ZipFile zip = new ZipFile(file.toFile());
            boolean good = false;
            try {
                NpzReader reader = new NpzReader(file, zip, arrays(zip));
                good = true;
                return reader;
            } finally {
                if (!good) {
                    zip.close();
                }
            }
        } catch (ZipException | IllegalArgumentException e) {
            // the Java library checks names lazily and reports invalid ones as an illegal argument
            throw new ModelFileException(file, "no .npz file, or a damaged one (" + e.getMessage() + ")");
        } catch (IOException e) {
            throw ModelFileException.unreadable(file, e);
        }
    }

    private static Set<String> arrays(ZipFile zip) {
        Set<String> names = new TreeSet<>();
        zip.stream()
                .map(ZipEntry::getName)
                .filter(n -> n.endsWith(SUFFIX))
                .forEach(n -> names.add(n.substring(0, n.length() - SUFFIX.length())));
        return names;
    }

    /** The names of the arrays, in alphabetical order. */
    public Set<String> names() {
        return Collections.unmodifiableSet(names);
    }

    public boolean contains(String name) {
        return names.contains(name);
    }

    /** @throws ModelFileException if there is no such array, or if it is damaged */
    public NpyArray array(String name) {
        ZipEntry entry = zip.getEntry(name + SUFFIX);
        if (entry == null) {
            throw new ModelFileException(file, "expected an array '" + name + "', got " + names);
        }
        CRC32 crc = new CRC32();
        try (CheckedInputStream checked =
                        new CheckedInputStream(new BufferedInputStream(zip.getInputStream(entry)), crc);
                DataInputStream in = new DataInputStream(checked)) {
            long stored = Math.min(entry.getCompressedSize(), Files.size(file));
            long most = entry.getMethod() == ZipEntry.STORED ? stored : stored * DEFLATE_LIMIT;
            NpyArray array = NpyArray.read(file, in, Math.min(entry.getSize(), most));
            if (crc.getValue() != entry.getCrc()) {
                throw new ModelFileException(
                        file, "the checksum of its array '" + name + "' does not fit: it is damaged");
            }
            return array;
        } catch (EOFException | ZipException e) {
            throw new ModelFileException(file, "its array '" + name + "' is damaged or truncated");
        } catch (IOException e) {
            throw ModelFileException.unreadable(file, e);
        }
    }

    @Override
    public void close() {
        try {
            zip.close();
        } catch (IOException e) {
            throw ModelFileException.unreadable(file, e);
        }
    }
}
