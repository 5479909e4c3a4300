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
import org.jocl.cl_command_queue;
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
 * A device of OpenCL 1.2 with double precision, and its in-order queue. Drivers keep compiled programs in caches of their own.
 * OpenCL has no dense algebra: device programs multiply, the host factorises.
 */
final class OpenClDevice implements Device {
    /** Events to keep before their clocks are read. */
    private static final int MOST_PENDING = 1024;

    private final DeviceInfo info;
    private final cl_device_id device;
    private final cl_context context;
    private final cl_command_queue queue;
    private final List<OpenClProgram> programs = new ArrayList<>();
    private final Set<OpenClBuffer> buffers = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Profile profile = new Profile();
    private boolean open = true;

    @SuppressWarnings("deprecation") // the queue of OpenCL 1.2, which every driver has
    OpenClDevice(Candidate candidate) {
        device = candidate.device();
        info = candidate.info();
        cl_context_properties properties = new cl_context_properties();
        properties.addProperty(CL.CL_CONTEXT_PLATFORM, candidate.platform());
        context = Call.of(
                "open " + info.name(),
                () -> CL.clCreateContext(properties, 1, new cl_device_id[] {device}, null, null, null));
        cl_command_queue made = null;
        try {
            made = Call.of(
                    "open " + info.name(),
                    () -> CL.clCreateCommandQueue(context, device, CL.CL_QUEUE_PROFILING_ENABLE, null));
        } finally {
            if (made == null) {
                CL.clReleaseContext(context);
            }
        }
        queue = made;
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
        cl_mem memory = Call.of(operation, () -> CL.clCreateBuffer(context, CL.CL_MEM_READ_WRITE, bytes, null, null));
        OpenClBuffer out = new OpenClBuffer(this, memory, bytes);
        buffers.add(out);
        boolean done = false;
        try {
            // drivers allocate when a buffer is first used: here, where a failure can be answered
            Call.run(
                    operation,
                    () -> CL.clEnqueueMigrateMemObjects(
                            queue,
                            1,
                            new cl_mem[] {memory},
                            CL.CL_MIGRATE_MEM_OBJECT_CONTENT_UNDEFINED,
                            0,
                            null,
                            null));
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
        cl_mem memory = ((OpenClBuffer) to).memory();
        Call.run(
                "upload " + from.limit() + " bytes",
                () -> CL.clEnqueueWriteBuffer(
                        queue, memory, true, offset, from.limit(), Pointer.to(from), 0, null, null));
    }

    @Override
    public void download(Buffer from, long offset, ByteBuffer to) {
        expectOpen();
        cl_mem memory = ((OpenClBuffer) from).memory();
        Call.run(
                "download " + to.limit() + " bytes",
                () -> CL.clEnqueueReadBuffer(queue, memory, true, offset, to.limit(), Pointer.to(to), 0, null, null));
    }

    @Override
    public void fill(Buffer buffer, long offset, long bytes) {
        expectOpen();
        cl_mem memory = ((OpenClBuffer) buffer).memory();
        Call.run(
                "fill " + bytes + " bytes",
                () -> CL.clEnqueueFillBuffer(
                        queue, memory, Pointer.to(new int[1]), Sizeof.cl_int, offset, bytes, 0, null, null));
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
        OpenClProgram out = new OpenClProgram(source, program);
        programs.add(out);
        return out;
    }

    @Override
    public void launch(Program program, String function, Grid grid, Argument... arguments) {
        expectOpen();
        cl_kernel kernel = ((OpenClProgram) program).function(function);
        for (int i = 0; i < arguments.length; i++) {
            int at = i;
            Call.run("argument " + i + " of " + function, () -> set(kernel, at, arguments[at]));
        }
        if (profile.pending() >= MOST_PENDING) {
            await();
        }
        long[] items = {(long) grid.groups() * grid.groupSize()};
        long[] group = {grid.groupSize()};
        boolean done = false;
        try {
            Call.run(
                    "launch " + function,
                    () -> CL.clEnqueueNDRangeKernel(
                            queue, kernel, 1, null, items, group, 0, null, profile.launch(function)));
            done = true;
        } finally {
            if (!done) {
                profile.cancel();
            }
        }
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
        Call.run("wait", () -> CL.clFinish(queue));
        profile.collect();
    }

    @Override
    public Optional<DeviceAlgebra> algebra() {
        return Optional.empty();
    }

    @Override
    public Map<String, Double> seconds() {
        await();
        return profile.seconds();
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
            List.copyOf(buffers).forEach(OpenClBuffer::close);
            programs.forEach(OpenClProgram::release);
            Call.run("close", () -> CL.clReleaseCommandQueue(queue));
            Call.run("close", () -> CL.clReleaseContext(context));
        }
    }
}
