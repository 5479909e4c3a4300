/** The backend {@code cpu}, on the Vector API. */
module org.lather.kernels.cpu {
    requires jdk.incubator.vector;
    requires org.lather.engine;
    requires static org.jspecify;

    provides org.lather.backend.BackendProvider with
            org.lather.cpu.CpuProvider;
}
