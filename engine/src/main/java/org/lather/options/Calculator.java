package org.lather.options;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.lather.descriptor.Descriptor;

/** The calculators that an options file names, one for each descriptor. */
@SuppressWarnings("ImmutableEnumChecker") // List.of does not change
enum Calculator {
    POWER_SPECTRUM("soap_power_spectrum"),
    RADIAL_SPECTRUM("soap_radial_spectrum"),
    SPHERICAL_EXPANSION,
    LAMBDA_SOAP,
    BISPECTRUM;

    /** The names, and after them featomic's other names. */
    static final Choice<Calculator> CHOICE = Choice.of(words());

    private final List<String> otherWords;

    Calculator(String... otherWords) {
        this.otherWords = List.of(otherWords);
    }

    /** The name in options files. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All names. */
    static List<String> names() {
        return Arrays.stream(values()).map(Calculator::word).toList();
    }

    /** Further names of some of them, which featomic uses. */
    static List<String> otherNames() {
        return Arrays.stream(values()).flatMap(c -> c.otherWords.stream()).toList();
    }

    private static Map<String, Calculator> words() {
        Map<String, Calculator> words = new LinkedHashMap<>();
        for (Calculator c : values()) {
            words.put(c.word(), c);
        }
        for (Calculator c : values()) {
            c.otherWords.forEach(word -> words.put(word, c));
        }
        return words;
    }

    /** Whether the density is expanded in spherical harmonics; otherwise in radial functions alone. */
    boolean isAngular() {
        return this != RADIAL_SPECTRUM;
    }

    /** The calculator of a descriptor. */
    static Calculator of(Descriptor descriptor) {
        return descriptor.match(new Descriptor.Cases<>() {
            @Override
            public Calculator sphericalExpansion(Descriptor.SphericalExpansion d) {
                return SPHERICAL_EXPANSION;
            }

            @Override
            public Calculator radialSpectrum(Descriptor.RadialSpectrum d) {
                return RADIAL_SPECTRUM;
            }

            @Override
            public Calculator powerSpectrum(Descriptor.PowerSpectrum d) {
                return POWER_SPECTRUM;
            }

            @Override
            public Calculator lambdaSoap(Descriptor.LambdaSoap d) {
                return LAMBDA_SOAP;
            }

            @Override
            public Calculator bispectrum(Descriptor.Bispectrum d) {
                return BISPECTRUM;
            }
        });
    }

    /**
     * The descriptor of this calculator.
     *
     * @param map the options that describe it, of which each calculator asks for its own
     */
    Descriptor descriptor(OptionsMap map) {
        return switch (this) {
            case POWER_SPECTRUM -> new Descriptor.PowerSpectrum(Hypers.expansion(map));
            case RADIAL_SPECTRUM -> new Descriptor.RadialSpectrum(Hypers.expansion(map));
            case SPHERICAL_EXPANSION -> new Descriptor.SphericalExpansion(Hypers.expansion(map));
            case LAMBDA_SOAP ->
                new Descriptor.LambdaSoap(Hypers.expansion(map), map.get(Hypers.LAMBDA), map.get(Hypers.SIGMA));
            case BISPECTRUM -> new Descriptor.Bispectrum(Hypers.expansion(map), map.get(Hypers.SIGMA));
        };
    }
}
