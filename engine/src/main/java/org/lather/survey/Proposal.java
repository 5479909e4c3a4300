package org.lather.survey;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lather.target.Target;

/**
 * One target of the first options.
 *
 * @param name of the target
 * @param key key or column of its values
 * @param structures number of structures that have it
 * @param unit unit of its values
 * @param baseline what is subtracted before the fit, as an options file has it
 * @param more further keys of the target with their values, as an options file has them
 * @param derivatives forces, and stress or virial
 * @param remarks sentences about it, for the file
 */
record Proposal(
        String name,
        String key,
        int structures,
        ChosenUnit unit,
        Target.Quantity quantity,
        int rank,
        String baseline,
        Map<String, String> more,
        List<Derived> derivatives,
        List<String> remarks) {
    Proposal {
        derivatives = List.copyOf(derivatives);
        remarks = List.copyOf(remarks);
    }

    /**
     * Forces, stress or virial of a target.
     *
     * @param word key of the block in options
     * @param key key or column of the values
     */
    record Derived(String word, String key, int structures, ChosenUnit unit) {}

    /**
     * A unit and why it was chosen.
     *
     * @param assumed whether the data do not show it
     * @param reason a clause
     */
    record ChosenUnit(String text, boolean assumed, String reason) {}

    /** One line about the target. */
    String line(int all) {
        StringBuilder out = new StringBuilder(name + ": " + quantity.place() + " " + key + in(structures, all) + ", "
                + unit.text() + " (" + unit.reason() + ")");
        for (Derived d : derivatives) {
            out.append("; ")
                    .append(d.word())
                    .append(d.word().equals("forces") ? ": column " : ": key ")
                    .append(d.key())
                    .append(in(d.structures(), all))
                    .append(", ")
                    .append(d.unit().text())
                    .append(" (")
                    .append(d.unit().reason())
                    .append(")");
        }
        return out.toString();
    }

    private static String in(int structures, int all) {
        return structures == all ? "" : " in " + structures + " of " + all + " structures";
    }

    /** The target by the names that it has in JSON. */
    Map<String, Object> toMap() {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("key", key);
        out.put("structures", structures);
        put(out, unit);
        out.put("quantity", quantity.word());
        out.put("rank", rank);
        for (Derived d : derivatives) {
            Map<String, Object> own = new LinkedHashMap<>();
            own.put("key", d.key());
            own.put("structures", d.structures());
            put(own, d.unit());
            out.put(d.word(), own);
        }
        return out;
    }

    private static void put(Map<String, Object> out, ChosenUnit unit) {
        out.put("unit", unit.text());
        out.put("unit_assumed", unit.assumed());
        out.put("unit_reason", unit.reason());
    }
}
