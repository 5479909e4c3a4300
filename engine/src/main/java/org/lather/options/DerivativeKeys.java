package org.lather.options;

import static org.lather.options.Key.doc;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.lather.target.Derivative;
import org.lather.target.Derivative.Kind;
import org.lather.target.Target;
import org.lather.target.Unit;

/** The blocks {@code forces}, {@code stress} and {@code virial} of a target. */
final class DerivativeKeys {
    /** A key of a target for each derivative. */
    static final Map<Kind, Key<Target, Derivative>> ALL = new EnumMap<>(Map.of(
            Kind.FORCES,
            key(
                    Kind.FORCES,
                    "column of the forces, three numbers for each atom; the block `forces` adds them to the training",
                    "the target's over Å"),
            Kind.STRESS,
            key(
                    Kind.STRESS,
                    "key of the stress, positive under tension: nine numbers row by row, or six: xx, yy, zz, yz, xz,"
                            + " xy",
                    "the target's over Å³"),
            Kind.VIRIAL,
            key(
                    Kind.VIRIAL,
                    "key of the virial, −volume · stress, instead of the stress; nine numbers or six",
                    "the target's")));

    private DerivativeKeys() {}

    private static Key<Target, Derivative> key(Kind kind, String meaning, String unit) {
        Key<Derivative, String> key = Key.of("key", Scalars.TEXT, kind.word(), Derivative::key, doc(meaning));
        Key<Derivative, Unit> unitKey = Key.of(
                        "unit",
                        Scalars.UNIT,
                        Unit.EV,
                        Derivative::unit,
                        doc("unit of the " + kind.word()).absent(unit))
                .orElse(map -> kind.unit(map.up().get(TargetKeys.UNIT)));
        Block<Derivative> block = new Block<>(List.of(key, unitKey), map -> {
            String name = map.get(key);
            Unit expected = kind.unit(map.up().get(TargetKeys.UNIT));
            Unit given = map.build(() -> map.get(unitKey));
            if (!given.isCompatibleWith(expected)) {
                throw new OptionsException("`" + map.path(unitKey.name())
                        + "`: expected a unit that can be converted to `" + expected + "`, got `" + given + "`");
            }
            return new Derivative(kind, name, given);
        });
        return Key.<Target, Derivative>of(
                        kind.word(),
                        block,
                        t -> t.derivative(kind).orElseThrow(),
                        doc("the " + kind.word() + " that are learnt with the target"))
                .onlyIf(t -> t.derivative(kind).isPresent());
    }

    /** The derivatives that a target has. */
    static List<Derivative> read(OptionsMap target) {
        List<Derivative> out = new ArrayList<>();
        ALL.values().forEach(key -> {
            if (target.has(key)) {
                out.add(target.get(key));
            }
        });
        if (target.values().keySet().containsAll(List.of(Kind.STRESS.word(), Kind.VIRIAL.word()))) {
            throw new OptionsException(
                    "`" + target.path() + "`: expected stress or virial, got both: virial = -volume * stress");
        }
        return out;
    }
}
