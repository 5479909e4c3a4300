package org.lather.bench;

import java.nio.file.Path;
import java.util.Locale;
import org.lather.Lather;
import org.lather.backend.Backend;
import org.lather.backend.Backends;
import org.lather.execution.Execution;
import org.lather.potential.Energetics;
import org.lather.potential.ModelPotential;
import org.lather.potential.Potential;
import org.lather.predict.Model;
import org.lather.relax.CellFreedom;
import org.lather.relax.Relaxation;
import org.lather.relax.RelaxationGoal;
import org.lather.relax.Relaxer;
import org.lather.structure.Cell;
import org.lather.structure.Element;
import org.lather.structure.Structure;
import org.lather.target.Unit;

/**
 * Computes properties of a crystal of the diamond structure with a model: lattice constant, equation of state, elastic
 * constants, energies of a vacancy and of surfaces. It uses only the library, as an example of relaxations.
 *
 * <p>Usage: DiamondProperties MODEL [ELEMENT [EDGE]], the edge of the cubic cell to begin with in Å.
 */
public final class DiamondProperties {
    private static final double GPA = Unit.of("GPa").factor();

    /** J/m² in eV/Å². */
    private static final double JOULE = Unit.of("eV/A^2").in(Unit.of("GPa*A")) * 0.1;

    private static final double STRAIN = 0.004;

    private final Potential potential;
    private final int element;

    private DiamondProperties(Potential potential, int element) {
        this.potential = potential;
        this.element = element;
    }

    public static void main(String[] args) {
        int element = args.length > 1 ? Element.of(args[1]).orElseThrow().atomicNumber() : 14;
        double edge = args.length > 2 ? Double.parseDouble(args[2]) : 5.43;
        try (Backend backend = Backends.automatic();
                Model model = Lather.on(backend).load(Path.of(args[0]))) {
            Potential potential = ModelPotential.of(model, Execution.defaults(), "", false);
            new DiamondProperties(potential, element).print(edge);
        }
    }

    private void print(double guess) {
        Relaxation crystal = relax(new DiamondCrystal(element, guess).cubic(1), CellFreedom.ISOTROPIC);
        double edge = Math.cbrt(crystal.structure().cell().volume());
        double atom = crystal.energetics().energy() / 8;
        DiamondCrystal relaxed = new DiamondCrystal(element, edge);
        row("lattice constant", edge, "A");
        row("energy per atom", atom, "eV");
        EquationOfState state = EquationOfState.fit(potential, relaxed.cubic(1), 0.06, 13);
        row("bulk modulus, equation of state", state.bulkModulus() / GPA, "GPa");
        row("its derivative with pressure", state.pressureDerivative(), "");
        double c11 = modulus(relaxed.cubic(1), 0, 0, true);
        double c12 = modulus(relaxed.cubic(1), 0, 1, true);
        row("C11", c11, "GPa");
        row("C12", c12, "GPa");
        row("C44", shear(relaxed.cubic(1), true), "GPa");
        row("C44, atoms clamped", shear(relaxed.cubic(1), false), "GPa");
        row("bulk modulus, (C11 + 2 C12)/3", (c11 + 2 * c12) / 3, "GPa");
        for (int repeat = 2; repeat <= 3; repeat++) {
            Structure holed = relaxed.vacancy(repeat);
            double energy = relax(holed, CellFreedom.NONE).energetics().energy() - holed.size() * atom;
            row("vacancy in a cell of " + (holed.size() + 1) + " atoms, cell fixed", energy, "eV");
        }
        surface("(100) surface, 1x1", relaxed.slab100(12), atom);
        surface("(111) surface, 1x1", relaxed.slab111(12), atom);
    }

    private void surface(String name, Structure slab, double atom) {
        double factor = JOULE / (2 * DiamondCrystal.area(slab));
        row(name + ", as cut", (potential.of(slab).energy() - slab.size() * atom) * factor, "J/m^2");
        double energy = relax(slab, CellFreedom.NONE).energetics().energy();
        row(name + ", relaxed", (energy - slab.size() * atom) * factor, "J/m^2");
    }

    private Relaxation relax(Structure s, CellFreedom cell) {
        RelaxationGoal goal = RelaxationGoal.withCell(cell).to(1e-4, 1e-7);
        return new Relaxer(potential, goal).relax(s).expectConverged();
    }

    /** dσ_jj/dε_aa, GPa; atoms relaxed under the strain where asked, else moved with the cell. */
    private double modulus(Structure crystal, int a, int j, boolean relaxed) {
        return slope(crystal, a, a, 4 * j, relaxed);
    }

    /** Half of dσ_yz/dε_yz, ε_zy strained alike. */
    private double shear(Structure crystal, boolean relaxed) {
        return slope(crystal, 1, 2, 5, relaxed) / 2;
    }

    private double slope(Structure crystal, int a, int b, int component, boolean relaxed) {
        double[] stress = new double[2];
        for (int sign = 0; sign < 2; sign++) {
            Structure s = strain(crystal, a, b, sign == 0 ? STRAIN : -STRAIN);
            Energetics e = relaxed ? relax(s, CellFreedom.NONE).energetics() : potential.of(s);
            stress[sign] = e.stress(s.cell())[component];
        }
        return (stress[0] - stress[1]) / (2 * STRAIN) / GPA;
    }

    private static Structure strain(Structure s, int a, int b, double e) {
        double[] x = s.positions();
        double[] h = s.cell().rows();
        for (double[] v : new double[][] {x, h}) {
            for (int k = 0; k < v.length; k += 3) {
                double old = v[k + a];
                v[k + a] += e * v[k + b];
                if (a != b) {
                    v[k + b] += e * old;
                }
            }
        }
        return Structure.of(s.atomicNumbers(), x, Cell.periodic(h));
    }

    private static void row(String name, double value, String unit) {
        System.out.printf(Locale.ROOT, "%-46s %12.4f %s%n", name, value, unit);
    }
}
