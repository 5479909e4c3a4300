package org.lather.options;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lather.math.TensorSymmetry;
import org.lather.target.Target;
import org.lather.target.Target.Quantity;
import org.lather.target.TensorForm;
import org.lather.target.TensorForm.Charge;
import org.lather.target.TensorForm.Origin;
import org.lather.target.TensorForm.Transform;
import org.lather.target.Unit;

/** The keys of a target that say what kind of tensor it is, read and written. */
final class TensorTree {
    private static final String TRANSFORM = "clausius_mossotti";

    private TensorTree() {}

    static TensorForm read(Fields fields, int rank, Unit unit, Quantity quantity) {
        TensorSymmetry symmetry = fields.choice(
                "symmetry",
                Map.of(
                        "general", TensorSymmetry.GENERAL,
                        "symmetric", TensorSymmetry.SYMMETRIC,
                        "traceless", TensorSymmetry.TRACELESS),
                List.of(),
                TensorSymmetry.GENERAL);
        if (symmetry != TensorSymmetry.GENERAL && rank < 2) {
            throw new OptionsException("`" + fields.path("symmetry") + "`: expected a symmetry of a tensor of rank 2 or"
                    + " higher, got rank " + rank + ". Leave it out");
        }
        Transform transform = fields.choice(
                "transform",
                Map.of("none", Transform.NONE, TRANSFORM, Transform.CLAUSIUS_MOSSOTTI),
                List.of(),
                Transform.NONE);
        if (transform != Transform.NONE) {
            expectDielectric(fields, unit, quantity);
        }
        Origin origin = fields.choice(
                "origin",
                Map.of("center_of_mass", Origin.CENTER_OF_MASS, "coordinates", Origin.COORDINATES),
                List.of(),
                Origin.CENTER_OF_MASS);
        boolean periodic = periodic(fields);
        Charge charge = charge(fields, origin);
        TensorForm form = fields.build(() -> new TensorForm(rank, symmetry, origin, charge, periodic, transform));
        boolean dipole = new Target("", unit, quantity, List.of(), List.of(), form).isDipole();
        for (String key : List.of("origin", "charge", "periodic")) {
            if (fields.has(key) && !dipole) {
                throw new OptionsException(
                        "`" + fields.path(key) + "`: expected it for a dipole alone (rank 1, total or"
                                + " mean, in a unit like e*bohr or D). Leave it out");
            }
        }
        return form;
    }

    private static void expectDielectric(Fields fields, Unit unit, Quantity quantity) {
        if (quantity == Quantity.ATOM || !unit.isCompatibleWith(Unit.of("1"))) {
            throw new OptionsException("`" + fields.path("transform")
                    + "`: expected clausius_mossotti for the dielectric tensor of a structure, total or mean, unit 1;"
                    + " got another target");
        }
    }

    private static boolean periodic(Fields fields) {
        Object value = fields.has("periodic") ? fields.get("periodic") : false;
        if (!(value instanceof Boolean b)) {
            throw OptionsException.wrong(fields.path("periodic"), "true or false", value);
        }
        return b;
    }

    private static Charge charge(Fields fields, Origin origin) {
        if (!fields.has("charge")) {
            if (origin == Origin.COORDINATES) {
                throw new OptionsException(
                        "`" + fields.path("origin") + "`: expected the `charge` of the structures too,"
                                + " a number in e or the key of it, as the dipole of a charged system depends on its origin");
            }
            return Charge.NONE;
        }
        if (origin != Origin.COORDINATES) {
            throw new OptionsException(
                    "`" + fields.path("charge") + "`: expected it with `origin: coordinates` alone. Leave it out");
        }
        return fields.get("charge") instanceof Number
                ? new Charge("", fields.number("charge", 0))
                : new Charge(fields.text("charge", ""), 0);
    }

    static void write(Target t, Map<String, @Nullable Object> to) {
        TensorForm f = t.form();
        if (!t.isTensor()) {
            return;
        }
        to.put("rank", f.rank());
        if (f.rank() > 1) {
            to.put("symmetry", OptionsTree.word(f.symmetry()));
        }
        if (f.transform() != Transform.NONE) {
            to.put("transform", TRANSFORM);
        }
        if (t.isDipole()) {
            to.put("origin", OptionsTree.word(f.origin()));
            if (f.origin() == Origin.COORDINATES) {
                to.put(
                        "charge",
                        f.charge().key().isEmpty()
                                ? f.charge().value()
                                : f.charge().key());
            }
            to.put("periodic", f.periodic());
        }
    }
}
