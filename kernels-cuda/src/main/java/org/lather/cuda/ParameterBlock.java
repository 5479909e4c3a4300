package org.lather.cuda;

import java.nio.ByteBuffer;
import jcuda.Pointer;
import org.lather.backend.device.Argument;
import org.lather.backend.device.Buffer;

/**
 * The arguments of a launch as the driver reads them: a table of addresses, one for each parameter, then a slot of
 * eight bytes for each. The driver copies the values when a function is launched, so one block serves all launches.
 */
final class ParameterBlock {
    private static final int MOST = 64;
    private static final int SLOT = 8;

    /** Bytes of a block. */
    static final int BYTES = 2 * MOST * SLOT;

    /** The address of a buffer, which is then noted as used by the next command. */
    interface Addresses {
        long of(Buffer buffer);
    }

    private final Pointer table;
    private final ByteBuffer bytes;
    /** The bits of an argument; the byte order is that of x86-64, so an int is the first half of its slot. */
    private final Argument.Cases<Long> bits;

    /**
     * @param memory {@link #BYTES} in native order
     * @param addresses those of buffers
     */
    ParameterBlock(HostMemory memory, Addresses addresses) {
        table = memory.pointer();
        bytes = memory.bytes();
        long values = HostMemory.address(table) + MOST * SLOT;
        for (int i = 0; i < MOST; i++) {
            bytes.putLong(SLOT * i, values + (long) SLOT * i);
        }
        bits = new Argument.Cases<>() {
            @Override
            public Long buffer(Buffer buffer) {
                return addresses.of(buffer);
            }

            @Override
            public Long int32(int value) {
                return (long) value;
            }

            @Override
            public Long int64(long value) {
                return value;
            }

            @Override
            public Long float64(double value) {
                return Double.doubleToRawLongBits(value);
            }
        };
    }

    /** Writes arguments in the order of the parameters, and returns the table that a launch takes. */
    Pointer of(Argument... arguments) {
        if (arguments.length > MOST) {
            throw new IllegalArgumentException("expected at most " + MOST + " arguments, got " + arguments.length);
        }
        for (int i = 0; i < arguments.length; i++) {
            bytes.putLong(SLOT * (MOST + i), arguments[i].match(bits));
        }
        return table;
    }
}
