package org.lather.structure.file;

import java.util.Iterator;
import org.lather.structure.Structure;

/**
 * Structures read one after another. Reading ends, and files are closed, at the last one, at the first error and at
 * {@link #close()}.
 */
public interface Frames extends Iterator<Structure>, AutoCloseable {
    /** @throws StructureFileException for a frame that cannot be read */
    @Override
    Structure next();

    @Override
    void close();
}
