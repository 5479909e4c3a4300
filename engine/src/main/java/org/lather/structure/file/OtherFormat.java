package org.lather.structure.file;

import java.util.List;
import java.util.Locale;

/** Recognises files that hold structures in a format that is not read. */
final class OtherFormat {
    private OtherFormat() {}

    /** Describes a file that is not XYZ, by its name or first line, and what to do. */
    static String advice(String file, String first) {
        String plain = file.replaceFirst("\\.(gz|xz)$", "");
        String lower = plain.toLowerCase(Locale.ROOT);
        for (String ending : List.of(".cif", ".json", ".traj", ".db", ".pdb")) {
            if (lower.endsWith(ending)) {
                return " Files " + ending + " are not read; convert it: ase convert " + plain + " "
                        + plain.substring(0, plain.length() - ending.length()) + ".xyz";
            }
        }
        String format = first.startsWith("data_")
                ? "CIF"
                : first.startsWith("{") || first.startsWith("[")
                        ? "JSON"
                        : first.startsWith("- of Ulm") ? "a trajectory of ASE" : "";
        return format.isEmpty() ? "" : " It looks like " + format + ", which is not read; ase convert makes .xyz of it";
    }
}
