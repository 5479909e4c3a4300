package org.lather.options;

import static org.lather.options.Key.doc;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The block {@code model.uncertainty}, which may also be the word of its type. */
final class UncertaintyKeys {
    private static final Choice<UncertaintyOptions.Type> TYPES = Choice.of(UncertaintyOptions.Type.class);
    private static final ValueType<UncertaintyOptions.Calibration> CALIBRATIONS = new ValueType<>() {
        @Override
        public UncertaintyOptions.Calibration read(OptionsMap map, String key) {
            Object value = map.raw(key);
            if (value instanceof Boolean b) {
                return b ? UncertaintyOptions.Calibration.POWER : UncertaintyOptions.Calibration.NONE;
            }
            if ("scale".equals(value)) {
                return UncertaintyOptions.Calibration.SCALE;
            }
            throw OptionsException.wrong(map.path(key), "true, false or scale", value);
        }

        @Override
        public Object write(UncertaintyOptions.Calibration value) {
            return switch (value) {
                case NONE -> false;
                case SCALE -> "scale";
                case POWER -> true;
            };
        }

        @Override
        public Map<String, @Nullable Object> schema() {
            return Trees.map("enum", List.of(true, false, "scale"));
        }
    };

    private static final Key<UncertaintyOptions, UncertaintyOptions.Type> TYPE = Key.of(
            "type",
            TYPES,
            UncertaintyOptions.DEFAULT.type(),
            UncertaintyOptions::type,
            doc("`posterior` (variance of the Gaussian process), `label_noise` (a committee fitted to labels with"
                    + " noise), `committee` (one whose members are fitted to halves of the training set) or `none`"));
    private static final Key<UncertaintyOptions, Integer> MEMBERS = Key.of(
            "members",
            Scalars.count(2),
            UncertaintyOptions.DEFAULT.members(),
            UncertaintyOptions::members,
            doc("number of members of a committee, at least 4, of type `committee` 8; no effect for `posterior`"));
    private static final Key<UncertaintyOptions, UncertaintyOptions.Calibration> CALIBRATE = Key.of(
            "calibrate",
            CALIBRATIONS,
            UncertaintyOptions.Calibration.POWER,
            UncertaintyOptions::calibration,
            doc("fit predictive standard deviations to the errors of held-out training structures: `true`"
                    + " (√((α σ^γ)² + β²)), `scale` (α σ) or `false`"));
    private static final Block<UncertaintyOptions> MAP = new Block<>(List.of(TYPE, MEMBERS, CALIBRATE), map -> {
        UncertaintyOptions.Type type = map.get(TYPE);
        int members = map.get(MEMBERS);
        UncertaintyOptions.Calibration calibration = map.get(CALIBRATE);
        return map.build(() -> new UncertaintyOptions(type, members, calibration));
    });

    /** A map, or a word for the type with the other keys at their defaults. */
    static final ValueType<UncertaintyOptions> UNCERTAINTY = new ValueType<>() {
        @Override
        public UncertaintyOptions read(OptionsMap map, String key) {
            return map.raw(key) instanceof String
                    ? new UncertaintyOptions(
                            TYPES.read(map, key),
                            UncertaintyOptions.DEFAULT.members(),
                            UncertaintyOptions.Calibration.POWER)
                    : MAP.read(map, key);
        }

        @Override
        public @Nullable Object write(UncertaintyOptions value) {
            return MAP.write(value);
        }

        @Override
        public Map<String, @Nullable Object> schema() {
            return Trees.map("anyOf", List.of(TYPES.schema(), MAP.schema()));
        }

        @Override
        public List<? extends Key<?, ?>> keys() {
            return MAP.keys();
        }
    };

    private UncertaintyKeys() {}
}
