// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import connect.redshift.export.Export;
import connect.redshift.export.ExportException;
import connect.redshift.record.SourceOffset;
import connect.redshift.table.BadRow;
import java.util.Optional;

/** What became of each row of an export; at its end they must be as many as the manifest says. */
final class RowCount {
    private final Export export;
    private final long before;
    private long handed;
    private long lettered;
    private long skipped;
    private Optional<String> firstBad = Optional.empty();

    /**
     * @param start what was out before is counted as it was then
     */
    RowCount(Export export, SourceOffset.Reading start) {
        this.export = export;
        this.before = export.rowsBefore(start.part()) + start.rows();
    }

    /** A row goes to Kafka. */
    void handed() {
        handed++;
    }

    /** A bad row's place is taken by a record of another topic, or by nothing. */
    void bad(BadRow row, String part, boolean replaced) {
        if (replaced) {
            lettered++;
        } else {
            skipped++;
        }
        if (firstBad.isEmpty()) {
            firstBad = Optional.of(row.in(part));
        }
    }

    /** Rows that went to Kafka since the start. */
    long sent() {
        return handed;
    }

    /** Rows that did not, since the start. */
    long bad() {
        return lettered + skipped;
    }

    long total() {
        return before + handed + lettered + skipped;
    }

    /** What is to be said of bad rows, if there were any. */
    Optional<String> badRows() {
        return firstBad.map(first -> "%d bad rows skipped, %d sent to the topic of bad rows; the first: %s"
                .formatted(skipped, lettered, first));
    }

    /** Throws when rows are missing or double; the window must not end then. */
    void requireAll() {
        if (total() != export.rows()) {
            throw new ExportException(
                    ("Export %s has %d rows by its manifest, and these were read: %s. Its window is not ended, so nothing"
                                    + " is lost; if this comes again, reset the table's offset to read it anew.")
                            .formatted(export.id(), export.rows(), this));
        }
    }

    @Override
    public String toString() {
        return "%d handed to Kafka, %d before, %d skipped, %d sent to the topic of bad rows"
                .formatted(handed, before, skipped, lettered);
    }
}
