package org.lather.structure.file;

import java.util.Iterator;
import org.lather.structure.Structure;

/**
 * An iterator over structures that are read one after another. Files are closed after the last structure, at the first
 * error and by {@link #close()}.
 */
public interface Frames extends Iterator<Structure>, AutoCloseable {
    /** @throws StructureFileException if a frame cannot be read */
    @Override
    Structure next();

    @Override
    void close();
}
