package org.lather.cuda;

import static jcuda.driver.JCudaDriver.cuCtxSetCurrent;
import static jcuda.driver.JCudaDriver.cuLaunchKernel;
import static jcuda.driver.JCudaDriver.cuMemcpyDtoHAsync;
import static jcuda.driver.JCudaDriver.cuMemsetD32Async;
import static jcuda.driver.JCudaDriver.cuModuleLoadDataEx;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import jcuda.CudaException;
import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUmodule;
import org.jspecify.annotations.Nullable;
import org.lather.backend.DeviceException;
import org.lather.backend.device.Argument;
import org.lather.backend.device.Buffer;
import org.lather.backend.device.Device;
import org.lather.backend.device.DeviceAlgebra;
import org.lather.backend.device.DeviceInfo;
import org.lather.backend.device.Grid;
import org.lather.backend.device.Program;
import org.lather.backend.device.ProgramSource;
import org.lather.backend.device.queue.MemoryPool;
import org.lather.backend.device.queue.OrderedMemory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A CUDA device, used by the driver's functions in its primary context, which is shared with the vendor's libraries.
 * The queue is one stream; uploads have another. An upload waits for the uploads before it and for the last use of its
 * memory, and overlaps with everything that was enqueued after that use. A command in the queue waits for the uploads
 * into its own buffers.
 */
final class CudaDevice implements Device {
    private static final Logger LOG = LoggerFactory.getLogger(CudaDevice.class);

    private final Compiler compiler;
    private final DeviceInfo info;
    private final CUcontext context;
    private final Streams streams;
    private final ParameterBlock parameters;
    private final MemoryPool<OrderedMemory<CUdeviceptr>> memory;
    private final Set<CudaBuffer> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<ProgramSource, CudaProgram> programs = new HashMap<>();
    /** Actions that undo those of the constructor, in reverse order. */
    private final List<Runnable> undo = new ArrayList<>();

    private final @Nullable CudaAlgebra algebra;
    /** The memory that the next command needs. */
    private final List<OrderedMemory<CUdeviceptr>> needed = new ArrayList<>();

    /** Bytes that are left to what the vendor loads on first use. */
    private final long headroom;

    private boolean closed;

    /** @param dense whether to create cuBLAS and cuSOLVER */
    CudaDevice(Processor processor, Compiler compiler, boolean dense) {
        this.compiler = compiler;
        context = PrimaryContext.of(processor);
        try {
            streams = new Streams();
            undo.add(streams::free);
            parameters = new ParameterBlock(streams.pinned(ParameterBlock.BYTES), this::address);
            memory = new MemoryPool<>(new DeviceMemory(streams::settle));
            undo.add(this::giveBackAll);
            algebra = dense ? CudaAlgebra.on(this, streams.programs()) : null;
            if (algebra != null) {
                undo.add(algebra::free);
            }
            // after the libraries, which take hundreds of megabytes
            headroom = FreeMemory.now().headroom();
            info = processor.info(freeBytes());
        } catch (DeviceException e) {
            closed = true;
            undoAll();
            throw e;
        }
    }

    private void undoAll() {
        for (int i = undo.size(); --i >= 0; ) {
            undo.get(i).run();
        }
        undo.clear();
    }

    /**
     * Makes the context current: every call may come from another thread, and another device may be current in this
     * one.
     */
    private void enter() {
        if (closed) {
            throw new DeviceException("the device was closed");
        }
        Status.call("cuCtxSetCurrent", () -> cuCtxSetCurrent(context));
    }

    @Override
    public DeviceInfo info() {
        return info;
    }

