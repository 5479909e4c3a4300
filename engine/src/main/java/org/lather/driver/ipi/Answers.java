package org.lather.driver.ipi;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.lather.potential.Energetics;
import org.lather.target.Unit;

/** Writes energies, forces and virials in hartree and bohr, with extras, which are a JSON object. */
final class Answers {
    private static final double HARTREE = Unit.of("Ha").factor();
    private static final double FORCE = Unit.of("bohr").factor() / HARTREE;

    private Answers() {}

    /** Writes the message FORCEREADY with the results of a batch. */
    static void put(Connection connection, List<Energetics> results) {
        int n = results.get(0).forces().length;
        int bytes = Integer.BYTES;
        List<byte[]> extras = new ArrayList<>();
        for (Energetics e : results) {
            byte[] text = extras(e).getBytes(StandardCharsets.UTF_8);
            extras.add(text);
            bytes += Double.BYTES * (10 + n) + Integer.BYTES + text.length;
        }
        ByteBuffer out = connection.reply("FORCEREADY", bytes);
        results.forEach(e -> out.putDouble(e.energy() / HARTREE));
        out.putInt(n / 3);
        for (Energetics e : results) {
            for (double f : e.forces()) {
                out.putDouble(FORCE * f);
            }
        }
        for (Energetics e : results) {
            for (int k = 0; k < 9; k++) {
                // column-major, like the cell
                out.putDouble(e.virial()[3 * (k % 3) + k / 3] / HARTREE);
            }
        }
        for (byte[] text : extras) {
            out.putInt(text.length);
            out.put(text);
        }
    }

    /** The extras; never empty, because some servers wait for at least one byte. */
    private static String extras(Energetics e) {
        StringJoiner out = new StringJoiner(", ", "{", "}");
        if (Double.isFinite(e.uncertainty())) {
            out.add("\"energy_uncertainty\": " + e.uncertainty());
        }
        if (e.forcesUncertainty().length > 0) {
            out.add("\"forces_uncertainty\": " + Arrays.toString(e.forcesUncertainty()));
        }
        addMembers(e.members(), out);
        return out.toString();
    }

    /**
     * Adds the energies of members in eV and, if they have forces, what i-PI's committees read, in hartree and bohr.
     */
    private static void addMembers(Energetics.Members members, StringJoiner out) {
        if (members.energies().length == 0) {
            return;
        }
        out.add("\"energy_ensemble\": " + Arrays.toString(members.energies()));
        if (members.forces().length > 0) {
            out.add("\"committee_pot\": " + list(members.energies(), 1 / HARTREE));
            out.add("\"committee_force\": " + lists(members.forces(), FORCE));
            out.add("\"committee_virial\": " + lists(members.virials(), 1 / HARTREE));
        }
    }

    private static String list(double[] values, double factor) {
        return Arrays.toString(Arrays.stream(values).map(v -> factor * v).toArray());
    }

    private static String lists(double[][] members, double factor) {
        return Arrays.stream(members).map(v -> list(v, factor)).collect(Collectors.joining(", ", "[", "]"));
    }
}
