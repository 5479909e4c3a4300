package org.lather.opencl;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_context;
import org.jocl.cl_context_properties;
import org.jocl.cl_device_id;
import org.jocl.cl_kernel;
import org.jocl.cl_mem;
import org.jocl.cl_program;
import org.lather.backend.DeviceException;
import org.lather.backend.DeviceMemoryException;
import org.lather.backend.Owned;
import org.lather.backend.device.Argument;
import org.lather.backend.device.Buffer;
import org.lather.backend.device.Device;
import org.lather.backend.device.DeviceAlgebra;
import org.lather.backend.device.DeviceInfo;
import org.lather.backend.device.Dialect;
import org.lather.backend.device.Grid;
import org.lather.backend.device.Program;
import org.lather.backend.device.ProgramSource;
import org.lather.backend.device.queue.MemoryPool;
import org.lather.backend.device.queue.OrderedMemory;

/**
 * An OpenCL 1.2 device with double precision, and its {@link Queues}. Drivers cache compiled programs themselves.
 * OpenCL has no library of linear algebra: device programs multiply, the host factorises.
 */
final class OpenClDevice implements Device {
    private final DeviceInfo info;
    private final cl_device_id device;
    private final cl_context context;
    private final Queues queues;
    private final MemoryPool<OrderedMemory<cl_mem>> memory = new MemoryPool<>(new Source());
    private final List<OpenClProgram> programs = new ArrayList<>();
    private final Set<OpenClBuffer> buffers = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean open = true;

    OpenClDevice(Candidate candidate) {
        device = candidate.device();
        info = candidate.info();
        cl_context_properties properties = new cl_context_properties();
        properties.addProperty(CL.CL_CONTEXT_PLATFORM, candidate.platform());
        context = Call.create(
                "open " + info.name(),
                () -> CL.clCreateContext(properties, 1, new cl_device_id[] {device}, null, null, null));
        Queues made = null;
        try {
            made = new Queues(context, device);
        } finally {
            if (made == null) {
                CL.clReleaseContext(context);
            }
        }
        queues = made;
    }

    /** Checks that the device is open, because a call with a released context would crash the process. */
    private void expectOpen() {
        if (!open) {
            throw new DeviceException("OpenCL: the device was closed");
        }
    }

    @Override
    public DeviceInfo info() {
        return info;
    }

    @Override
    public Buffer allocate(long bytes) {
        expectOpen();
        if (bytes > info.allocationBytes()) {
            throw new DeviceMemoryException("OpenCL, allocate " + bytes + " bytes: " + info.name()
                    + " has buffers of at most " + info.allocationBytes());
        }
        OpenClBuffer out = new OpenClBuffer(this, memory.take(bytes), bytes);
        buffers.add(out);
        return out;
    }

    /** Returns the memory of a buffer; called when the buffer is closed. */
    void giveBack(OpenClBuffer buffer) {
        buffers.remove(buffer);
        memory.giveBack(buffer.block());
    }

    /** Memory of the driver. */
    private final class Source implements MemoryPool.Source<OrderedMemory<cl_mem>> {
        @Override
        public OrderedMemory<cl_mem> allocate(long rounded) {
            long bytes = Math.min(rounded, info.allocationBytes());
            String operation = "allocate " + bytes + " bytes";
            OrderedMemory<cl_mem> out = new OrderedMemory<>(
                    Call.create(operation, () -> CL.clCreateBuffer(context, CL.CL_MEM_READ_WRITE, bytes, null, null)));
            // drivers allocate memory on first use of a buffer: use it here, where a failure can be handled
            Owned.orClose(() -> queues.allocate(operation, out), () -> free(List.of(out)));
            return out;
        }

        /** OpenCL keeps the memory for as long as what is enqueued needs it. */
        @Override
        public void free(List<OrderedMemory<cl_mem>> unused) {
            unused.forEach(m -> Call.run("release a buffer", () -> CL.clReleaseMemObject(m.memory())));
        }
    }

    /** The number of bytes of open buffers. */
    long liveBytes() {
        return buffers.stream().mapToLong(OpenClBuffer::bytes).sum();
    }

    /** The memory of the device minus open buffers, because OpenCL does not report what other programs use. */
    @Override
    public long freeBytes() {
        return Math.max(0, info.memoryBytes() - liveBytes());
    }

    @Override
    public void upload(ByteBuffer from, Buffer to, long offset) {
        expectOpen();
        queues.upload(from, own(to).memory(), offset);
    }

    private static OpenClBuffer own(Buffer buffer) {
        if (buffer instanceof OpenClBuffer own) {
            return own;
        }
        throw new IllegalArgumentException("expected a buffer of OpenCL, got " + buffer);
    }

