// SPDX-License-Identifier: Apache-2.0
package connect.redshift.record;

import connect.redshift.table.BadRow;
import connect.redshift.table.RecordLayout;
import connect.redshift.table.TableId;
import java.util.Optional;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * What becomes of a table's bad rows: those that cannot be decoded, and those that are too long for Kafka.
 *
 * @param maxRecordBytes a longer record, as {@link RecordLimit} measures it, makes its row a bad one; 0 for no limit
 */
public record BadRows(Policy policy, long maxRecordBytes) {
    /** Without a limit, the first bad row stops the table. */
    public static BadRows failing(TableId table) {
        return new BadRows(new Fail(table), 0);
    }

    /** The same for the rows of one export. */
    public OfExport of(SourceHeaders.Origin origin, RecordLayout layout) {
        return new OfExport(
                policy,
                origin,
                maxRecordBytes == 0 ? Optional.empty() : Optional.of(new RecordLimit(maxRecordBytes, layout)));
    }

    /** The rules for the rows of one export. */
    public record OfExport(Policy policy, SourceHeaders.Origin origin, Optional<RecordLimit> limit) {
        /** A decoded row as a bad one where its record would be too long; {@code index} is that in its part. */
        public Optional<BadRow> tooLong(Struct row, long index) {
            return limit.isEmpty() ? Optional.empty() : limit.get().exceeded(row, index);
        }

        /**
         * The record that takes a bad row's place.
         *
         * @param part index of the row's part in the export, from 0
         * @param file the name of that part
         * @param behind where reading stands with this row out
         * @return empty when nothing takes its place
         * @throws BadRowException where the table has to stop
         */
        public Optional<SourceRecord> instead(BadRow row, int part, String file, SourceOffset behind) {
            return policy.instead(new Place(origin, part, file), row, behind);
        }
    }

    /** Where a row was staged. */
    record Place(SourceHeaders.Origin origin, int part, String file) {}

    /** {@code errors.row.mode}. */
    public sealed interface Policy {
        /** As {@link OfExport#instead}. */
        Optional<SourceRecord> instead(Place place, BadRow row, SourceOffset behind);
    }

    /** The table stops. */
    public record Fail(TableId table) implements Policy {
        @Override
        public Optional<SourceRecord> instead(Place place, BadRow row, SourceOffset behind) {
            throw new BadRowException(
                    ("%s has a bad row in export %s: %s. errors.row.mode=fail stops the table there; set it to \"topic\" or"
                                    + " \"skip\" to go on behind such rows. column.exclude.list leaves the column out of"
                                    + " exports to come.")
                            .formatted(table.asSubject(), place.origin().export(), row.in(place.file())));
        }
    }

    /** The row is left out. */
    public record Skip() implements Policy {
        @Override
        public Optional<SourceRecord> instead(Place place, BadRow row, SourceOffset behind) {
            return Optional.empty();
        }
    }

    /** What can be read of the row goes to another topic. */
    public record ToTopic(DeadLetters letters) implements Policy {
        @Override
        public Optional<SourceRecord> instead(Place place, BadRow row, SourceOffset behind) {
            return Optional.of(letters.letter(place, row, behind));
        }
    }
}
