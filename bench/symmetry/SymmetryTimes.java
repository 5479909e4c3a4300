import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.lather.backend.Backend;
import org.lather.backend.BackendRequest;
import org.lather.backend.Backends;
import org.lather.backend.Precision;
import org.lather.describe.Describer;
import org.lather.describe.FeatureRequest;
import org.lather.execution.Execution;
import org.lather.options.RepresentationFile;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;

/**
 * Times the features of a file on one thread.
 *
 * <p>Usage: SymmetryTimes OPTIONS STRUCTURES SECONDS prints the processor time of a computation of all features in
 * seconds, the mean over the second half of the time, and the sum of all features.
 */
final class SymmetryTimes {
    private SymmetryTimes() {}

    public static void main(String[] args) throws IOException {
        RepresentationFile options = RepresentationFile.read(Path.of(args[0]), List.of(), null);
        List<Structure> all = new ArrayList<>();
        Structures.read(Path.of(args[1])).forEach(all::add);
        Structures structures = Structures.of(all);
        long half = (long) (5e8 * Double.parseDouble(args[2]));
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        double seconds = 0;
        double[] features = {};
        try (Backend backend = Backends.open("cpu", new BackendRequest(Precision.DOUBLE, 1, 0, null))) {
            Describer describer = new Describer(backend, Execution.defaults());
            FeatureRequest request = new FeatureRequest(options);
            for (int i = 0; i < 2; i++) {
                long end = System.nanoTime() + half;
                long start = system.getProcessCpuTime();
                int count = 0;
                do {
                    features = describer.toArrays(request, structures).values();
                    count++;
                } while (System.nanoTime() < end);
                seconds = 1e-9 * (system.getProcessCpuTime() - start) / count;
            }
        }
        System.out.printf(Locale.ROOT, "%.6f %.15g%n", seconds, Arrays.stream(features).sum());
    }
}
