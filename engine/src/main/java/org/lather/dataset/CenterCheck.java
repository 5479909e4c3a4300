package org.lather.dataset;

import java.util.Arrays;
import java.util.Collection;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.lather.error.Cure;
import org.lather.structure.DataException;
import org.lather.structure.Element;
import org.lather.structure.Structure;
import org.lather.target.Target;

/** Explains why no atom has a target of chosen elements: by the elements of all structures that were read. */
final class CenterCheck {
    private final TreeSet<Integer> elements = new TreeSet<>();

    void add(Structure s) {
        Arrays.stream(s.atomicNumbers()).forEach(elements::add);
    }

    /** Returns the failure of a target whose column is there, but not for the atoms of its elements. */
    DataException failure(String description, String name, Target target) {
        return new DataException(
                description + ": target `" + name + "`: no atom of " + symbols(target.centers(), " or ")
                        + " has a number in the column `" + target.key() + "` (elements of the structures: "
                        + symbols(elements, ", ") + ")",
                Cure.text("Set targets." + name + ".centers"));
    }

    private static String symbols(Collection<Integer> numbers, String between) {
        return numbers.stream().map(Element::symbol).collect(Collectors.joining(between));
    }
}
