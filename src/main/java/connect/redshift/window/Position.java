// SPDX-License-Identifier: Apache-2.0
package connect.redshift.window;

import java.time.Instant;
import java.util.Optional;

/** How far a table has been read: what lies behind it is out, what lies after it is still to come. */
public sealed interface Position {
    /** The watermark that everything still to come is greater than; empty where none bounds it. */
    default Optional<Watermark> watermark() {
        return Optional.empty();
    }

    /** Nothing has been read; every row is still to come. */
    record Beginning() implements Position {
        @Override
        public String toString() {
            return "the beginning";
        }
    }

    /** The rows without a watermark are out, and no others. */
    record NullsRead() implements Position {
        @Override
        public String toString() {
            return "the rows without a watermark";
        }
    }

    /** Every row whose watermark is not greater than this one is out. */
    record Behind(Watermark value) implements Position {
        @Override
        public Optional<Watermark> watermark() {
            return Optional.of(value);
        }

        @Override
        public String toString() {
            return value.toString();
        }
    }

    /**
     * Every row of the table was read as one.
     *
     * @param at when that was begun, by the worker's clock; nothing but the pause until the next time depends on it
     */
    record WholeRead(Instant at) implements Position {
        @Override
        public String toString() {
            return "the whole as of " + at;
        }
    }

    /** All that was wanted is out, and no more will be read ({@code snapshot.mode=initial_only}). */
    record Ended(Position at) implements Position {
        public Ended {
            if (at instanceof Ended) {
                throw new IllegalArgumentException("it had ended before");
            }
        }

        @Override
        public Optional<Watermark> watermark() {
            return at.watermark();
        }

        @Override
        public String toString() {
            return at + ", the end";
        }
    }
}
