package org.lather.potential;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import org.lather.execution.Execution;
import org.lather.model.FittedTarget;
import org.lather.predict.Model;
import org.lather.predict.Prediction;
import org.lather.predict.Request;
import org.lather.structure.Cell;
import org.lather.structure.Structure;
import org.lather.target.Unit;

/**
 * The energy of moving atoms whose coordinates and results are in buffers. A caller from another language, whose arrays
 * the buffers may be, needs one call for each step and copies nothing. A single thread at a time may use it.
 *
 * <p>The input is the cell [3][3], Å, and the positions [atom][3], Å. The output is the energy, eV, the stress [3][3],
 * eV/Å³, positive is tensile, and the forces [atom][3], eV/Å.
 */
public final class BufferedPotential {
    private static final int OUTPUT_HEAD = 10;

    private final Model model;
    private final Execution execution = Execution.defaults();
    private final String target;
    private final boolean strain;
    private final double factor;
    private final int[] atomicNumbers;
    private final boolean[] periodic;
    private final DoubleBuffer input;
    private final DoubleBuffer output;

    /**
     * Creates a potential of atoms of which only positions and cell change.
     *
     * @param target a target of the model that is an energy
     * @param atomicNumbers [atom]
     * @param periodic whether the cell repeats along each of its vectors, [3]
     * @param input 9 + 3 atoms numbers in the byte order of the machine
     * @param output 10 + 3 atoms numbers in the byte order of the machine
     * @throws IllegalArgumentException if the size of an array does not match, or there is no such energy
     */
    public BufferedPotential(
            Model model, String target, int[] atomicNumbers, boolean[] periodic, ByteBuffer input, ByteBuffer output) {
        this.model = model;
        this.target = target;
        FittedTarget energy = energy(model, target);
        this.strain = energy.withoutStrain().isEmpty();
        this.factor = energy.target().unit().in(Unit.EV);
        this.atomicNumbers = atomicNumbers.clone();
        this.periodic = periodic.clone();
        this.input = numbers(input, 9 + 3 * atomicNumbers.length);
        this.output = numbers(output, OUTPUT_HEAD + 3 * atomicNumbers.length);
        if (periodic.length != 3) {
            throw new IllegalArgumentException("expected 3 directions, got " + periodic.length);
        }
    }

    private static FittedTarget energy(Model model, String target) {
        return model.parameters().targets().stream()
                .filter(t -> t.name().equals(target) && t.target().isEnergy())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the model has no energy `" + target + "`"));
    }

    private static DoubleBuffer numbers(ByteBuffer buffer, int count) {
        DoubleBuffer out =
                buffer.duplicate().order(ByteOrder.nativeOrder()).clear().asDoubleBuffer();
        if (out.capacity() != count) {
            throw new IllegalArgumentException("expected a buffer of " + count + " numbers, got " + out.capacity());
        }
        return out;
    }

    /**
     * Reads the coordinates and writes the energy. With gradients also writes the forces and, if the target has one and
     * the cell repeats in three directions, the stress; what is not written is left as it is.
     *
     * @throws IllegalArgumentException if a coordinate is not finite, or the cell is degenerate
     * @throws org.lather.structure.DataException as {@link Model#predict(Structure, Request)}
     */
    public void step(boolean gradients) {
        double[] rows = new double[9];
        double[] positions = new double[3 * atomicNumbers.length];
        input.get(0, rows).get(rows.length, positions);
        Structure s = Structure.of(atomicNumbers, positions, cell(rows));
        Prediction p = model.predict(s, gradients ? Request.GRADIENTS : Request.VALUES, execution);
        output.put(0, factor * p.value(target));
        if (gradients) {
            if (strain && s.cell().periodicEverywhere()) {
                put(1, p.stress(target));
            }
            put(OUTPUT_HEAD, p.forces(target));
        }
    }

    private Cell cell(double[] rows) {
        boolean some = periodic[0] || periodic[1] || periodic[2];
        for (double x : rows) {
            some |= x != 0;
        }
        return some ? Cell.of(rows, periodic[0], periodic[1], periodic[2]) : Cell.NONE;
    }

    private void put(int first, double[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
        }
        output.put(first, values);
    }
}
