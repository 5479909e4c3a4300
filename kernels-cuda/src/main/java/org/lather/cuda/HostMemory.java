package org.lather.cuda;

import java.nio.ByteBuffer;
import jcuda.Pointer;

/**
 * Pinned memory of the host. Calls that are given its address read it in place, whereas arrays of the heap are copied
 * or hold up the garbage collector.
 */
record HostMemory(Pointer pointer, ByteBuffer bytes) {
    /** The address of a pointer as a number, which JCuda shows to its subclasses alone. */
    private static final class Address extends Pointer {
        Address(Pointer pointer) {
            super(pointer);
        }

        long value() {
            return getNativePointer() + getByteOffset();
        }
    }

    /** The address of memory that JCuda did not make from an object of Java. */
    static long address(Pointer pointer) {
        return new Address(pointer).value();
    }

    /** A pointer to a byte. */
    Pointer at(long offset) {
        return pointer.withByteOffset(offset);
    }
}
