// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import connect.redshift.record.SourceOffset;
import connect.redshift.table.Table;
import connect.redshift.window.Position;
import connect.redshift.window.Watermark;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks Connect where the table stands, and Redshift what its watermark column is. */
final class Resuming implements Step {
    private static final Logger LOG = LoggerFactory.getLogger(Resuming.class);

    private final TableContext stream;
    private final CompletableFuture<Optional<SourceOffset>> stored;
    private final CompletableFuture<Table> described;

    Resuming(TableContext stream) {
        this.stream = stream;
        this.stored = stream.watched(stream.staged().resumedOffset());
        this.described =
                stream.watched(stream.with().catalog().describe(stream.subject().table()));
        stream.asked(stream.now());
    }

    @Override
    public TableStatus.State state() {
        return TableStatus.State.RESUMING;
    }

    @Override
    public Step advance() {
        if (!stored.isDone() || !described.isDone()) {
            return this;
        }
        TableStream.Snapshot snapshot = stream.subject().snapshot();
        stream.planWith(stream.with().planners().apply(described.join()));
        Optional<SourceOffset> known =
                stream.offset().or(() -> snapshot.atEachStart() ? Optional.empty() : stored.join());
        if (known.isEmpty()) {
            return start(snapshot.start());
        }
        LOG.info("{} goes on behind {}", stream.subject().table(), known.get());
        stream.reached(known.get());
        if (known.get() instanceof SourceOffset.Finished finished) {
            stream.shape().resumedBehind(finished.fingerprint());
        }
        return stream.wayOn();
    }

    private Step start(StartPoint start) {
        LOG.info("{} starts: {}", stream.subject().table(), start);
        if (start instanceof StartPoint.Now) {
            return new StartingNow(stream);
        }
        Position position = start instanceof StartPoint.After after
                ? new Position.Behind(new Watermark(
                        described
                                .join()
                                .ordering(stream.subject().watermarkColumn().orElseThrow()),
                        after.watermark()))
                : new Position.Beginning();
        // The same start is found again after a restart, so no heartbeat has to carry it.
        stream.reached(new SourceOffset.Finished(position));
        return stream.plan();
    }
}
