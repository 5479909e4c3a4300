package org.lather.structure.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OtherFormatTest {
    private static final String POSCAR = "Cu Au\n1.0\n4 0 0\n0 4 0\n0 0 4\nCu Au\n1 1\nDirect\n0 0 0\n.5 .5 .5\n";

    private static Structures file(String name, String text) {
        return Structures.of(name, () -> new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static void refused(String name, String text, String message) {
        assertThatThrownBy(() -> file(name, text).first())
                .isInstanceOf(StructureFileException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OUTCAR|' vasp.5.4.4 OUTCAR\\n'|an OUTCAR of VASP|-i vasp-out -o extxyz OUTCAR OUTCAR.xyz",
                "vasprun.xml|'<?xml version=\"1.0\"?>\\n<modeling>\\n'|a vasprun.xml of VASP|-i vasp-xml -o extxyz vasprun.xml vasprun.xyz",
                "dump.lammpstrj|'ITEM: TIMESTEP\\n0\\n'|a dump file of LAMMPS|-i lammps-dump-text -o extxyz dump.lammpstrj dump.xyz; where the file names no elements, types 1, 2 become H, He: name their elements by `types`, like H: Si, He: O",
                "data.lmp|'LAMMPS data file\\n\\n2 atoms\\n1 atom types\\n'|a data file of LAMMPS|-i lammps-data -o extxyz data.lmp data.xyz; where the file names no elements, types 1, 2 become H, He: name their elements by `types`, like H: Si, He: O",
                "a.cif|'data_quartz\\n_cell_length_a 4\\n'|CIF|-i cif -o extxyz a.cif a.xyz",
                "b.cif.gz|'# made by hand\\n\\ndata_quartz\\n'|CIF|-i cif -o extxyz b.cif b.xyz",
                "run-1.restart|' &GLOBAL\\n &FORCE_EVAL\\n'|an input or restart file of CP2K|-i cp2k-restart -o extxyz run-1.restart run-1.restart.xyz",
                "pw.out|'\\n     Program PWSCF v.7.2 starts\\n'|an output file of Quantum ESPRESSO|-i espresso-out -o extxyz pw.out pw.xyz",
                "m.log|' Entering Gaussian System, Link 0=g16\\n'|an output file of Gaussian|-i gaussian-out -o extxyz m.log m.xyz",
                "geometry.in|'lattice_vector 4 0 0\\natom 0 0 0 Cu\\n'|a geometry file of FHI-aims|-i aims -o extxyz geometry.in geometry.xyz",
                "input.data|'begin\\nlattice 4 0 0\\natom 0 0 0 Cu 0 0 0 0 0\\n'|input.data of RuNNer and n2p2|-i runnerdata -o extxyz input.data input.xyz",
                "m.gjf|'#P\\n\\nwater\\n'|an input file of Gaussian|-i gaussian-in -o extxyz m.gjf m.xyz",
                "a.pdb|'HEADER    X\\nATOM      1  N\\n'|PDB|-i proteindatabank -o extxyz a.pdb a.xyz",
                "a.sdf|'x\\n\\n\\n  3  2  0  0  0  0  0  0  0  0999 V2000\\n'|MDL mol or SDF|-i sdf -o extxyz a.sdf a.xyz",
                "a.traj|'- of Ulm'|a trajectory of ASE|-i traj -o extxyz a.traj a.xyz",
                "a.json|'{\"1\": 2}'|JSON|-i json -o extxyz a.json a.xyz"
            })
    void isNamedWithTheWayToConvertIt(String name, String text, String format, String command) {
        refused(
                name,
                text.replace("\\n", "\n"),
                name + ": expected extended XYZ, POSCAR or magres, found " + format + ". Convert it: ase convert "
                        + command);
    }

    @Test
    void xdatcar() {
        refused(
                "XDATCAR",
                POSCAR.replace("Direct", "Direct configuration=     1"),
                "XDATCAR: expected extended XYZ, POSCAR or magres, found an XDATCAR of VASP. Convert it: ase convert -i"
                        + " vasp-xdatcar -o extxyz XDATCAR XDATCAR.xyz");
    }

    @Test
    void formatsThatNothingConverts() {
        refused(
                "a.h5",
                "\u0089HDF\r\n",
                "a.h5: expected extended XYZ, POSCAR or magres, found HDF5. Convert it to extended XYZ.");
        refused(
                "a.xyz",
                "\u00ff\u00fe1\0\n\0",
                "a.xyz: expected extended XYZ, POSCAR or magres, found UTF-16. Convert it to extended XYZ. Text must be ASCII or"
                        + " UTF-8: iconv -f UTF-16 -t UTF-8 makes it.");
    }

    @Test
    void lineEnds() {
        assertThat(file("a.xyz", "1\r\n\r\nH 0 0 0\r\n").first().size()).isEqualTo(1);
        refused(
                "a.xyz",
                "1\r\rH 0 0 0\r",
                "a.xyz: expected extended XYZ, POSCAR or magres, found lines that end with CR alone. Convert it to extended XYZ."
                        + " tr '\\r' '\\n' makes lines that end with LF.");
    }

    @Test
    void aNumberOfAtomsWithAWordIsNoDataFile() {
        refused("a.xyz", "2 atoms\n\n", "a.xyz:1:1: expected the number of atoms of frame 0, found '2 atoms'.");
    }

    @Test
    void unknownFilesWithATellingName() {
        refused(
                "a.cube",
                "title\n",
                "a.cube:1:1: expected the number of atoms of frame 0, found 'title'. Convert it: ase convert -i cube -o"
                        + " extxyz a.cube a.xyz");
        refused("a.txt", "title\n", "a.txt:1:1: expected the number of atoms of frame 0, found 'title'.");
    }

    @Test
    void xyzIsReadWhateverItsRemarksSay() {
        assertThat(file("OUTCAR.xyz", "1\nITEM: TIMESTEP 2 atoms\nH 0 0 0\n")).hasSize(1);
        assertThat(file("a.xyz", "\n 1 \n&FORCE_EVAL\nH 0 0 0\n")).hasSize(1);
        // atomic numbers and a number as a remark, like lines 2 to 5 of a POSCAR
        String numbers = "3\n-1.5\n1 0 0 0\n1 0 0 1\n1 0 0 2\n3\n2\n1 0 0 0\n1 0 0 1\n1 0 0 2\n";
        FrameReader reader = FileStart.reader(
                "a.xyz",
                new ByteArrayInputStream(numbers.getBytes(StandardCharsets.ISO_8859_1)),
                AtomTypes.ATOMIC_NUMBERS,
                new HashSet<>());
        assertThat(reader).isInstanceOf(ExtendedXyzReader.class).toIterable().hasSize(2);
    }

    @Test
    void poscarIsRecognisedWhateverItsName() {
        assertThat(file("a.xyz", POSCAR).first().atomicNumbers()).containsExactly(29, 79);
        assertThat(file("contcar", POSCAR.replace("Cu Au\n1.0", "2\n1.0"))
                        .first()
                        .size())
                .isEqualTo(2);
        assertThat(file("POSCAR.xyz", "1\n\nH 0 0 0\n").first().size()).isEqualTo(1);
        assertThatThrownBy(() -> file("POSCAR", "2\n1.0\n4 0 0\n").first())
                .hasMessage("POSCAR:3: expected lattice vector 2, found the end of the file.");
    }
}
