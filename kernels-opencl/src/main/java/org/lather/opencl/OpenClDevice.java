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
import org.lather.backend.device.Argument;
import org.lather.backend.device.Buffer;
import org.lather.backend.device.Device;
import org.lather.backend.device.DeviceAlgebra;
import org.lather.backend.device.DeviceInfo;
import org.lather.backend.device.Dialect;
import org.lather.backend.device.Grid;
import org.lather.backend.device.Program;
import org.lather.backend.device.ProgramSource;

/**
 * A device of OpenCL 1.2 with double precision, and its {@link Queues}. Drivers keep compiled programs in caches of
 * their own. OpenCL has no dense algebra: device programs multiply, the host factorises.
 */
final class OpenClDevice implements Device {
    private final DeviceInfo info;
    private final cl_device_id device;
    private final cl_context context;
    private final Queues queues;
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

    /** A call with a context that was released would end the process. */
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
        String operation = "allocate " + bytes + " bytes";
        cl_mem memory =
                Call.create(operation, () -> CL.clCreateBuffer(context, CL.CL_MEM_READ_WRITE, bytes, null, null));
        OpenClBuffer out = new OpenClBuffer(this, memory, bytes);
        buffers.add(out);
        boolean done = false;
        try {
            // drivers allocate when a buffer is first used: here, where a failure can be answered
            queues.allocate(operation, out);
            done = true;
        } finally {
            if (!done) {
                out.close();
            }
        }
        return out;
    }

    void forget(OpenClBuffer buffer) {
        buffers.remove(buffer);
    }

    /** The bytes of the buffers that are open. */
    long liveBytes() {
        return buffers.stream().mapToLong(OpenClBuffer::bytes).sum();
    }

    /** OpenCL does not tell what other programs hold. */
    @Override
    public long freeBytes() {
        return Math.max(0, info.memoryBytes() - liveBytes());
    }

    @Override
    public void upload(ByteBuffer from, Buffer to, long offset) {
        expectOpen();
        queues.upload(from, own(to), offset);
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
        OpenClBuffer source = own(from);
        cl_mem memory = source.memory();
        queues.program(
                "download " + to.limit() + " bytes",
                null,
                List.of(source),
                (queue, count, before, own) -> CL.clEnqueueReadBuffer(
                        queue, memory, true, offset, to.limit(), Pointer.to(to), count, before, own));
    }

    @Override
    public void fill(Buffer buffer, long offset, long bytes) {
        expectOpen();
        OpenClBuffer target = own(buffer);
        cl_mem memory = target.memory();
        queues.program(
                "fill " + bytes + " bytes",
                "fill",
                List.of(target),
                (queue, count, before, own) -> CL.clEnqueueFillBuffer(
                        queue, memory, Pointer.to(new int[1]), Sizeof.cl_int, offset, bytes, count, before, own));
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
            // the message holds the compiler's log
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
        List<OpenClBuffer> needed = new ArrayList<>();
        for (int i = 0; i < arguments.length; i++) {
            int at = i;
            Call.run("argument " + i + " of " + function, () -> set(kernel, at, arguments[at]));
            if (arguments[i] instanceof OpenClBuffer buffer) {
                needed.add(buffer);
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

    private static void set(cl_kernel kernel, int index, Argument argument) {
        if (argument instanceof OpenClBuffer b) {
            CL.clSetKernelArg(kernel, index, Sizeof.cl_mem, Pointer.to(b.memory()));
        } else if (argument instanceof Argument.Int32 v) {
            CL.clSetKernelArg(kernel, index, Sizeof.cl_int, Pointer.to(new int[] {v.value()}));
        } else if (argument instanceof Argument.Int64 v) {
            CL.clSetKernelArg(kernel, index, Sizeof.cl_long, Pointer.to(new long[] {v.value()}));
        } else if (argument instanceof Argument.Float64 v) {
            CL.clSetKernelArg(kernel, index, Sizeof.cl_double, Pointer.to(new double[] {v.value()}));
        } else {
            throw new IllegalArgumentException("expected a buffer of OpenCL or a number, got " + argument);
        }
    }

    @Override
    public void await() {
        expectOpen();
        queues.finish();
    }

    /** The order of what was enqueued, for measurements. */
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
            programs.forEach(program -> steps.add(program::release));
            steps.addAll(queues.release());
            steps.add(() -> CL.clReleaseContext(context));
            giveBack(steps);
        }
    }

    /** Does all steps, whichever fail; then tells of the first that did. */
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
