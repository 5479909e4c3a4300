package org.lather.options;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lather.density.Basis;
import org.lather.density.Cutoff;
import org.lather.density.DensityExpansion;
import org.lather.density.GaussianDensity;
import org.lather.density.RadialScaling;
import org.lather.density.Smoothing;
import org.lather.descriptor.Descriptor;

/**
 * The hyper-parameters of a descriptor as a tree of maps, with featomic's names word for word: {@code calculator},
 * {@code cutoff}, {@code density}, {@code basis}. Every error is an {@link OptionsException} that names the dotted
 * path.
 */
public final class Hypers {
    private static final List<String> CALCULATORS = List.of(
            "power_spectrum",
            "radial_spectrum",
            "spherical_expansion",
            "soap_power_spectrum",
            "soap_radial_spectrum",
            "lambda_soap",
            "bispectrum");
    private static final double CUTOFF_RADIUS = 5;
    private static final double SMOOTHING_WIDTH = 0.5;
    private static final double DENSITY_WIDTH = 0.3;
    private static final int MAX_ANGULAR = 6;
    private static final int MAX_RADIAL = 7;

    private Hypers() {}

    /**
     * Reads a tree with the key {@code calculator}; without it, a power spectrum.
     *
     * @param tree what a YAML or JSON parser gave
     * @param path where it was found, for example {@code representations.0}; empty at the root
     * @param callersKeys keys beside those of the descriptor that the caller reads, for example {@code weight}
     */
    public static Descriptor read(@Nullable Object tree, String path, String... callersKeys) {
        OptionsMap options = OptionsMap.of(tree, path);
        List<String> known = new ArrayList<>(List.of("calculator", "cutoff", "density", "basis"));
        known.addAll(List.of(callersKeys));
        known.addAll(symmetry(options.get("calculator")));
        options.only(known);
        return read(options, options.choice("calculator", "power_spectrum", CALCULATORS.toArray(new String[0])));
    }

    /**
     * Reads a tree of featomic for a calculator that is named elsewhere; a {@code calculator} in the tree must be the
     * same.
     */
    public static Descriptor readAs(String calculator, @Nullable Object tree, String path) {
        OptionsMap options = OptionsMap.of(tree, path);
        List<String> known = new ArrayList<>(List.of("calculator", "cutoff", "density", "basis"));
        known.addAll(symmetry(calculator));
        options.only(known);
        OptionsMap.of(Map.of("calculator", calculator), "")
                .choice("calculator", calculator, CALCULATORS.toArray(new String[0]));
        String given = options.text("calculator", calculator);
        if (!plain(given).equals(plain(calculator))) {
            throw OptionsException.wrong(options.path("calculator"), calculator, given);
        }
        return read(options, calculator);
    }

    private static Descriptor read(OptionsMap options, String calculator) {
        Cutoff cutoff = cutoff(options.map("cutoff"));
        GaussianDensity density = density(options.map("density"));
        boolean radial = plain(calculator).equals("radial_spectrum");
        Basis basis = basis(options.map("basis"), cutoff.radius(), radial);
        DensityExpansion expansion = new DensityExpansion(cutoff, density, basis);
        if (calculator.equals("lambda_soap") || calculator.equals("bispectrum")) {
            try {
                return calculator.equals("bispectrum")
                        ? new Descriptor.Bispectrum(expansion, options.whole("sigma", 1))
                        : new Descriptor.LambdaSoap(expansion, options.whole("lambda", 1), options.whole("sigma", 1));
            } catch (IllegalArgumentException e) {
                throw options.refused(e);
            }
        }
        return radial
                ? new Descriptor.RadialSpectrum(expansion)
                : plain(calculator).equals("power_spectrum")
                        ? new Descriptor.PowerSpectrum(expansion)
                        : new Descriptor.SphericalExpansion(expansion);
    }

    /** The keys that say how a calculator's features turn. */
    private static List<String> symmetry(@Nullable Object calculator) {
        return "lambda_soap".equals(calculator)
                ? List.of("lambda", "sigma")
                : "bispectrum".equals(calculator) ? List.of("sigma") : List.of();
    }

    private static String plain(String calculator) {
        return calculator.startsWith("soap_") ? calculator.substring(5) : calculator;
    }

    private static Cutoff cutoff(OptionsMap options) {
        options.only("radius", "smoothing");
        OptionsMap smoothing = options.map("smoothing");
        String type = smoothing.choice("type", "ShiftedCosine", "ShiftedCosine", "Step");
        try {
            if (type.equals("Step")) {
                smoothing.only("type");
                return new Cutoff(options.number("radius", CUTOFF_RADIUS), new Smoothing.Step());
            }
            smoothing.only("type", "width");
            return new Cutoff(
                    options.number("radius", CUTOFF_RADIUS),
                    new Smoothing.ShiftedCosine(smoothing.number("width", SMOOTHING_WIDTH)));
        } catch (IllegalArgumentException e) {
            throw options.refused(e);
        }
    }

