package org.lather.options;

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

/** The hyper-parameter blocks of a representation, in featomic's names. */
final class DescriptorBlock {
    private static final Map<String, String> CALCULATORS = Map.of(
            "power_spectrum", "power_spectrum",
            "soap_power_spectrum", "power_spectrum",
            "radial_spectrum", "radial_spectrum",
            "soap_radial_spectrum", "radial_spectrum",
            "spherical_expansion", "spherical_expansion");

    private DescriptorBlock() {}

    static Descriptor read(Fields fields) {
        String calculator =
                fields.choice("calculator", CALCULATORS, List.of("lambda_soap", "bispectrum"), "power_spectrum");
        Fields cutoff = fields.block("cutoff");
        Fields smoothing = cutoff.block("smoothing");
        Smoothing s = smoothing.choice("type", Map.of("ShiftedCosine", true, "Step", false), List.of(), true)
                ? smoothing.build(() -> new Smoothing.ShiftedCosine(smoothing.number("width", 0.5)))
                : new Smoothing.Step();
        smoothing.end();
        Cutoff c = cutoff.build(() -> new Cutoff(cutoff.number("radius", 5.0), s));
        cutoff.end();
        Fields density = fields.block("density");
        density.choice(
                "type", Map.of("Gaussian", true), List.of("DiracDelta", "LodeGaussian", "SmearedPowerLaw"), true);
        RadialScaling scaling = density.get("scaling") == null ? null : scaling(density.block("scaling"));
        GaussianDensity g = density.build(() ->
                new GaussianDensity(density.number("width", 0.3), density.number("center_atom_weight", 1.0), scaling));
        density.end();
        Basis b = basis(fields.block("basis"), calculator.equals("radial_spectrum"), c.radius());
        DensityExpansion expansion = new DensityExpansion(c, g, b);
        return switch (calculator) {
            case "radial_spectrum" -> new Descriptor.RadialSpectrum(expansion);
            case "spherical_expansion" -> new Descriptor.SphericalExpansion(expansion);
            default -> new Descriptor.PowerSpectrum(expansion);
        };
    }

    private static @Nullable RadialScaling scaling(Fields fields) {
        boolean willatt = fields.choice("type", Map.of("Willatt2018", true, "None", false), List.of(), true);
        RadialScaling scaling = willatt
                ? fields.build(() -> new RadialScaling.Willatt2018(
                        fields.number("rate", 1.0), fields.number("scale", 2.0), fields.number("exponent", 4.0)))
                : null;
        fields.end();
        return scaling;
    }

    private static Basis basis(Fields basis, boolean radialOnly, double cutoffRadius) {
        basis.choice("type", Map.of("TensorProduct", true), List.of("Explicit"), true);
        int maxAngular = basis.integer("max_angular", 6);
        Fields radial = basis.block("radial");
        radial.choice("type", Map.of("Gto", true), List.of("LaplacianEigenstate", "Tabulated"), true);
        int maxRadial = radial.integer("max_radial", 7);
        if (radial.get("radius") != null && radial.number("radius", cutoffRadius) != cutoffRadius) {
            throw Fields.wrong(radial.path("radius"), "the cutoff radius " + cutoffRadius, radial.get("radius"));
        }
        radial.end();
        Double accuracy = basis.has("spline_accuracy") && basis.get("spline_accuracy") == null
                ? null
                : (Double) basis.number("spline_accuracy", Basis.DEFAULT_SPLINE_ACCURACY);
        Basis b = basis.build(() -> new Basis(radialOnly ? 0 : maxAngular, maxRadial, accuracy));
        basis.end();
        return b;
    }

    static Map<String, @Nullable Object> write(Descriptor descriptor) {
        DensityExpansion e = descriptor.expansion();
        String calculator = descriptor instanceof Descriptor.RadialSpectrum
                ? "radial_spectrum"
                : descriptor instanceof Descriptor.PowerSpectrum ? "power_spectrum" : "spherical_expansion";
        Map<String, @Nullable Object> density = new LinkedHashMap<>();
        density.put("type", "Gaussian");
        density.put("width", e.density().width());
        density.put("center_atom_weight", e.density().centerAtomWeight());
        if (e.density().scaling() instanceof RadialScaling.Willatt2018 w) {
            density.put(
                    "scaling",
                    Trees.map("type", "Willatt2018", "rate", w.rate(), "scale", w.scale(), "exponent", w.exponent()));
        }
        Map<String, @Nullable Object> smoothing = e.cutoff().smoothing() instanceof Smoothing.ShiftedCosine c
                ? Trees.map("type", "ShiftedCosine", "width", c.width())
                : Trees.map("type", "Step");
        return Trees.map(
                "calculator",
                calculator,
                "cutoff",
                Trees.map("radius", e.cutoff().radius(), "smoothing", smoothing),
                "density",
                density,
                "basis",
                Trees.map(
                        "type", "TensorProduct",
                        "max_angular", e.basis().maxAngular(),
                        "radial",
                                Trees.map("type", "Gto", "max_radial", e.basis().maxRadial()),
                        "spline_accuracy", e.basis().splineAccuracy()));
    }
}
