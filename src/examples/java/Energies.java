import java.nio.file.Path;
import java.util.List;
import org.lather.Lather;
import org.lather.predict.Model;
import org.lather.predict.Prediction;
import org.lather.predict.Request;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;

/** Prints the energy of each structure and its largest force: java ... Energies.java MODEL DATA. */
public final class Energies {
    public static void main(String[] arguments) {
        try (Lather lather = Lather.open(); Model model = lather.load(Path.of(arguments[0]))) {
            for (Structure s : Structures.read(List.of(arguments[1]), Path.of(""))) {
                Prediction p = model.predict(s, Request.GRADIENTS);
                double largest = 0;
                for (double f : p.forces("energy")) {
                    largest = Math.max(largest, Math.abs(f));
                }
                System.out.printf("%s: %.4f eV, largest force %.3f eV/Å%n", s.origin(), p.value("energy"), largest);
            }
        }
    }
}
