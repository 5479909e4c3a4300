package org.lather.structure.file;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.lather.structure.Structure;

/**
 * Frames that are read ahead by another thread while the previous ones are in use. The first ones are read by the
 * caller, so short files need no thread. An error is thrown at its position, after the frames before it. At most twice
 * {@link #MOST_ATOMS} atoms and two frames are in memory.
 */
final class FramesAhead implements Frames {
    /** Number of atoms at which a batch ends. */
    static final int MOST_ATOMS = 4096;

    private static final int MOST_FRAMES = 256;

    /** Number of frames that the caller reads. */
    static final int FIRST = 16;

    /** Frames that were read and how the batch ended: with an error, as the last batch, or neither. */
    private record Batch(Deque<Structure> frames, @Nullable Throwable failure, boolean last) {}

    private final Frames source;
    private int direct;
    private Batch current = new Batch(new ArrayDeque<>(), null, false);
    private @Nullable CompletableFuture<Batch> next;
    private volatile boolean closed;

    /** @param source used by one thread at a time, and closed with this object */
    FramesAhead(Frames source) {
        this.source = source;
    }

    private Batch read() {
        Deque<Structure> frames = new ArrayDeque<>();
        long atoms = 0;
        try {
            while (!closed && frames.size() < MOST_FRAMES && atoms < MOST_ATOMS) {
                if (!source.hasNext()) {
                    return new Batch(frames, null, true);
                }
                Structure s = source.next();
                frames.add(s);
                atoms += s.size();
            }
        } catch (RuntimeException | Error e) {
            return new Batch(frames, e, true);
        }
        return new Batch(frames, null, closed);
    }

    @Override
    public boolean hasNext() {
        if (closed) {
            return false;
        }
        if (direct < FIRST) {
            return source.hasNext();
        }
        while (current.frames().isEmpty()) {
            Throwable failure = current.failure();
            if (failure != null) {
                closed = true;
                if (failure instanceof Error e) {
                    throw e;
                }
                throw (RuntimeException) failure;
            }
            if (current.last()) {
                return false;
            }
            take();
        }
        return true;
    }

    private void take() {
        CompletableFuture<Batch> ready = next;
        current = ready == null ? read() : ready.join();
        next = current.last() ? null : ReadingThreads.submit(this::read);
    }

    @Override
    public Structure next() {
        if (closed) {
            throw new NoSuchElementException("no further structure");
        }
        if (direct < FIRST) {
            Structure s = source.next();
            if (++direct == FIRST) {
                next = ReadingThreads.submit(this::read);
            }
            return s;
        }
        if (!hasNext()) {
            throw new NoSuchElementException("no further structure");
        }
        return current.frames().remove();
    }

    @Override
    public void close() {
        closed = true;
        CompletableFuture<Batch> running = next;
        if (running != null) {
            // it stops at the next frame; the source must not be closed while the other thread reads it
            running.join();
            next = null;
        }
        current = new Batch(new ArrayDeque<>(), null, true);
        source.close();
    }
}
