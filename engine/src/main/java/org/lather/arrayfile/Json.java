package org.lather.arrayfile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;

/**
 * Readers and writers of JSON that keep no buffers in the threads that use them. Buffers in thread-local variables
 * would keep the class loader of a plug-in in memory after the plug-in was unloaded.
 */
public final class Json {
    private Json() {}

    /** Starts the configuration of a reader and writer. */
    public static JsonMapper.Builder builder() {
        return JsonMapper.builder(JsonFactory.builder()
                        .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
                        .build())
                .addModule(new SimpleModule().addSerializer(Double.class, new Finite()));
    }

    /** Writes null for a number that is not finite, for which JSON has no form. */
    private static final class Finite extends JsonSerializer<Double> {
        @Override
        public void serialize(Double value, JsonGenerator out, SerializerProvider provider) throws IOException {
            if (Double.isFinite(value)) {
                out.writeNumber(value);
            } else {
                out.writeNull();
            }
        }
    }

    /** Creates a reader and writer with Jackson's defaults. */
    public static JsonMapper mapper() {
        return builder().build();
    }
}
