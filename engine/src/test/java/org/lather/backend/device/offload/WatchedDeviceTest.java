package org.lather.backend.device.offload;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.lather.backend.device.Device;
import org.lather.backend.device.DeviceAlgebra;

/** A watched device passes every call on, also those for which the interface has a default. */
class WatchedDeviceTest {
    private final List<String> called = new ArrayList<>();

    private <T> T recording(Class<T> type) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            called.add(method.getName());
            if (method.getReturnType() == Optional.class) {
                return Optional.of(recording(DeviceAlgebra.class));
            }
            return result(method.getReturnType());
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static @Nullable Object result(Class<?> type) {
        if (type == long.class) {
            return 7L;
        }
        if (type == int.class) {
            return 7;
        }
        if (type == boolean.class) {
            return false;
        }
        return type == Map.class ? Map.of() : type == ByteBuffer.class ? ByteBuffer.allocate(1) : null;
    }

    private void callAll(Class<?> type, Object target) throws ReflectiveOperationException {
        for (Method m : type.getMethods()) {
            called.clear();
            Object[] arguments = Arrays.stream(m.getParameterTypes())
                    .map(t -> t.isArray() ? java.lang.reflect.Array.newInstance(t.getComponentType(), 0) : value(t))
                    .toArray();
            m.invoke(target, arguments);
            assertThat(called).containsExactly(m.getName());
        }
    }

    private static @Nullable Object value(Class<?> type) {
        return type == double.class ? Double.valueOf(0) : result(type);
    }

    @Test
    void passesEveryCallOn() throws ReflectiveOperationException {
        Device watched = new WatchedDevice(recording(Device.class));
        callAll(Device.class, watched);
        callAll(DeviceAlgebra.class, watched.algebra().orElseThrow());
        assertThat(watched.freeBytes()).isEqualTo(7);
    }
}
