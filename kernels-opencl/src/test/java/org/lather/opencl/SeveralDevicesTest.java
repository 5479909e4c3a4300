package org.lather.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lather.backend.Backend;
import org.lather.backend.BackendProvider.Probe;
import org.lather.backend.BackendRequest;
import org.lather.backend.Backends;
import org.lather.backend.DeviceException;
import org.lather.backend.Precision;
import org.lather.backend.UnavailableBackendException;
import org.lather.backend.device.offload.DeviceBackend;
import org.lather.execution.CancelledException;
import org.lather.execution.Execution;
import org.lather.options.Options;
import org.lather.predict.Model;
import org.lather.predict.Request;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;
import org.lather.training.SmallTraining;
import org.lather.training.TensorClusters;
import org.lather.training.Trainer;
import org.lather.uncertainty.Uncertainties;

/** The one device of this machine as two, each with a context, a queue and memory of its own. */
class SeveralDevicesTest {
    private static final Options OPTIONS = SmallTraining.options(
            "type: sparse_gpr, representatives: {count: 20, selection: random}, folds: 2",
            "energy: {key: energy, unit: eV, quantity: total}, charge: {key: charge, unit: e, quantity: atom}");

    private static final List<Structure> STRUCTURES = SmallTraining.clusters(7, 48);

    /** Devices under a group, and what is left on them after it was closed. */
    private static final class Two implements AutoCloseable {
        private final List<OpenClDevice> devices = new ArrayList<>();
        private final Backend group;

        Two() {
            devices.add(Here.device());
            devices.add(Here.device());
            DeviceBackend other = new DeviceBackend(devices.get(1), Precision.DOUBLE, 1);
            group = new DeviceBackend(devices.get(0), Precision.DOUBLE, 1, Long.MAX_VALUE, List.of(other));
        }

        @Override
        public void close() {
            group.close();
            devices.forEach(d -> assertThat(d.liveBytes()).isZero());
            group.devices()
                    .forEach(d -> assertThat(d.resources().ledger().heldBytes()).isZero());
        }
    }

    private static double[] fitAndPredict(Backend backend, String target) {
        try (Model model = SmallTraining.fit(OPTIONS, backend, STRUCTURES)) {
            return SmallTraining.predict(model, target, STRUCTURES);
        }
    }

    @Test
    void addUpToWhatOneDeviceDoes() {
        double[] expected;
        try (Backend one = Here.open(Precision.DOUBLE, 1)) {
            expected = fitAndPredict(one, "charge");
        }
        double[] first;
        try (Two two = new Two()) {
            first = fitAndPredict(two.group, "charge");
            for (OpenClDevice d : two.devices) {
                assertThat(d.seconds()).as("the work of each").containsKeys("spectrum", "gram", "accumulate");
            }
        }
        assertThat(first).hasSameSizeAs(expected);
        for (int i = 0; i < first.length; i++) {
            assertThat(first[i]).isCloseTo(expected[i], within(1e-9));
        }
        try (Two two = new Two()) {
            assertThat(fitAndPredict(two.group, "charge"))
                    .as("the same devices give the same bits")
                    .isEqualTo(first);
        }
    }

