package org.lather.dataset;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Ledger;
import org.lather.execution.MemoryPlan;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;
import org.lather.target.Target;

/**
 * The structures of a training set, kept in memory so that later passes need not read files again: all of them if they
 * fit in a number of bytes, otherwise none. Annotations are kept only if derivatives are learnt.
 */
public final class KeptStructures {
    private final boolean whole;
    private final long mostBytes;
    private @Nullable List<Structure> structures = new ArrayList<>();
    private long bytes;
    private @Nullable Ledger ledger;

    /** @param mostBytes if they need more bytes, none is kept */
    public KeptStructures(Iterable<Target> targets, long mostBytes) {
        boolean needed = false;
        for (Target t : targets) {
            needed |= !t.derivatives().isEmpty();
        }
        this.whole = needed;
        this.mostBytes = mostBytes;
    }

    public void add(Structure s) {
        List<Structure> list = structures;
        if (list != null) {
            Structure kept = whole ? s : s.with(s.annotations().originOnly());
            bytes += kept.bytes();
            if (bytes <= mostBytes) {
                list.add(kept);
            } else {
                forget();
            }
        }
    }

    /** Adds the kept structures to a plan and to the ledger. If they exceed the budget, nothing is kept. */
    public MemoryPlan within(MemoryPlan plan, long budgetBytes, Ledger of) {
        if (bytes == 0 || plan.bytes() + bytes > budgetBytes) {
            forget();
            return plan;
        }
        of.add(bytes);
        ledger = of;
        MemoryPlan.Item item = new MemoryPlan.Item("all structures", bytes);
        return new MemoryPlan(plan.phases().stream().map(p -> p.with(item)).toList(), plan.rangeSize());
    }

    /** Drops the structures; files are read again from now on. */
    public void forget() {
        if (ledger != null) {
            ledger.remove(bytes);
            ledger = null;
        }
        structures = null;
        bytes = 0;
    }

    /** An estimate of the bytes that are kept. */
    public long bytes() {
        return bytes;
    }

    /** All structures of the training, or null if they are not kept. */
    @Nullable
    public Structures all() {
        List<Structure> list = structures;
        return list == null ? null : Structures.of(list);
    }
}