    private static GaussianDensity density(OptionsMap options) {
        options.only("type", "width", "center_atom_weight", "scaling");
        options.choice("type", "Gaussian", "Gaussian");
        try {
            return new GaussianDensity(
                    options.number("width", DENSITY_WIDTH),
                    options.number("center_atom_weight", 1),
                    options.get("scaling") == null ? null : scaling(options.map("scaling")));
        } catch (IllegalArgumentException e) {
            throw options.refused(e);
        }
    }

    private static RadialScaling scaling(OptionsMap options) {
        options.only("type", "rate", "scale", "exponent");
        options.choice("type", "Willatt2018", "Willatt2018");
        return new RadialScaling.Willatt2018(
                options.number("rate", 1), options.number("scale", 2), options.number("exponent", 4));
    }

    private static Basis basis(OptionsMap options, double cutoffRadius, boolean radialSpectrum) {
        options.only("type", "max_angular", "radial", "spline_accuracy");
        if (!radialSpectrum) {
            options.choice("type", "TensorProduct", "TensorProduct");
        }
        OptionsMap radial = options.map("radial").only("type", "max_radial", "radius");
        radial.choice("type", "Gto", "Gto");
        double radius = radial.get("radius") == null ? cutoffRadius : radial.number("radius", cutoffRadius);
        if (radius != cutoffRadius) {
            throw OptionsException.wrong(
                    radial.path("radius"), "the cutoff radius " + cutoffRadius + " or no such key", radius);
        }
        Double accuracy = options.has("spline_accuracy") && options.get("spline_accuracy") == null
                ? null
                : Double.valueOf(options.number("spline_accuracy", Basis.DEFAULT_SPLINE_ACCURACY));
        try {
            return new Basis(
                    radialSpectrum ? 0 : options.whole("max_angular", MAX_ANGULAR),
                    radial.whole("max_radial", MAX_RADIAL),
                    accuracy);
        } catch (IllegalArgumentException e) {
            throw options.refused(e);
        }
    }

    /** The complete tree, every default written out, in the form that {@link #read} takes. */
    public static Map<String, @Nullable Object> toMap(Descriptor descriptor) {
        DensityExpansion expansion = descriptor.expansion();
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        boolean radialSpectrum = descriptor instanceof Descriptor.RadialSpectrum;
        map.put("calculator", name(descriptor));
        if (descriptor instanceof Descriptor.LambdaSoap tensors) {
            map.put("lambda", tensors.lambda());
            map.put("sigma", tensors.sigma());
        }
        if (descriptor instanceof Descriptor.Bispectrum triples) {
            map.put("sigma", triples.sigma());
        }
        map.put("cutoff", cutoffMap(expansion.cutoff()));
        map.put("density", densityMap(expansion.density()));
        map.put("basis", basisMap(expansion.basis(), radialSpectrum));
        return map;
    }

    private static String name(Descriptor descriptor) {
        if (descriptor instanceof Descriptor.LambdaSoap) {
            return "lambda_soap";
        }
        if (descriptor instanceof Descriptor.Bispectrum) {
            return "bispectrum";
        }
        if (descriptor instanceof Descriptor.RadialSpectrum) {
            return "radial_spectrum";
        }
        return descriptor instanceof Descriptor.PowerSpectrum ? "power_spectrum" : "spherical_expansion";
    }

    private static Map<String, @Nullable Object> cutoffMap(Cutoff cutoff) {
        Map<String, @Nullable Object> smoothing = new LinkedHashMap<>();
        if (cutoff.smoothing() instanceof Smoothing.ShiftedCosine cosine) {
            smoothing.put("type", "ShiftedCosine");
            smoothing.put("width", cosine.width());
        } else {
            smoothing.put("type", "Step");
        }
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("radius", cutoff.radius());
        map.put("smoothing", smoothing);
        return map;
    }

    private static Map<String, @Nullable Object> densityMap(GaussianDensity density) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("type", "Gaussian");
        map.put("width", density.width());
        map.put("center_atom_weight", density.centerAtomWeight());
        if (density.scaling() instanceof RadialScaling.Willatt2018 willatt) {
            Map<String, @Nullable Object> scaling = new LinkedHashMap<>();
            scaling.put("type", "Willatt2018");
            scaling.put("rate", willatt.rate());
            scaling.put("scale", willatt.scale());
            scaling.put("exponent", willatt.exponent());
            map.put("scaling", scaling);
        } else {
            map.put("scaling", null);
        }
        return map;
    }

    private static Map<String, @Nullable Object> basisMap(Basis basis, boolean radialSpectrum) {
        Map<String, @Nullable Object> radial = new LinkedHashMap<>();
        radial.put("type", "Gto");
        radial.put("max_radial", basis.maxRadial());
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        if (!radialSpectrum) {
            map.put("type", "TensorProduct");
            map.put("max_angular", basis.maxAngular());
        }
        map.put("radial", radial);
        map.put("spline_accuracy", basis.splineAccuracy());
        return map;
    }
}
