package org.lather.arrayfile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.json.JsonMapper;

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
                .build());
    }

    /** Creates a reader and writer with Jackson's defaults. */
    public static JsonMapper mapper() {
        return builder().build();
    }
}
