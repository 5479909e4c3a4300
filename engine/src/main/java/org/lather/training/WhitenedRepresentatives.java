package org.lather.training;

import java.util.stream.IntStream;
import org.lather.backend.Backend;
import org.lather.backend.Whitening;
import org.lather.basis.Pool;
import org.lather.basis.RepresentativeCovariances;
import org.lather.basis.RepresentativeSelection;
import org.lather.basis.Whiteners;
import org.lather.dataset.TrainingRun;
import org.lather.gram.Representatives;
import org.lather.regression.SparseFit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Representatives that do not span each other, with the factor of their covariances.
 *
 * @param left those that are left
 * @param kept their places among all, in the order of the columns
 */
@SuppressWarnings("ArrayRecordComponent") // never leaves a training
record WhitenedRepresentatives(RepresentativeSelection.Chosen left, int[] kept, Whitening whitening) {
    private static final Logger LOG = LoggerFactory.getLogger(WhitenedRepresentatives.class);

    /** Whitens representatives, and leaves out those that the others span. */
    static WhitenedRepresentatives of(TrainingRun run, RepresentativeSelection.Chosen chosen) {
        run.clock().begin("whitening", 0);
        Whiteners.Result whitened = whiten(run, new Representatives(chosen.blocks()));
        int found = chosen.blocks().get(0).rows();
        RepresentativeSelection.Chosen left = chosen;
        if (whitened.kept().length < found) {
            LOG.info(
                    "{} of {} representatives are spanned by the others and omitted",
                    found - whitened.kept().length,
                    found);
            left = chosen.gather(whitened.kept());
        }
        run.execution().check("Nothing was kept.");
        return new WhitenedRepresentatives(left, whitened.kept(), whitened.whitening());
    }

    private static Whiteners.Result whiten(TrainingRun run, Representatives all) {
        Backend backend = run.backend();
        long bytes = SparseFit.hostBytes(backend, all);
        backend.resources().ledger().add(bytes);
        try {
            return RepresentativeCovariances.factored(
                    backend,
                    run.kernel(),
                    all,
                    Pool.CHUNK,
                    k -> Whiteners.factor(k, backend.algebra().host()));
        } finally {
            backend.resources().ledger().remove(bytes);
        }
    }

    /** The columns of the first representatives of the choice: of each block as many as are among these. */
    int[] first(RepresentativeSelection.Ranked ranked, int count) {
        return whitening.blocks().stream()
                .flatMapToInt(b -> {
                    int end = b.offset() + b.size();
                    int own = (int) IntStream.range(b.offset(), end)
                            .filter(i -> ranked.rank()[kept[i]] < count)
                            .count();
                    return IntStream.range(b.offset(), b.offset() + own);
                })
                .toArray();
    }
}
