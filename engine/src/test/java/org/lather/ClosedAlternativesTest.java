package org.lather;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClosedAlternativesTest {
    private static final String FAMILY = """
            package p;
            public sealed interface Shape {
                default boolean round() { return this instanceof Disk; }
                record Disk(double radius) implements Shape {}
                record Square(double side) implements Shape, Comparable<Square> {}
            }
            """;

    private static ClosedAlternatives of(String user) {
        return new ClosedAlternatives(Map.of("a/Shape.java", FAMILY, "a/User.java", user));
    }

    @Test
    void findsFamiliesAndTheirMembers() {
        assertThat(of("class User {}").families()).isEqualTo(Map.of("Shape", Set.of("Disk", "Square")));
        assertThat(ClosedAlternatives.ofModules().families())
                .containsEntry("Smoothing", Set.of("ShiftedCosine", "Step"))
                .containsKeys("Descriptor", "RadialScaling", "RadialIntegral");
    }

    @Test
    void findsATestForOneAlternative() {
        assertThat(of("class User { double f(Shape s) { return s instanceof Shape.Disk d ? d.radius() : 0; } }")
                        .tests())
                .containsExactly("User: instanceof Shape.Disk");
        assertThat(of("class User { boolean f(Shape s) { return Shape.Square.class::isInstance; } }")
                        .tests())
                .containsExactly("User: Square.class::isInstance");
    }

    @Test
    void allowsTestsInsideTheFamilyAndOfOtherTypes() {
        assertThat(of("class User { boolean f(Object o) { return o instanceof Disk; } }")
                        .tests())
                .as("a type of the same name elsewhere")
                .isEmpty();
        assertThat(of("class User { /* s instanceof Shape.Disk */ boolean f(Shape s) { return s.round(); } }")
                        .tests())
                .isEmpty();
    }
}
