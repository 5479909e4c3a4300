package org.lather.opencl;

import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.Features;
import org.lather.backend.Precision;
import org.lather.backend.RandomStructures;
import org.lather.backend.Range;
import org.lather.backend.device.Argument;
import org.lather.backend.device.Buffer;
import org.lather.backend.device.Grid;
import org.lather.backend.device.Program;
import org.lather.backend.device.ProgramSource;
import org.lather.backend.device.offload.DeviceBackend;
import org.lather.backend.device.queue.Timeline;
import org.lather.density.Basis;
import org.lather.density.Channels;
import org.lather.density.Cutoff;
import org.lather.density.DensityExpansion;
import org.lather.density.GaussianDensity;
import org.lather.density.Smoothing;
import org.lather.descriptor.Descriptor;
import org.lather.structure.Structure;

/** Prints how much of the time of uploads lies within that of programs, by the clock of the first OpenCL device. */
final class OverlapRun {
    private static final PrintStream OUT = System.out;
    private static final int BYTES = 8 << 20;
    private static final int STEPS = 12;

    private OverlapRun() {}

    /** @param arguments none */
    public static void main(String[] arguments) {
        try (OpenClDevice device = new OpenClDevice(Candidate.all().get(0))) {
            OUT.println(device.info().name());
            for (int groups : new int[] {1, 64}) {
                for (int halves = 1; halves <= 2; halves++) {
                    steps(device, groups, halves);
                }
            }
        }
        backend();
    }

    /**
     * Each step uploads and has a program read it; with two halves the next upload does not need what the program
     * reads.
     */
    private static void steps(OpenClDevice device, int groups, int halves) {
        Program program = device.compile(new ProgramSource("order", Precision.DOUBLE, Map.of()));
        ByteBuffer bytes = ByteBuffer.allocateDirect(BYTES);
        List<Buffer> x = new ArrayList<>();
        for (int i = 0; i < halves; i++) {
            x.add(device.allocate(BYTES));
        }
        Buffer y = device.allocate(BYTES);
        device.fill(y, 0, BYTES);
        device.await();
        List<Timeline.Interval> up = new ArrayList<>();
        List<Timeline.Interval> computed = new ArrayList<>();
        device.queues().uploads().trace(up);
        device.queues().programs().trace(computed);
        for (int step = 0; step < STEPS; step++) {
            Buffer to = x.get(step % halves);
            device.upload(bytes, to, 0);
            device.launch(
                    program,
                    "add",
                    new Grid(groups, 64),
                    Argument.of(BYTES / 8),
                    Argument.of(groups > 1 ? 20 : 10),
                    to,
                    y);
        }
        device.await();
        print("%d groups, %s".formatted(groups, halves == 1 ? "one buffer" : "two halves"), up, computed);
        x.forEach(Buffer::close);
        y.close();
    }

    /** The power spectrum of molecules, step by step. */
    private static void backend() {
        Random random = new Random(1);
        List<Structure> structures = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            structures.add(RandomStructures.cluster(random, 20, 1, 6, 8));
        }
        Channels channels = Channels.oneHot(1, 6, 8);
        Descriptor power = new Descriptor.PowerSpectrum(new DensityExpansion(
                new Cutoff(3.5, new Smoothing.ShiftedCosine(0.5)),
                new GaussianDensity(0.4, 1, null),
                new Basis(8, 6, 1e-8)));
        OpenClDevice device = new OpenClDevice(Candidate.all().get(0));
        try (Backend b = new DeviceBackend(device, Precision.DOUBLE, 1);
                Batch batch = b.upload(structures, channels)) {
            List<Timeline.Interval> up = new ArrayList<>();
            List<Timeline.Interval> computed = new ArrayList<>();
            for (int from = 0; from < batch.environments(); from += 100) {
                if (from == 200) {
                    device.await();
                    device.queues().uploads().trace(up);
                    device.queues().programs().trace(computed);
                }
                try (Features f = b.features(new Range(batch, from, from + 100), power)) {
                    f.rows();
                }
            }
            device.await();
            print("power spectra", up, computed);
        }
    }

    private static void print(String what, List<Timeline.Interval> up, List<Timeline.Interval> computed) {
        double all = 0;
        double within = 0;
        for (Timeline.Interval u : up) {
            all += u.end() - u.begin();
            for (Timeline.Interval p : computed) {
                within += Math.max(0, Math.min(u.end(), p.end()) - Math.max(u.begin(), p.begin()));
            }
        }
        double programs =
                computed.stream().mapToDouble(i -> i.end() - i.begin()).sum();
        OUT.printf(
                Locale.ROOT,
                "%-24s programs %8.2f ms, uploads %8.3f ms, of which %5.1f %% beside programs%n",
                what,
                1e3 * programs,
                1e3 * all,
                all == 0 ? 0 : 100 * within / all);
    }
}
