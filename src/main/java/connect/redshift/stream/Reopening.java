// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import connect.redshift.export.Export;
import connect.redshift.record.SourceOffset;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Finds a half-read export again. */
final class Reopening implements Step {
    private final TableContext stream;
    private final SourceOffset.Reading reading;
    private final CompletableFuture<Export> export;

    Reopening(TableContext stream, SourceOffset.Reading reading) {
        this.stream = stream;
        this.reading = reading;
        this.export = stream.watched(stream.with().exporter().reopen(reading.export(), reading.window()));
        stream.staged().own(reading.export());
    }

    @Override
    public TableStatus.State state() {
        return TableStatus.State.RESUMING;
    }

    @Override
    public Step advance() {
        return export.isDone() ? new Reading(stream, export.join(), reading, Instant.MIN) : this;
    }

    @Override
    public Optional<String> exportInUse() {
        return Optional.of(reading.export());
    }
}
