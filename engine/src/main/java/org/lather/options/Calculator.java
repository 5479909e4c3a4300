package org.lather.options;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.lather.descriptor.Composition;
import org.lather.descriptor.Descriptor;
import org.lather.descriptor.PairCorrelation;

/** The calculators that an options file names, one for each descriptor. */
final class Calculator {
    /** The names, and after them featomic's other names. */
    static final Choice<Descriptor.Type> CHOICE = Choice.of(words());

    private Calculator() {}

    /** The name in options files. */
    static String word(Descriptor.Type type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    /** All names. */
    static List<String> names() {
        return Arrays.stream(Descriptor.Type.values()).map(Calculator::word).toList();
    }

    /** Further names of some of them, which featomic uses. */
    static List<String> otherNames() {
        return words().keySet().stream().skip(names().size()).toList();
    }

    private static Map<String, Descriptor.Type> words() {
        Map<String, Descriptor.Type> words = new LinkedHashMap<>();
        for (Descriptor.Type type : Descriptor.Type.values()) {
            words.put(word(type), type);
        }
        words.put("soap_power_spectrum", Descriptor.Type.POWER_SPECTRUM);
        words.put("soap_radial_spectrum", Descriptor.Type.RADIAL_SPECTRUM);
        return words;
    }

    /**
     * The descriptor of a calculator.
     *
     * @param map the options that describe it, of which each calculator asks for its own
     */
    static Descriptor descriptor(Descriptor.Type type, OptionsMap map) {
        return switch (type) {
            case POWER_SPECTRUM -> new Descriptor.PowerSpectrum(Hypers.expansion(map));
            case RADIAL_SPECTRUM -> new Descriptor.RadialSpectrum(Hypers.expansion(map));
            case SPHERICAL_EXPANSION -> new Descriptor.SphericalExpansion(Hypers.expansion(map));
            case LAMBDA_SOAP ->
                new Descriptor.LambdaSoap(Hypers.expansion(map), map.get(Hypers.LAMBDA), map.get(Hypers.SIGMA));
            case BISPECTRUM -> new Descriptor.Bispectrum(Hypers.expansion(map), map.get(Hypers.SIGMA));
            case SYMMETRY_FUNCTIONS -> SymmetryKeys.functions(map);
            case COMPOSITION -> new Composition();
            case PAIR_CORRELATION -> new PairCorrelation(map.get(Hypers.CUTOFF), map.get(PairCorrelationKeys.GRID));
        };
    }
}