    @Override
    public void download(Buffer from, long offset, ByteBuffer to) {
        expectOpen();
        OrderedMemory<cl_mem> source = own(from).memory();
        queues.program(
                "download " + to.limit() + " bytes",
                null,
                List.of(source),
                (queue, count, before, own) -> CL.clEnqueueReadBuffer(
                        queue, source.memory(), true, offset, to.limit(), Pointer.to(to), count, before, own));
    }

    @Override
    public void fill(Buffer buffer, long offset, long bytes) {
        expectOpen();
        OrderedMemory<cl_mem> target = own(buffer).memory();
        queues.program(
                "fill " + bytes + " bytes",
                "fill",
                List.of(target),
                (queue, count, before, own) -> CL.clEnqueueFillBuffer(
                        queue,
                        target.memory(),
                        Pointer.to(new int[1]),
                        Sizeof.cl_int,
                        offset,
                        bytes,
                        count,
                        before,
                        own));
    }

    @Override
    public Program compile(ProgramSource source) {
        expectOpen();
        String operation = "compile " + source.name();
        String text = source.text(Dialect.OPENCL);
        cl_program program =
                Call.of(operation, () -> CL.clCreateProgramWithSource(context, 1, new String[] {text}, null, null));
        try {
            CL.clBuildProgram(program, 1, new cl_device_id[] {device}, "-cl-std=CL1.2", null, null);
        } catch (CLException e) {
            CL.clReleaseProgram(program);
            // the message contains the compiler's log
            throw new DeviceException("OpenCL, " + operation + ": error " + e.getStatus() + ", " + e.getMessage(), e);
        }
        OpenClProgram out = OpenClProgram.of(source, program);
        programs.add(out);
        return out;
    }

    @Override
    public void launch(Program program, String function, Grid grid, Argument... arguments) {
        expectOpen();
        cl_kernel kernel = ((OpenClProgram) program).function(function);
        List<OrderedMemory<cl_mem>> needed = new ArrayList<>();
        for (int i = 0; i < arguments.length; i++) {
            int at = i;
            Call.run("argument " + i + " of " + function, () -> set(kernel, at, arguments[at]));
            if (arguments[i] instanceof OpenClBuffer buffer) {
                needed.add(buffer.memory());
            }
        }
        long[] items = {(long) grid.groups() * grid.groupSize()};
        long[] group = {grid.groupSize()};
        queues.program(
                "launch " + function,
                function,
                needed,
                (queue, count, before, own) ->
                        CL.clEnqueueNDRangeKernel(queue, kernel, 1, null, items, group, count, before, own));
    }

    /** An argument as the driver takes it. */
    private record Value(long size, Pointer pointer) {}

    private static final Argument.Cases<Value> VALUES = new Argument.Cases<>() {
        @Override
        public Value buffer(Buffer buffer) {
            return new Value(
                    Sizeof.cl_mem, Pointer.to(OpenClDevice.own(buffer).memory().memory()));
        }

        @Override
        public Value int32(int value) {
            return new Value(Sizeof.cl_int, Pointer.to(new int[] {value}));
        }

        @Override
        public Value int64(long value) {
            return new Value(Sizeof.cl_long, Pointer.to(new long[] {value}));
        }

        @Override
        public Value float64(double value) {
            return new Value(Sizeof.cl_double, Pointer.to(new double[] {value}));
        }
    };

    private static void set(cl_kernel kernel, int index, Argument argument) {
        Value value = argument.match(VALUES);
        CL.clSetKernelArg(kernel, index, value.size, value.pointer);
    }

    @Override
    public void await() {
        expectOpen();
        queues.awaitAll();
    }

    /** The queues, for measurements. */
    Queues queues() {
        return queues;
    }

    @Override
    public Optional<DeviceAlgebra> algebra() {
        return Optional.empty();
    }

    @Override
    public Map<String, Double> seconds() {
        expectOpen();
        return queues.seconds();
    }

    @Override
    public void close() {
        if (!open) {
            return;
        }
        try {
            await();
        } finally {
            open = false;
            List<Runnable> steps = new ArrayList<>();
            List.copyOf(buffers).forEach(buffer -> steps.add(buffer::close));
            steps.add(memory::freeIdle);
            programs.forEach(program -> steps.add(program::release));
            steps.addAll(queues.release());
            steps.add(() -> CL.clReleaseContext(context));
            giveBack(steps);
        }
    }

    /** Executes all steps, even if some fail, and then throws the first failure. */
    private static void giveBack(List<Runnable> steps) {
        DeviceException failure = null;
        for (Runnable step : steps) {
            try {
                Call.run("close", step);
            } catch (DeviceException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
