package org.lather.options;

import static org.lather.options.Key.doc;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lather.error.Cure;
import org.lather.math.TensorSymmetry;
import org.lather.target.Target;
import org.lather.target.Target.Quantity;
import org.lather.target.TensorForm;
import org.lather.target.TensorForm.Charge;
import org.lather.target.TensorForm.Origin;
import org.lather.target.TensorForm.Transform;
import org.lather.target.Unit;

/** The keys of a target that describe a tensor. */
final class TensorKeys {
    private static final ValueType<Charge> CHARGE_TYPE = new ValueType<>() {
        @Override
        public Charge read(OptionsMap map, String key) {
            Object value = map.raw(key);
            return value instanceof Number
                    ? new Charge("", Scalars.number(map.path(key), value))
                    : new Charge(Scalars.text(map.path(key), value), 0);
        }

        @Override
        public Object write(Charge charge) {
            return charge.key().isEmpty() ? charge.value() : charge.key();
        }

        @Override
        public Map<String, @Nullable Object> schema() {
            return Trees.map("anyOf", List.of(Scalars.NUMBER.schema(), Scalars.TEXT.schema()));
        }
    };

    static final Key<Target, Integer> RANK = Key.<Target, Integer>of(
                    "rank",
                    Scalars.count(0),
                    0,
                    t -> t.form().rank(),
                    doc(
                            "rank of the [tensor](tensors.md), from 0 (a number) to 6; a structure or atom has 3^rank numbers,"
                                    + " row by row"))
            .onlyIf(Target::isTensor);
    private static final Key<Target, TensorSymmetry> SYMMETRY = Key.<Target, TensorSymmetry>of(
                    "symmetry",
                    Choice.of(TensorSymmetry.class),
                    TensorSymmetry.GENERAL,
                    t -> t.form().symmetry(),
                    doc(
                            "symmetry of a tensor of rank 2 or higher: `general`, `symmetric` (under every exchange of axes) or"
                                    + " `traceless` (and without a trace)"))
            .onlyIf(t -> t.form().rank() > 1);
    private static final Key<Target, Transform> TRANSFORM = Key.<Target, Transform>of(
                    "transform",
                    Choice.of(Transform.class),
                    Transform.NONE,
                    t -> t.form().transform(),
                    doc("`clausius_mossotti` learns V (ε − 1)(ε + 2)⁻¹ of a dielectric tensor ε of `quantity: total`, V"
                            + " in Å³, or that without V of `quantity: mean`; predictions are ε again"))
            .onlyIf(t -> t.form().transform() != Transform.NONE);
    private static final Key<Target, Origin> ORIGIN = Key.<Target, Origin>of(
                    "origin",
                    Choice.of(Origin.class),
                    Origin.CENTER_OF_MASS,
                    t -> t.form().origin(),
                    doc(
                            "reference point of the dipoles of charged structures: `center_of_mass` (or any other point that"
                                    + " moves with the atoms), or `coordinates`, the origin of the coordinates"))
            .onlyIf(Target::isDipole);
    private static final Key<Target, Charge> CHARGE = Key.<Target, Charge>of(
                    "charge",
                    CHARGE_TYPE,
                    Charge.NONE,
                    t -> t.form().charge(),
                    doc("charge of the structures, a number in e or the key of one; only with `origin: coordinates`")
                            .absent("none"))
            .onlyIf(t -> t.isDipole() && t.form().origin() == Origin.COORDINATES);
    private static final Key<Target, Boolean> PERIODIC = Key.<Target, Boolean>of(
                    "periodic",
                    Scalars.FLAG,
                    false,
                    t -> t.form().periodic(),
                    doc("`true` declares that the dipoles of periodic structures are on one branch; otherwise they are"
                            + " refused"))
            .onlyIf(Target::isDipole);

    static final List<Key<Target, ?>> ALL = List.of(RANK, SYMMETRY, TRANSFORM, ORIGIN, CHARGE, PERIODIC);

    private TensorKeys() {}

    static TensorForm read(OptionsMap map, int rank, Unit unit, Quantity quantity) {
        TensorSymmetry symmetry = map.get(SYMMETRY);
        if (symmetry != TensorSymmetry.GENERAL && rank < 2) {
            throw new OptionsException(
                    "`" + map.path(SYMMETRY.name()) + "`: expected a symmetry of a tensor of rank 2"
                            + " or higher, got rank " + rank,
                    Cure.text("Leave it out"));
        }
        Transform transform = map.get(TRANSFORM);
        if (transform != Transform.NONE && !isDielectric(unit, quantity)) {
            throw new OptionsException("`" + map.path(TRANSFORM.name())
                    + "`: expected clausius_mossotti for the dielectric tensor of a structure, total or mean, unit 1;"
                    + " got another target");
        }
        Origin origin = map.get(ORIGIN);
        boolean periodic = map.get(PERIODIC);
        Charge charge = charge(map, origin);
        TensorForm form = map.build(() -> new TensorForm(rank, symmetry, origin, charge, periodic, transform));
        boolean dipole =
                quantity != Quantity.DENSITY && new Target("", unit, quantity, List.of(), List.of(), form).isDipole();
        for (Key<Target, ?> key : List.of(ORIGIN, CHARGE, PERIODIC)) {
            if (map.contains(key) && !dipole) {
                throw new OptionsException(
                        "`" + map.path(key.name()) + "`: expected it for a dipole alone (rank 1, total or"
                                + " mean, in a unit like e*bohr or D)",
                        Cure.text("Leave it out"));
            }
        }
        return form;
    }

    private static boolean isDielectric(Unit unit, Quantity quantity) {
        return !quantity.isPerAtom() && unit.isCompatibleWith(Unit.of("1"));
    }

    private static Charge charge(OptionsMap map, Origin origin) {
        boolean expected = origin == Origin.COORDINATES;
        if (expected && !map.contains(CHARGE)) {
            throw new OptionsException("`" + map.path(ORIGIN.name())
                    + "`: expected the `charge` of the structures too,"
                    + " a number in e or the key of it, as the dipole of a charged system depends on its origin");
        }
        if (!expected && map.has(CHARGE)) {
            throw new OptionsException(
                    "`" + map.path(CHARGE.name()) + "`: expected it with `origin: coordinates` alone",
                    Cure.text("Leave it out"));
        }
        return map.get(CHARGE);
    }
}
