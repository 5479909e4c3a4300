package org.lather.structure.file;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file that appears under its name complete or not at all: it is written under a temporary name in the same folder,
 * synchronised to disk and renamed. Closing without {@link #commit()} leaves an existing file unchanged. A program that
 * is killed leaves its temporary file, {@code .NAME.xxxxxxxx.part}; the next program that writes the same name removes
 * it.
 *
 * <pre>{@code
 * AtomicFile.write(path, out -> ...);
 * }</pre>
 */
public final class AtomicFile implements Closeable {
    /** Writes the contents of a file. */
    @FunctionalInterface
    public interface Contents {
        /** @throws IOException if the contents cannot be written */
        void writeTo(OutputStream out) throws IOException;
    }

    /** The temporary files of this program. */
    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

    private static final int MOST_LINKS = 40;

    /** The names of open files of this program. */
    private static final Pattern DESCRIPTOR = Pattern.compile("/dev/(stdout|stderr|fd/\\d+)|/proc/[^/]+/fd/\\d+");

    /** Windows does not rename open files. */
    private static final boolean WINDOWS = File.separatorChar == '\\';

    private final Path target;
    private final Path temporary;
    private final FileChannel channel;
    private final OutputStream stream;

    private AtomicFile(Path target, Path temporary, FileChannel channel) {
        this.target = target;
        this.temporary = temporary;
        this.channel = channel;
        this.stream = new BufferedOutputStream(new NamedStream(target, Channels.newOutputStream(channel)), 1 << 16) {
            @Override
            public void close() throws IOException {
                flush(); // the channel stays open: it has to be forced before the renaming
            }
        };
    }

    /**
     * Opens the temporary file, with the permissions of the file that it will replace. A target that is neither a file
     * nor a directory, such as a pipe, is written directly, and so is {@code /dev/stdout}; of a symbolic link, the file
     * to which it points is replaced or made.
     *
     * @throws IOException if the folder does not exist or is not writable, or if the target is a directory
     * @throws FileSystemException if the place is a folder or cannot be written
     */
    public static AtomicFile create(Path target) throws IOException {
        if (isWrittenDirectly(target)) {
            StandardOpenOption how = Files.isRegularFile(target) ? StandardOpenOption.APPEND : StandardOpenOption.WRITE;
            return new AtomicFile(target, target, FileChannel.open(target, how));
        }
        Path place = followed(target);
        if (Files.isDirectory(place)) {
            throw new FileSystemException(target.toString(), null, "expected a file to write, found a directory");
        }
        Path folder = place.getParent();
        Path name = place.getFileName();
        if (folder == null || name == null || !Files.isDirectory(folder)) {
            throw new FileSystemException(target.toString(), null, "expected an existing folder, found none");
        }
        Path real = folder.toRealPath(); // by which all threads know their temporary files
        removeAbandoned(real, name);
        Set<PosixFilePermission> permissions = permissions(place);
        while (true) {
            Path temporary =
                    real.resolve("." + name + "." + UUID.randomUUID().toString().substring(0, 8) + ".part");
            try {
                OPEN.add(temporary);
                AtomicFile file = new AtomicFile(place, temporary, open(temporary, permissions));
                if (file.isKept(permissions)) {
                    return file;
                }
                // another program removed it as abandoned before it was locked
                file.channel.close();
                OPEN.remove(temporary);
            } catch (FileAlreadyExistsException e) {
                OPEN.remove(temporary); // try another name
            } catch (IOException e) {
                OPEN.remove(temporary);
                throw refused(target, folder, e);
            }
        }
    }

    /** Locks the temporary file and gives it permissions; false if another program removes it. */
    private boolean isKept(@Nullable Set<PosixFilePermission> permissions) throws IOException {
        try {
            boolean kept = lock(channel) != Locked.BY_OTHERS && Files.exists(temporary);
            if (kept && permissions != null) {
                // the mask of the program may have removed some
                Files.setPosixFilePermissions(temporary, permissions);
            }
            return kept;
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /**
     * Whether a file is written without a temporary one: a pipe or a device, and an open file of this program such as
     * {@code /dev/stdout}.
     */
    private static boolean isWrittenDirectly(Path target) {
        return Files.exists(target)
                && !Files.isDirectory(target)
                && (!Files.isRegularFile(target)
                        || DESCRIPTOR
                                .matcher(target.toAbsolutePath().toString())
                                .matches());
    }

    /** The file to which links lead, whether it exists or not. */
    private static Path followed(Path target) throws IOException {
        Path place = target.toAbsolutePath();
        for (int links = 0; Files.isSymbolicLink(place); links++) {
            if (links == MOST_LINKS) {
                throw new FileSystemException(target.toString(), null, "cannot be written: its links lead nowhere");
            }
            place = place.resolveSibling(Files.readSymbolicLink(place));
        }
        return place;
    }

    /** The permissions of the file that will be replaced; null if there is none, or no such permissions. */
    private static @Nullable Set<PosixFilePermission> permissions(Path place) throws IOException {
        PosixFileAttributeView old = Files.getFileAttributeView(place, PosixFileAttributeView.class);
        return old == null || !Files.exists(place) ? null : old.readAttributes().permissions();
    }

    private static FileChannel open(Path temporary, @Nullable Set<PosixFilePermission> permissions) throws IOException {
        Set<StandardOpenOption> how =
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        return permissions == null
                ? FileChannel.open(temporary, how)
                : FileChannel.open(temporary, how, PosixFilePermissions.asFileAttribute(permissions));
    }

    /** An exception that names the target, because the user does not know the temporary file. */
    private static FileSystemException refused(Path target, Path folder, IOException e) {
        String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
        FileSystemException told = new FileSystemException(
                target.toString(),
                null,
                "cannot be written: "
                        + (e instanceof AccessDeniedException
                                ? "no permission in " + folder
                                : "no file can be made in " + folder + (reason == null ? "" : " (" + reason + ")")));
        told.initCause(e);
        return told;
    }

    private enum Locked {
        HERE,
        BY_OTHERS,
        UNKNOWN
    }

    /** Locks a temporary file until its channel is closed or the program ends, however it ends. */
    private static Locked lock(FileChannel channel) {
        try {
            return channel.tryLock() == null ? Locked.BY_OTHERS : Locked.HERE;
        } catch (OverlappingFileLockException e) {
            return Locked.BY_OTHERS; // another thread
        } catch (IOException e) {
            return Locked.UNKNOWN; // a file system without locks
        }
    }

    /** Removes temporary files of this name that were left by killed programs: those whose lock is not held. */
    private static void removeAbandoned(Path folder, Path name) {
        Pattern form = Pattern.compile(Pattern.quote("." + name + ".") + "[0-9a-f]{8}\\.part");
        try (DirectoryStream<Path> files = Files.newDirectoryStream(
                folder, f -> form.matcher(String.valueOf(f.getFileName())).matches())) {
            for (Path file : files) {
                // opening and closing a file that this program writes would release its lock
                if (!OPEN.contains(file)) {
                    removeIfAbandoned(file);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // they only occupy disk space: no reason to fail
        }
    }

    private static void removeIfAbandoned(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            if (lock(channel) == Locked.HERE) {
                Files.deleteIfExists(file);
            }
        }
    }

    /**
     * Writes a whole file; if {@code contents} throws an exception, the target is unchanged.
     *
     * @throws IOException if the file cannot be written; it keeps its earlier content then
     */
    public static void write(Path target, Contents contents) throws IOException {
        try (AtomicFile file = create(target)) {
            contents.writeTo(file.stream());
            file.commit();
        }
    }

    /**
     * Removes the temporary files of this program, whose contents are then lost. To be called when the program ends
     * while others of its threads still write.
     */
    public static void discardAll() {
        for (Path file : OPEN) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                // the next program that writes the same name removes it
            }
        }
    }

    /** The buffered output stream, flushed by {@link #commit()}. Closing it is not necessary and only flushes it. */
    public OutputStream stream() {
        return stream;
    }

    /**
     * The temporary file, for contents that are not written in order. It must not be combined with {@link #stream()}.
     */
    public FileChannel channel() {
        return channel;
    }

    /**
     * Writes to the channel where it stands.
     *
     * @throws IOException if not all bytes could be written; its message names the target
     */
    public void writeFully(ByteBuffer bytes) throws IOException {
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw NamedStream.unwritten(target, e);
        }
    }

    /**
     * Completes the file and renames it to the target.
     *
     * @throws FileSystemException if the file system does not rename atomically
     * @throws IOException if the file cannot be written; it keeps its earlier content then
     */
    public void commit() throws IOException {
        stream.flush();
        if (temporary.equals(target)) {
            return;
        }
        try {
            channel.force(true);
        } catch (IOException e) {
            throw NamedStream.unwritten(target, e);
        }
        // closing gives up the lock: a program that begins to write the same name would take the file for abandoned
        if (WINDOWS) {
            channel.close();
        }
        try {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            throw new FileSystemException(
                    target.toString(), null, "expected a file system that renames atomically, found one that does not");
        }
        channel.close();
        OPEN.remove(temporary);
    }

    /** Closes the file; without a preceding commit the temporary file is removed. */
    @Override
    public void close() throws IOException {
        channel.close();
        OPEN.remove(temporary);
        if (!temporary.equals(target)) {
            Files.deleteIfExists(temporary);
        }
    }
}
