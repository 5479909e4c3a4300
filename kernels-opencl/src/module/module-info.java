/** The backend {@code opencl}, for devices with an OpenCL driver. */
module org.lather.kernels.opencl {
    requires java.management;
    requires jocl;
    requires org.lather.engine;
    requires org.slf4j;
    requires static org.jspecify;

    provides org.lather.backend.BackendProvider with
            org.lather.opencl.OpenClProvider;
}
