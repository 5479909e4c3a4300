package org.lather.backend.device;

/** A compiled {@link ProgramSource}. */
public interface Program {
    ProgramSource source();
}