    /** More structures than a batch has, so that both predict; the order is that of the input. */
    @Test
    void predictInOrder() {
        List<Structure> many = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            many.addAll(STRUCTURES);
        }
        try (Two two = new Two();
                Backend one = Here.open(Precision.DOUBLE, 1);
                Model model = SmallTraining.fit(OPTIONS, one, STRUCTURES);
                Model divided = Model.of(model.parameters(), two.group)) {
            List<Structure> order = new ArrayList<>();
            List<Double> values = new ArrayList<>();
            divided.predict(many.iterator(), Request.VALUES, Execution.defaults(), p -> {
                order.add(p.structure());
                values.add(p.value("energy"));
            });
            assertThat(order).isEqualTo(many);
            assertThat(values.stream().mapToDouble(v -> v).toArray())
                    .isEqualTo(SmallTraining.predict(model, "energy", many));
            for (OpenClDevice d : two.devices) {
                assertThat(d.seconds()).containsKey("slopes");
            }
            List<double[]> forces = new ArrayList<>();
            divided.predict(
                    STRUCTURES.iterator(),
                    Request.GRADIENTS,
                    Execution.defaults(),
                    p -> forces.add(p.forces("energy")));
            assertThat(forces.get(3))
                    .isEqualTo(
                            model.predict(STRUCTURES.get(3), Request.GRADIENTS).forces("energy"));
        }
    }

    /** Normal equations of tensors are summed by all devices, and merged once. */
    @Test
    void trainTensorsTogether() {
        Options tensors = TensorClusters.options(
                "all",
                "kernel: {zeta: 2}, representatives: {count: 15, selection: random}, folds: 2",
                TensorClusters.TARGETS);
        List<Structure> train = TensorClusters.clusters(8, 48);
        List<Structure> many = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            many.addAll(train);
        }
        List<double[]> expected;
        try (Backend one = Here.open(Precision.DOUBLE, 1);
                Model model = SmallTraining.fit(tensors, one, train)) {
            expected = tensors(model, train);
            try (Two two = new Two();
                    Model divided = Model.of(model.parameters(), two.group)) {
                assertThat(tensors(divided, many))
                        .as("of more structures than a batch has")
                        .usingRecursiveComparison()
                        .isEqualTo(tensors(model, many));
                assertThat(two.devices.get(1).seconds()).containsKeys("spectrum", "gram");
            }
        }
        List<double[]> first;
        try (Two two = new Two();
                Model model = SmallTraining.fit(tensors, two.group, train)) {
            for (OpenClDevice d : two.devices) {
                assertThat(d.seconds()).as("the work of each").containsKeys("spectrum", "gram", "accumulate");
            }
            first = tensors(model, train);
        }
        for (int t = 0; t < expected.size(); t++) {
            assertThat(first.get(t)).containsExactly(expected.get(t), within(1e-7));
        }
        try (Two two = new Two();
                Model model = SmallTraining.fit(tensors, two.group, train)) {
            assertThat(tensors(model, train))
                    .as("the same devices give the same bits")
                    .usingRecursiveComparison()
                    .isEqualTo(first);
        }
    }

    private static List<double[]> tensors(Model model, List<Structure> structures) {
        return List.of("dipole", "alpha", "beta", "shielding").stream()
                .map(t -> SmallTraining.predict(model, t, structures))
                .toList();
    }

    /** Of few structures each device takes some. */
    @Test
    void predictUncertaintiesTogether() {
        try (Two two = new Two();
                Backend one = Here.open(Precision.DOUBLE, 1);
                Model model = SmallTraining.fit(OPTIONS, one, STRUCTURES);
                Model divided = Model.of(model.parameters(), two.group)) {
            List<double[]> expected = uncertainties(model);
            assertThat(uncertainties(divided)).usingRecursiveComparison().isEqualTo(expected);
            for (OpenClDevice d : two.devices) {
                assertThat(d.seconds()).as("the work of each").containsKeys("spectrum", "reduce");
            }
        }
    }

    private static List<double[]> uncertainties(Model model) {
        List<double[]> out = new ArrayList<>();
        model.predict(
                STRUCTURES.subList(0, 20).iterator(),
                Request.GRADIENTS.with(Uncertainties.ALL),
                Execution.defaults(),
                p -> out.addAll(SmallMemoryTest.numbers(p)));
        return out;
    }

    @Test
    void stopTogetherAndLeaveNothing() {
        try (Two two = new Two()) {
            int[] asked = new int[1];
            Execution execution = new Execution(
                    Execution.defaults().budgetBytes(), org.lather.backend.Progress.NONE, null, () -> ++asked[0] > 5);
            assertThatThrownBy(() -> Trainer.of(OPTIONS, two.group, execution).fit(Structures.of(STRUCTURES)))
                    .isInstanceOf(CancelledException.class);
        }
        try (Two two = new Two();
                Backend one = Here.open(Precision.DOUBLE, 1);
                Model model = SmallTraining.fit(OPTIONS, one, STRUCTURES);
                Model divided = Model.of(model.parameters(), two.group)) {
            two.devices.get(1).close();
            List<Structure> many = new ArrayList<>();
            for (int i = 0; i < 15; i++) {
                many.addAll(STRUCTURES);
            }
            assertThatThrownBy(() -> divided.predict(many.iterator(), Request.VALUES, Execution.defaults(), p -> {}))
                    .as("a device that is gone")
                    .isInstanceOf(DeviceException.class)
                    .hasMessageContaining("the device was closed");
        }
    }

    @Test
    void areNamedByTheirIndices() {
        Here.require();
        try (Backend b =
                Backends.open("opencl", new BackendRequest(Precision.DOUBLE, 2, List.of(0, 0), null, Long.MAX_VALUE))) {
            assertThat(b.devices()).hasSize(2);
            assertThat(b.info().device()).contains(" + ");
            assertThat(b.resources().freeBytes()).isPresent();
        }
        BackendRequest request = new BackendRequest(Precision.DOUBLE, 1, List.of(0, 99), null, Long.MAX_VALUE);
        Probe probe = new OpenClProvider().probe(request);
        assertThat(probe.available()).isFalse();
        assertThat(probe.reason()).startsWith("expected a device from 0 to ").endsWith(", got 99");
        assertThatThrownBy(() -> Backends.open("opencl", request))
                .isInstanceOf(UnavailableBackendException.class)
                .hasMessageContaining("got 99. Choose one of them with `device`");
        assertThatThrownBy(() -> new OpenClProvider().open(request)).isInstanceOf(DeviceException.class);
    }
}
