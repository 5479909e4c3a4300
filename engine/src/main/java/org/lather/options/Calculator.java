package org.lather.options;

import java.util.LinkedHashMap;
import java.util.Map;
import org.lather.density.DensityExpansion;
import org.lather.descriptor.Descriptor;

/** The calculators that an options file names, one for each descriptor. */
enum Calculator {
    POWER_SPECTRUM,
    RADIAL_SPECTRUM,
    SPHERICAL_EXPANSION,
    LAMBDA_SOAP,
    BISPECTRUM;

    /** The names, with featomic's other names for two of them. */
    static final Choice<Calculator> CHOICE = Choice.of(words());

    private static Map<String, Calculator> words() {
        Map<String, Calculator> words = new LinkedHashMap<>();
        words.put("power_spectrum", POWER_SPECTRUM);
        words.put("radial_spectrum", RADIAL_SPECTRUM);
        words.put("spherical_expansion", SPHERICAL_EXPANSION);
        words.put("soap_power_spectrum", POWER_SPECTRUM);
        words.put("soap_radial_spectrum", RADIAL_SPECTRUM);
        words.put("lambda_soap", LAMBDA_SOAP);
        words.put("bispectrum", BISPECTRUM);
        return words;
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
     * @param map the options that describe it, which have further keys for some calculators
     */
    Descriptor descriptor(DensityExpansion expansion, OptionsMap map) {
        return switch (this) {
            case POWER_SPECTRUM -> new Descriptor.PowerSpectrum(expansion);
            case RADIAL_SPECTRUM -> new Descriptor.RadialSpectrum(expansion);
            case SPHERICAL_EXPANSION -> new Descriptor.SphericalExpansion(expansion);
            case LAMBDA_SOAP -> new Descriptor.LambdaSoap(expansion, map.get(Hypers.LAMBDA), map.get(Hypers.SIGMA));
            case BISPECTRUM -> new Descriptor.Bispectrum(expansion, map.get(Hypers.SIGMA));
        };
    }
}
