package org.lather.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.lather.backend.Backend;
import org.lather.backend.Gradients;
import org.lather.execution.Execution;
import org.lather.execution.MemoryBudgetException;
import org.lather.model.ModelParameters;
import org.lather.options.Options;
import org.lather.structure.Cell;
import org.lather.structure.Structure;
import org.lather.training.SmallTraining;
import org.lather.uncertainty.Uncertainties;

/** The budget of each call bounds that call, whatever calls came before. */
class PredictionBudgetTest {
    private static final Options OPTIONS = SmallTraining.options(
            "kernel: {zeta: 2}, representatives: {count: 60}, noise: 0.01", "energy: {baseline: composition}");
    /** The bytes that packed representatives are said to take. */
    private static final long PACKED = 40 << 20;

    private final Backend backend = SmallTraining.reference();
    private ModelParameters parameters;
    private final AtomicInteger ranges = new AtomicInteger();

    @BeforeEach
    void train() {
        try (Model trained = SmallTraining.fit(OPTIONS, backend, SmallTraining.clusters(31, 30))) {
            parameters = trained.parameters();
        }
        backend.resources().ledger().resetPeak();
    }

    @AfterEach
    void close() {
        assertThat(backend.resources().ledger().heldBytes()).isZero();
        backend.close();
    }

    /** The backend with representatives that take much memory, whose ranges are counted. */
    private Backend counting() {
        return proxy(Backend.class, backend, true);
    }

    private <T> T proxy(Class<T> type, T of, boolean whole) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (method.getName().equals("representativesBytes")) {
                        return PACKED;
                    }
                    if (method.getName().equals("upload")) {
                        ranges.set(0);
                    }
                    if (method.getName().equals("features") || method.getName().equals("covariances")) {
                        ranges.incrementAndGet();
                    }
                    try {
                        Object out = method.invoke(of, arguments);
                        return whole && out instanceof Gradients g ? proxy(Gradients.class, g, false) : out;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    /** Carbon atoms on a line, 1.5 Å apart. */
    private static Structure line(int atoms) {
        int[] z = new int[atoms];
        double[] x = new double[3 * atoms];
        for (int i = 0; i < atoms; i++) {
            z[i] = 6;
            x[3 * i] = 1.5 * i;
        }
        return Structure.of(z, x, Cell.NONE);
    }

    private long least(Model model, Request request) {
        try {
            model.predict(line(3), request, SmallTraining.execution(1));
        } catch (MemoryBudgetException e) {
            return e.neededBytes();
        }
        throw new AssertionError("a byte was enough");
    }

    @Test
    void aBudgetThatIsTooSmallForGradientsStaysTooSmallAfterValues() {
        try (Model fresh = Model.of(parameters, counting());
                Model used = Model.of(parameters, counting())) {
            long values = least(fresh, Request.VALUES);
            long gradients = least(fresh, Request.GRADIENTS);
            assertThat(gradients).isGreaterThan(values + PACKED);
            Execution between = SmallTraining.execution(values + PACKED);
            used.predict(line(3), Request.VALUES, between);
            assertThatThrownBy(() -> used.predict(line(3), Request.GRADIENTS, between))
                    .isInstanceOf(MemoryBudgetException.class);
            used.predict(List.of(line(3)).iterator(), Request.VALUES, between, p -> {});
            assertThatThrownBy(() -> used.predict(List.of(line(3)).iterator(), Request.GRADIENTS, between, p -> {}))
                    .isInstanceOfSatisfying(
                            MemoryBudgetException.class,
                            e -> assertThat(e.neededBytes()).isEqualTo(gradients));
            assertThat(used.predict(line(3), Request.GRADIENTS, SmallTraining.execution(gradients))
                            .forces("energy"))
                    .hasSize(9);
        }
    }

    @Test
    void aTightBudgetDoesNotStay() {
        Structure s = line(60);
        try (Model model = Model.of(parameters, counting())) {
            double tight = model.predict(s, Request.VALUES, SmallTraining.execution(least(model, Request.VALUES)))
                    .value("energy");
            int small = ranges.get();
            double wide = model.predict(s, Request.VALUES, SmallTraining.execution(1L << 40))
                    .value("energy");
            assertThat(small).isGreaterThan(ranges.get());
            assertThat(wide).isEqualTo(tight);
            model.predict(s, Request.VALUES, SmallTraining.execution(least(model, Request.VALUES)));
            assertThat(ranges).hasValue(small);
        }
    }

    @Test
    void whatAnEarlierCallKeptIsFreedForACallThatLacksTheRoom() {
        try (Model fresh = Model.of(parameters, counting());
                Model used = Model.of(parameters, counting())) {
            long values = least(fresh, Request.VALUES);
            Prediction first = used.predict(
                    line(20), Request.GRADIENTS.with(Uncertainties.ALL), SmallTraining.execution(1L << 40));
            assertThat(first.uncertainty("energy")).isPositive();
            Prediction p = used.predict(line(20), Request.VALUES, SmallTraining.execution(values));
            assertThat(p.value("energy"))
                    .isEqualTo(fresh.predict(line(20), Request.VALUES).value("energy"));
            assertThat(least(used, Request.VALUES)).isEqualTo(values);
            assertThat(used.predict(line(20), Request.GRADIENTS.with(Uncertainties.ALL))
                            .uncertainty("energy"))
                    .isEqualTo(first.uncertainty("energy"));
        }
    }
}
