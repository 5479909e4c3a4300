package org.lather.structure.file;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Recognises files that hold structures in a format that is not read, so that a message can name the format and the way
 * to convert it.
 */
final class OtherFormat {
    /** Number of lines at the beginning of a file that are looked at. */
    private static final int LINES = 60;

    /**
     * A format.
     *
     * @param name with its article
     * @param ase name of the format in ASE, which {@code ase convert -i} takes; empty if ASE does not read it
     * @param line pattern found in one of the first lines
     */
    private record Format(String name, String ase, Pattern line) {
        Format(String name, String ase, String line) {
            this(name, ase, Pattern.compile(line));
        }

        Found found() {
            return new Found(name, ase, "");
        }
    }

    private static final List<Format> FORMATS = List.of(
            new Format("a vasprun.xml of VASP", "vasp-xml", "^\\s*<modeling>"),
            new Format("an OUTCAR of VASP", "vasp-out", "^ ?vasp\\.\\d|POSITION +TOTAL-FORCE"),
            new Format("a dump file of LAMMPS", "lammps-dump-text", "^ITEM: (TIMESTEP|UNITS|TIME)"),
            new Format("a data file of LAMMPS", "lammps-data", "^\\s*\\d+\\s+atom types\\b"),
            new Format("CIF", "cif", "^\\s*(data_\\S|_cell_length_a\\b)"),
            new Format("an input or restart file of CP2K", "cp2k-restart", "^\\s*&(FORCE_EVAL|GLOBAL|SUBSYS)\\b"),
            new Format("an output file of CP2K", "", "^ CP2K\\||\\*\\* +PROGRAM STARTED AT"),
            new Format("an output file of Quantum ESPRESSO", "espresso-out", "^\\s*Program (PWSCF|CP) "),
            new Format("an input file of Quantum ESPRESSO", "espresso-in", "(?i)^\\s*&(CONTROL|SYSTEM)\\b"),
            new Format("an output file of Gaussian", "gaussian-out", "^ Entering Gaussian System"),
            new Format("an input file of Gaussian", "gaussian-in", "^(%[A-Za-z]+=|#[pPnNtT](\\s|$))"),
            new Format("an output file of ORCA", "orca-output", "\\* +O +R +C +A +\\*"),
            new Format("an output file of FHI-aims", "aims-output", "Invoking FHI-aims"),
            new Format("input.data of RuNNer and n2p2", "runnerdata", "^\\s*begin\\s*$"),
            new Format("a geometry file of FHI-aims", "aims", "^\\s*(lattice_vector|atom|atom_frac)\\s+[-+.\\d]"),
            new Format("an output file of CASTEP", "castep-castep", "\\| +CCC +AA +SSS"),
            new Format("a cell file of CASTEP", "castep-cell", "(?i)^\\s*%BLOCK +(LATTICE|POSITIONS)_"),
            new Format("PDB", "proteindatabank", "^(CRYST1 |HETATM|ATOM {2,})"),
            new Format("MDL mol or SDF", "sdf", " V[23]000\\s*$"),
            new Format("mol2", "", "^@<TRIPOS>"),
            new Format("XSF", "xsf", "^\\s*(PRIMVEC|PRIMCOORD|ANIMSTEPS\\s+\\d+)"),
            new Format("gen of DFTB+", "gen", "^\\s*\\d+\\s+[CSF]\\s*$"),
            new Format("AtomEye's cfg", "cfg", "^Number of particles\\s*="),
            new Format("cfg of MLIP", "", "^\\s*BEGIN_CFG"),
            new Format("coord of Turbomole", "turbomole", "^\\$coord"),
            new Format("a HISTORY of DL_POLY", "dlp-history", "^timestep\\s+\\d+\\s+\\d+\\s+\\d+"));

    private static final int LONGEST_LINE = 400;

    private static final List<String> BINARY = List.of(
            "- of Ulm",
            "a trajectory of ASE",
            "traj",
            "SQLite format 3",
            "a database of ASE",
            "db",
            "CDF\u0001",
            "NetCDF",
            "netcdftrajectory",
            "CDF\u0002",
            "NetCDF",
            "netcdftrajectory",
            "\u0089HDF",
            "HDF5",
            "",
            "\u0093NUMPY",
            "an array of NumPy",
            "");

    /** Endings whose formats have no typical first line; with their names in ASE. */
    private static final List<String> ENDINGS = List.of(
            ".json",
            "json",
            ".cube",
            "cube",
            ".gro",
            "gromacs",
            ".res",
            "res",
            ".cssr",
            "",
            ".cif",
            "cif",
            ".pdb",
            "proteindatabank",
            ".traj",
            "traj",
            ".db",
            "db");

    /**
     * A format that is not read.
     *
     * @param name with its article
     * @param ase name of the format in ASE; empty if ASE does not read it
     * @param remark a further sentence with a leading blank, or empty
     */
    record Found(String name, String ase, String remark) {
        /** How to convert the file, as a sentence with a leading blank. */
        String advice(String file) {
            if (ase.isEmpty()) {
                return " Convert it to extended XYZ." + remark;
            }
            String plain = file.replaceFirst("\\.(gz|xz)$", "");
            String base = plain.replaceFirst(
                    "\\.(cif|json|traj|db|pdb|xml|lmp|data|lammpstrj|dump|out|log|in|cfg|xsf"
                            + "|gen|sdf|mol|cell|castep|cube|gro|res|gjf|com)$",
                    "");
            return " Convert it: ase convert -i " + ase + " -o extxyz " + plain + " " + base + ".xyz" + remark;
        }
    }

    private OtherFormat() {}

    /** Recognises a format by the beginning of a file. */
    static Optional<Found> of(String head) {
        for (int i = 0; i < BINARY.size(); i += 3) {
            if (head.startsWith(BINARY.get(i))) {
                return Optional.of(new Found(BINARY.get(i + 1), BINARY.get(i + 2), ""));
            }
        }
        if (head.startsWith("\u00ff\u00fe") || head.startsWith("\u00fe\u00ff")) {
            return Optional.of(
                    new Found("UTF-16", "", " Text must be ASCII or UTF-8: iconv -f UTF-16 -t UTF-8 makes it."));
        }
        // the time to search a line may grow with the square of its length
        List<String> lines = head.lines()
                .limit(LINES)
                .map(s -> s.length() > LONGEST_LINE ? s.substring(0, LONGEST_LINE) : s)
                .toList();
        String first = lines.stream().filter(s -> !s.isBlank()).findFirst().orElse("");
        if (first.startsWith("{") || first.startsWith("[")) {
            return Optional.of(new Found("JSON", "json", ""));
        }
        for (Format f : FORMATS) {
            if (lines.stream().anyMatch(line -> f.line().matcher(line).find())) {
                Found found = f.found();
                return Optional.of(
                        found.ase().startsWith("lammps")
                                ? new Found(
                                        found.name(),
                                        found.ase(),
                                        "; where the file names no elements, types 1, 2 become H, He: name"
                                                + " their elements by `types`, like H: Si, He: O")
                                : found);
            }
        }
        return Optional.empty();
    }

    /** Recognises a format by the ending of a file's name. */
    static Optional<Found> ofName(String file) {
        String lower = file.replaceFirst("\\.(gz|xz)$", "").toLowerCase(Locale.ROOT);
        for (int i = 0; i < ENDINGS.size(); i += 2) {
            if (lower.endsWith(ENDINGS.get(i))) {
                return Optional.of(new Found("a file " + ENDINGS.get(i), ENDINGS.get(i + 1), ""));
            }
        }
        return Optional.empty();
    }
}
