// SPDX-License-Identifier: Apache-2.0
package connect.redshift.record;

import connect.redshift.window.Position;
import connect.redshift.window.Window;
import java.util.Map;
import java.util.Optional;

/**
 * Where a table's stream stands, as Connect stores it with every record. UNLOAD writes rows in no promised order over
 * several files, so no watermark can say "half of this window is out"; but the files never change. So an offset names
 * bytes: these many rows of that part of that export.
 */
public sealed interface SourceOffset {
    /** Connect's form: strings and longs only. {@link OffsetCodec} reads it back. */
    Map<String, Object> toMap();

    /** How the table was split when this was written. */
    Sharding sharding();

    /** The export that must stay in S3 while this is the stored offset. */
    Optional<String> exportInUse();

    /**
     * {@code rows} rows of part {@code part} are out, and all of the parts before it.
     *
     * @param part index in the manifest's order, from 0
     */
    record Reading(String export, Window window, int part, long rows, Sharding sharding) implements SourceOffset {
        /** Of a table in one piece. */
        public Reading(String export, Window window, int part, long rows) {
            this(export, window, part, rows, Sharding.NONE);
        }

        public Reading {
            if (export.isEmpty() || part < 0 || rows < 0) {
                throw new IllegalArgumentException(
                        "export \"%s\", part %d, row %d is no offset".formatted(export, part, rows));
            }
        }

        /** Another place in the same export. */
        public Reading at(int otherPart, long otherRows) {
            return new Reading(export, window, otherPart, otherRows, sharding);
        }

        @Override
        public Map<String, Object> toMap() {
            return OffsetCodec.write(this);
        }

        @Override
        public Optional<String> exportInUse() {
            return Optional.of(export);
        }
    }

    /**
     * Every row up to {@code position} is out.
     *
     * @param fingerprint of the schemas of the last records ({@link AvroForm#fingerprint}), for a task that knows nothing
     *     else of them; empty where it is not known
     */
    record Finished(Position position, Optional<String> fingerprint, Sharding sharding) implements SourceOffset {
        public Finished {
            if (fingerprint.filter(text -> !text.matches("[0-9a-f]{16}")).isPresent()) {
                throw new IllegalArgumentException("\"%s\" is no fingerprint".formatted(fingerprint.get()));
            }
        }

        /** Of a table in one piece. */
        public Finished(Position position, Optional<String> fingerprint) {
            this(position, fingerprint, Sharding.NONE);
        }

        /** A position behind records that nothing is known of, in a table in one piece. */
        public Finished(Position position) {
            this(position, Optional.empty());
        }

        @Override
        public Map<String, Object> toMap() {
            return OffsetCodec.write(this);
        }

        @Override
        public Optional<String> exportInUse() {
            return Optional.empty();
        }
    }
}
