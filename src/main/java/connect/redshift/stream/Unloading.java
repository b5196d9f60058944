// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import connect.redshift.export.Export;
import connect.redshift.export.RunningExport;
import connect.redshift.record.SourceOffset;
import connect.redshift.table.Selection;
import connect.redshift.window.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has Redshift write a window to S3. */
final class Unloading implements Step {
    private static final Logger LOG = LoggerFactory.getLogger(Unloading.class);

    private final TableContext stream;
    private final Window window;
    private final Instant planned;
    private final Instant began;
    private final CompletableFuture<Selection> selected;
    private Optional<RunningExport> export = Optional.empty();

    /**
     * @param planned when the plan was asked for, from which the pause until the next one counts; {@link Instant#MIN} for
     *     no pause
     */
    Unloading(TableContext stream, Window window, Instant planned) {
        this.stream = stream;
        this.window = window;
        this.planned = planned;
        this.began = stream.now();
        this.selected = stream.watched(stream.with()
                .catalog()
                .select(stream.subject().table(), stream.subject().rules()));
        stream.asked(began);
    }

    @Override
    public TableStatus.State state() {
        return TableStatus.State.UNLOADING;
    }

    @Override
    public Step advance() {
        if (export.isEmpty()) {
            if (!selected.isDone()) {
                return this;
            }
            start(selected.join());
        }
        CompletableFuture<Optional<Export>> done = export.orElseThrow().done();
        return done.isDone() ? take(done.join()) : this;
    }

    private void start(Selection selection) {
        Selection accepted = stream.shape().accept(selection.with(stream.filter()));
        RunningExport started = stream.with().exporter().start(stream.subject().name(), accepted, window);
        export = Optional.of(started);
        stream.staged().own(started.id());
        stream.asked(stream.now());
        var unused = stream.watched(started.done());
    }

    private Step take(Optional<Export> made) {
        if (made.isEmpty()) {
            LOG.info("{} {}: no rows any more", stream.subject().label(), window);
            stream.moveTo(window.end());
            stream.progressed();
            return new Idle(stream, stream.pollAfter(planned));
        }
        Export unloaded = made.get();
        stream.budget().staged(unloaded.bytes(), stream.now());
        stream.with().status().staged(unloaded.bytes());
        LOG.info(
                "{} export {} {}: {} rows, {} parts, {} bytes, unloaded in {} ms",
                stream.subject().label(),
                unloaded.id(),
                window,
                unloaded.rows(),
                unloaded.parts().size(),
                unloaded.bytes(),
                Duration.between(began, stream.now()).toMillis());
        return new Reading(
                stream, unloaded, new SourceOffset.Reading(unloaded.id(), window, 0, 0, stream.sharding()), planned);
    }

    @Override
    public Optional<String> exportInUse() {
        return export.map(RunningExport::id);
    }

    @Override
    public void close() {
        export.ifPresent(RunningExport::cancel);
    }
}
