// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import connect.redshift.export.Export;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How far an export has been read, told once a minute: whether rows come or not, so that a standstill is seen. */
final class Progress {
    static final Duration INTERVAL = Duration.ofMinutes(1);

    private final long rows;
    private final long bytes;
    private Instant toldAt;
    private long told;

    /**
     * @param before rows of the export that were out before
     */
    Progress(Export export, long before, Instant now) {
        this.rows = export.rows();
        this.bytes = export.bytes();
        this.told = before;
        this.toldAt = now;
    }

    /**
     * What to say now, if it is time.
     *
     * @param out rows that are out
     */
    Optional<String> line(Instant now, long out) {
        Duration since = Duration.between(toldAt, now);
        if (since.compareTo(INTERVAL) < 0) {
            return Optional.empty();
        }
        long rate = (out - told) * 1_000 / since.toMillis();
        toldAt = now;
        told = out;
        // Where a row begins in its part is known to nobody, so the bytes are those of an average row.
        return Optional.of("%d of %d rows, about %d of %d bytes, %d rows/s"
                .formatted(out, rows, (long) ((double) bytes * out / rows), bytes, rate));
    }
}