    @Override
    public CudaBuffer allocate(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("expected 1 byte or more, got " + bytes);
        }
        enter();
        CudaBuffer buffer = new CudaBuffer(this, memory.take(bytes), bytes);
        open.add(buffer);
        return buffer;
    }

    /** Returns the memory of a buffer; called when the buffer is closed. */
    void giveBack(CudaBuffer buffer) {
        open.remove(buffer);
        if (closed) {
            return;
        }
        memory.giveBack(buffer.block());
    }

    /** The number of allocated bytes: those of open buffers, and idle ones. */
    long allocatedBytes() {
        return memory.allocatedBytes();
    }

    /** The bytes that the driver reports as free plus those that the pool keeps idle, less the headroom. */
    @Override
    public long freeBytes() {
        enter();
        return Math.max(0, FreeMemory.now().free() + memory.idleBytes() - headroom);
    }

    @Override
    public ByteBuffer hostBuffer(int bytes) {
        enter();
        return streams.pinned(bytes).bytes();
    }

    /** Pinned memory for small arguments of vendor libraries. */
    HostMemory hostMemory(int bytes) {
        enter();
        return streams.pinned(bytes);
    }

    /**
     * The address of a part of a buffer for the next command, and only for that one, because its position in the order
     * is recorded. The context is current afterwards, as calls of vendor libraries need it.
     */
    CUdeviceptr at(Buffer buffer, long offset, long bytes) {
        enter();
        CudaBuffer own = own(buffer);
        CUdeviceptr at = own.at(this, offset, bytes);
        needed.add(own.block().memory());
        return at;
    }

    private static CudaBuffer own(Buffer buffer) {
        if (buffer instanceof CudaBuffer own) {
            return own;
        }
        throw new IllegalArgumentException(
                "expected a buffer of CUDA, got " + buffer.getClass().getSimpleName());
    }

    @Override
    public void upload(ByteBuffer from, Buffer to, long offset) {
        enter();
        CudaBuffer own = own(to);
        CUdeviceptr at = own.at(this, offset, from.limit());
        if (from.limit() == 0) {
            return;
        }
        streams.upload(from, own.block().memory(), at);
    }

    @Override
    public void download(Buffer from, long offset, ByteBuffer to) {
        enter();
        CUdeviceptr at = at(from, offset, to.limit());
        if (to.limit() == 0) {
            return;
        }
        Pointer pointer = Pointer.to(to.duplicate().position(0));
        copy("cuMemcpyDtoHAsync", () -> cuMemcpyDtoHAsync(pointer, at, to.limit(), streams.programs()));
        streams.awaitPrograms();
    }

    @Override
    public void fill(Buffer buffer, long offset, long bytes) {
        enter();
        CUdeviceptr at = at(buffer, offset, bytes);
        if (bytes > 0) {
            copy("cuMemsetD32Async", () -> cuMemsetD32Async(at, 0, bytes / 4, streams.programs()));
        }
    }

    @Override
    public Program compile(ProgramSource source) {
        enter();
        CudaProgram known = programs.get(source);
        if (known != null) {
            return known;
        }
        CUmodule module = new CUmodule();
        try {
            load(module, compiler.image(source));
        } catch (CudaException e) {
            // a file in the cache may be damaged
            byte[] again = compiler.anew(source);
            Status.call("cuModuleLoadDataEx of " + source.name(), () -> load(module, again));
        }
        CudaProgram program = CudaProgram.of(source, module);
        programs.put(source, program);
        return program;
    }

    /** Loads an image from memory outside the heap: the driver may compile for seconds while it reads. */
    private static int load(CUmodule module, byte[] image) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(image.length).put(image).rewind();
        try {
            return cuModuleLoadDataEx(module, Pointer.to(bytes), 0, null, null);
        } finally {
            Reference.reachabilityFence(bytes);
        }
    }

    @Override
    public void launch(Program program, String function, Grid grid, Argument... arguments) {
        enter();
        if (!(program instanceof CudaProgram own)) {
            throw new IllegalArgumentException(
                    "expected a program of CUDA, got " + program.getClass().getSimpleName());
        }
        CudaProgram.Function f = own.function(function);
        Pointer values = parameters.of(arguments);
        enqueue(
                f.name(),
                f.launch(),
                () -> cuLaunchKernel(
                        f.handle(), grid.groups(), 1, 1, grid.groupSize(), 1, 1, 0, streams.programs(), values, null));
    }

    /** The address of a buffer for the next command. */
    private long address(Buffer buffer) {
        CudaBuffer own = own(buffer);
        long address = own.address(this);
        needed.add(own.block().memory());
        return address;
    }

    /**
     * Enqueues a function of a vendor library on the queue's stream. A library loads kernels and allocates memory on
     * first use: if it cannot, idle memory is freed and the function is called once more.
     *
     * @param overwrites whether the result does not depend on its previous contents, so that even a function that
     *     failed half-way may be repeated
     */
    void enqueue(String operation, boolean overwrites, IntSupplier function) {
        enqueue(operation, operation, () -> {
            try {
                return function.getAsInt();
            } catch (CudaException e) {
                if (!Status.isWithoutMemory(e, overwrites)) {
                    throw e;
                }
                LOG.debug("{}: {}, called again after idle memory is freed", operation, e.getMessage());
                memory.freeIdle();
                return function.getAsInt();
            }
        });
    }

    private void copy(String operation, IntSupplier function) {
        enqueue(null, operation, function);
    }

    private void enqueue(@Nullable String timed, String operation, IntSupplier function) {
        enter();
        List<OrderedMemory<CUdeviceptr>> used = List.copyOf(needed);
        needed.clear();
        streams.enqueue(timed, operation, used, function);
    }

    @Override
    public void await() {
        enter();
        streams.await();
    }

    @Override
    public Optional<DeviceAlgebra> algebra() {
        return Optional.ofNullable(algebra).map(RowMajorAlgebra::new);
    }

    @Override
    public Map<String, Double> seconds() {
        enter();
        return streams.seconds();
    }

    private void giveBackAll() {
        for (CudaBuffer buffer : open) {
            memory.giveBack(buffer.block());
        }
        open.clear();
        memory.freeIdle();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        Status.quietly("cuCtxSetCurrent", () -> cuCtxSetCurrent(context));
        streams.settle();
        programs.values().forEach(CudaProgram::unload);
        programs.clear();
        undoAll();
    }
}
