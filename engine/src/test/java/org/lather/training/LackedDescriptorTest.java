package org.lather.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.lather.backend.Backend;
import org.lather.backend.UnavailableBackendException;
import org.lather.describe.Describer;
import org.lather.describe.FeatureRequest;
import org.lather.describe.StageObserver;
import org.lather.descriptor.Descriptor;
import org.lather.execution.Execution;
import org.lather.options.Options;
import org.lather.predict.Model;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;

/** A backend that lacks a descriptor refuses it before it computes anything. */
class LackedDescriptorTest {
    private final List<String> computed = new ArrayList<>();
    private final List<Structure> structures = SmallTraining.clusters(41, 15);

    private Backend without(Class<? extends Descriptor> lacked, Backend backend) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (method.getName().equals("computes")) {
                return !lacked.isInstance(arguments[0]);
            }
            if (method.getName().equals("expectAll")) {
                return InvocationHandler.invokeDefault(proxy, method, arguments);
            }
            if (!method.getName().equals("info")) {
                computed.add(method.getName());
            }
            try {
                return method.invoke(backend, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
        return (Backend)
                Proxy.newProxyInstance(Backend.class.getClassLoader(), new Class<?>[] {Backend.class}, handler);
    }

    private void refuses(String name, ThrowingCallable run) {
        assertThatThrownBy(run)
                .isInstanceOf(UnavailableBackendException.class)
                .hasMessageContaining("backend reference: does not compute the features " + name);
        assertThat(computed).isEmpty();
    }

    @Test
    void numbersAreRefused() {
        Options options = SmallTraining.options(
                "type: sparse_gpr, representatives: {count: 15}, noise: 0.01", "energy: {key: energy, unit: eV}");
        try (Backend whole = SmallTraining.reference();
                Model model = SmallTraining.fit(options, whole, structures)) {
            Backend lacking = without(Descriptor.PowerSpectrum.class, whole);
            refuses("PowerSpectrum", () -> SmallTraining.fit(options, lacking, structures));
            refuses("PowerSpectrum", () -> Model.of(model.parameters(), lacking));
            FeatureRequest request =
                    FeatureRequest.of(options.representations().get(0).descriptor());
            refuses(
                    "PowerSpectrum",
                    () -> new Describer(lacking, Execution.defaults(), 1, StageObserver.NONE)
                            .toArrays(request, Structures.of(structures)));
            Backend other = without(Descriptor.Bispectrum.class, whole);
            assertThat(SmallTraining.predict(SmallTraining.fit(options, other, structures), "energy", structures))
                    .isEqualTo(SmallTraining.predict(model, "energy", structures));
            assertThat(computed).isNotEmpty();
        }
    }

    @Test
    void theOrdersOfTensorsAreRefused() {
        Options options = Options.parse(
                "{representations: [{calculator: lambda_soap}], targets: {d: {rank: 1, unit: D}}, data: {train: t.xyz}}",
                Path.of(""));
        try (Backend whole = SmallTraining.reference()) {
            Backend lacking = without(Descriptor.LambdaSoap.class, whole);
            refuses("LambdaSoap", () -> SmallTraining.fit(options, lacking, structures));
        }
    }
}
