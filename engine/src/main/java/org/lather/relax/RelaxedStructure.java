package org.lather.relax;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lather.potential.Energetics;
import org.lather.structure.Annotations;
import org.lather.structure.Structure;

/**
 * The result of a relaxation as an annotated structure and as a summary.
 *
 * @param start the structure that was relaxed
 * @param uncertainty predictive standard deviation of the energy, eV; NaN if the potential has none
 */
public record RelaxedStructure(Structure start, Relaxation relaxation, double uncertainty) {
    /**
     * The relaxed structure with {@code energy}, {@code energy_uncertainty}, {@code stress}, {@code relax_steps},
     * {@code relax_converged} (1 or 0) and the column {@code forces}; in eV and Å. Other annotations are unchanged.
     */
    public Structure structure() {
        Relaxation r = relaxation;
        Energetics e = r.energetics();
        Structure s = r.structure();
        Annotations a = s.annotations()
                .with("energy", e.energy())
                .withColumn("forces", 3, e.forces())
                .with("relax_steps", r.last().step())
                .with("relax_converged", r.converged() ? 1 : 0);
        if (Double.isFinite(uncertainty)) {
            a = a.with("energy_uncertainty", uncertainty);
        }
        if (s.cell().periodicEverywhere()) {
            a = a.with("stress", e.stress(s.cell()));
        }
        if (a.has("virial")) {
            a = a.with("virial", e.virial());
        }
        return s.with(a);
    }

    /** Returns the summary by the names that it has in the JSON of {@code lather relax}. */
    public Map<String, @Nullable Object> toMap() {
        Relaxation r = relaxation;
        Energetics e = r.energetics();
        Structure s = r.structure();
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("origin", start.origin());
        out.put("converged", r.converged());
        out.put("steps", r.last().step());
        out.put("evaluations", r.evaluations());
        out.put("energy", e.energy());
        out.put("energy_uncertainty", Double.isFinite(uncertainty) ? uncertainty : null);
        out.put("fixed_atoms", r.fixedAtoms());
        out.put("largest_force", r.last().force());
        out.put("largest_stress", r.last().stress());
        out.put("volume", s.cell().periodicEverywhere() ? Math.abs(s.cell().volume()) : null);
        return out;
    }
}
