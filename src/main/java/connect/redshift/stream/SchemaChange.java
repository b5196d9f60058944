// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import connect.redshift.table.ColumnChange;
import connect.redshift.table.SchemaEvolution;
import connect.redshift.table.TableId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A table was altered and goes on: what differs, with the types of before and now, and who can read the records. Says
 * nothing of rows or values, so it may be counted and logged.
 *
 * @param columns that differ; empty where the old ones are not known, and when only their order differs
 * @param key what became of the key, if it differs
 * @param readers who can read whose records, if records follow the table
 */
public record SchemaChange(
        TableId table, List<ColumnChange> columns, Optional<KeyChange> key, Readers readers, SchemaEvolution policy) {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaChange.class);

    /** The key's columns, in its order. */
    public record KeyChange(List<String> before, List<String> now) {
        public KeyChange {
            before = List.copyOf(before);
            now = List.copyOf(now);
        }

        @Override
        public String toString() {
            return "key (%s) became (%s)".formatted(String.join(", ", before), String.join(", ", now));
        }
    }

    /** Who can read whose records by Avro's rules; the comments say what schema registries call it. */
    public enum Readers {
        /** Full. */
        ALL("readers of either schema read all records"),
        /** Backward. */
        NEW("readers of the new schema read old records, but readers of the old one cannot read new records"),
        /** Forward. */
        OLD("readers of the old schema read new records, but readers of the new one cannot read old records"),
        NONE("neither readers of the old schema read new records, nor readers of the new one old records"),
        /** The old columns are not known. */
        UNKNOWN("which they were is not known, nor who can read the new records");

        private final String words;

        Readers(String words) {
            this.words = words;
        }

        static Readers of(boolean oldReadNew, boolean newReadOld) {
            if (oldReadNew) {
                return newReadOld ? ALL : OLD;
            }
            return newReadOld ? NEW : NONE;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    public SchemaChange {
        columns = List.copyOf(columns);
    }

    /** One line for operators. */
    public void log() {
        if (level() == Level.WARN) {
            LOG.warn("{}", this);
            return;
        }
        LOG.info("{}", this);
    }

    /** A warning when some readers cannot go on, or when that is not known. */
    Level level() {
        boolean stays = policy == SchemaEvolution.IGNORE && readers != Readers.UNKNOWN;
        return stays || readers == Readers.ALL ? Level.INFO : Level.WARN;
    }

    /** What differs, without whether it matters. */
    String differences() {
        String differences = Stream.concat(
                        columns.stream().map(ColumnChange::toString),
                        key.stream().map(KeyChange::toString))
                .collect(Collectors.joining(", "));
        return differences.isEmpty() ? "columns are in another order" : differences;
    }

    @Override
    public String toString() {
        if (readers == Readers.UNKNOWN) {
            return "%s: columns changed while nothing was running; %s (%s)".formatted(table, readers, policy);
        }
        return "%s: %s; %s (%s)"
                .formatted(
                        table,
                        differences(),
                        policy == SchemaEvolution.IGNORE ? "records stay as they were" : readers,
                        policy);
    }
}
