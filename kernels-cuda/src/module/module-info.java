/** The backend {@code cuda}, for NVIDIA's devices. */
module org.lather.kernels.cuda {
    requires jcublas;
    requires jcuda;
    requires jcusolver;
    requires org.lather.engine;
    requires org.slf4j;
    requires static org.jspecify;

    provides org.lather.backend.BackendProvider with
            org.lather.cuda.CudaProvider;
}
