/** The engine: structures, features, kernels, regression and predictions, with the scalar reference backend. */
module org.lather.engine {
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires org.slf4j;
    requires org.snakeyaml.engine;
    requires org.tukaani.xz;
    requires static org.jspecify;

    exports org.lather;
    exports org.lather.acquisition;
    exports org.lather.arrayfile;
    exports org.lather.backend;
    exports org.lather.backend.device;
    exports org.lather.backend.device.memory;
    exports org.lather.backend.device.offload;
    exports org.lather.backend.device.op;
    exports org.lather.backend.device.program;
    exports org.lather.backend.device.queue;
    exports org.lather.backend.reference;
    exports org.lather.backend.selftest;
    exports org.lather.basis;
    exports org.lather.calibration;
    exports org.lather.classification;
    exports org.lather.dataset;
    exports org.lather.density;
    exports org.lather.describe;
    exports org.lather.descriptor;
    exports org.lather.driver.ipi;
    exports org.lather.electrons;
    exports org.lather.error;
    exports org.lather.evaluation;
    exports org.lather.execution;
    exports org.lather.gram;
    exports org.lather.kernel;
    exports org.lather.maps;
    exports org.lather.match;
    exports org.lather.math;
    exports org.lather.model;
    exports org.lather.neighbour;
    exports org.lather.options;
    exports org.lather.potential;
    exports org.lather.predict;
    exports org.lather.ranking;
    exports org.lather.regression;
    exports org.lather.relax;
    exports org.lather.report;
    exports org.lather.search;
    exports org.lather.selection;
    exports org.lather.structure;
    exports org.lather.structure.file;
    exports org.lather.survey;
    exports org.lather.target;
    exports org.lather.training;
    exports org.lather.uncertainty;

    uses org.lather.backend.BackendProvider;

    provides org.lather.backend.BackendProvider with
            org.lather.backend.reference.ReferenceProvider;
}
