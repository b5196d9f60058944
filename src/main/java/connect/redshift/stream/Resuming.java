// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import connect.redshift.record.ShardLayouts;
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
    private final CompletableFuture<ShardLayouts> stored;
    private final CompletableFuture<Table> described;

    Resuming(TableContext stream) {
        this.stream = stream;
        this.stored = stream.layouts();
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
        return stream.offset().isPresent() ? goOn(stream.offset().get()) : find(stored.join());
    }

    private Step find(ShardLayouts layouts) {
        TableStream.Snapshot snapshot = stream.subject().snapshot();
        Optional<Position> initial = initial(snapshot.start());
        if (snapshot.atEachStart()) {
            stream.splitAs(layouts.anew(stream.subject().slice()));
            return start(initial);
        }
        ShardLayouts.Start start = layouts.start(stream.subject().slice(), initial);
        stream.splitAs(start.sharding());
        if (start.offset().isEmpty()) {
            return start(initial);
        }
        return start.stored()
                ? goOn(start.offset().get())
                : splitAnew((SourceOffset.Finished) start.offset().get());
    }

    /** Stored at once, so that the old layout soon has nothing to say any more. */
    private Step splitAnew(SourceOffset.Finished start) {
        LOG.info(
                "{} goes on behind {} as the table is split anew, for the {}. time; the earlier shards stood at {}",
                stream.subject().label(),
                start.position(),
                start.sharding().generation(),
                start.sharding().earlier());
        stream.planFor(described.join(), start.position());
        stream.shape().resumedBehind(start.fingerprint());
        stream.moveTo(start.position());
        return stream.wayOn();
    }

    private Step goOn(SourceOffset known) {
        LOG.info("{} goes on behind {}", stream.subject().label(), known);
        stream.planFor(
                described.join(),
                known instanceof SourceOffset.Reading reading
                        ? reading.window().after()
                        : ((SourceOffset.Finished) known).position());
        stream.reached(known);
        if (known instanceof SourceOffset.Finished finished) {
            stream.shape().resumedBehind(finished.fingerprint());
        }
        return stream.wayOn();
    }

    /** Where a stream without an offset starts; empty where Redshift's clock says so. */
    private Optional<Position> initial(StartPoint start) {
        if (start instanceof StartPoint.Now) {
            return Optional.empty();
        }
        return Optional.of(
                start instanceof StartPoint.After after
                        ? new Position.Behind(new Watermark(
                                described
                                        .join()
                                        .ordering(stream.subject()
                                                .watermarkColumn()
                                                .orElseThrow()),
                                after.watermark()))
                        : new Position.Beginning());
    }

    private Step start(Optional<Position> initial) {
        LOG.info(
                "{} starts: {}",
                stream.subject().label(),
                stream.subject().snapshot().start());
        stream.planFor(described.join(), initial.orElseGet(Position.Beginning::new));
        if (initial.isEmpty()) {
            return new StartingNow(stream);
        }
        // The same start is found again after a restart, so no heartbeat has to carry it.
        stream.reached(new SourceOffset.Finished(initial.get(), Optional.empty(), stream.sharding()));
        return stream.plan();
    }
}
