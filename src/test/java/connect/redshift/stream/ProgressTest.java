// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.export.Export;
import connect.redshift.export.ExportColumns;
import connect.redshift.staging.Part;
import connect.redshift.staging.S3Uri;
import connect.redshift.window.Position;
import connect.redshift.window.Window;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ProgressTest {
    private static final Instant BEGAN = Instant.parse("2026-03-01T12:00:00Z");
    private static final Export EXPORT = new Export(
            "e1",
            new Window(new Position.Beginning(), new Position.NullsRead()),
            new ExportColumns(List.of(), List.of(), Optional.empty()),
            List.of(
                    new Part(S3Uri.parse("s3://bucket/1"), 6_000_000, 600_000),
                    new Part(S3Uri.parse("s3://bucket/2"), 4_000_000, 400_000)));

    private final Progress progress = new Progress(EXPORT, 100_000, BEGAN);

    @Test
    void nothingIsSaidWithinAMinute() {
        assertThat(progress.line(BEGAN.plusMillis(59_999), 500_000)).isEmpty();
    }

    @Test
    void oneLineAMinuteSaysHowFarAndHowFast() {
        assertThat(progress.line(BEGAN.plusSeconds(60), 250_000))
                .contains("250000 of 1000000 rows, about 2500000 of 10000000 bytes, 2500 rows/s");
        assertThat(progress.line(BEGAN.plusSeconds(119), 300_000)).isEmpty();
        assertThat(progress.line(BEGAN.plusSeconds(120), 310_000))
                .contains("310000 of 1000000 rows, about 3100000 of 10000000 bytes, 1000 rows/s");
    }

    /** Nothing is worse to find out about than a table that has stood still. */
    @Test
    void aStandstillIsSaid() {
        assertThat(progress.line(BEGAN.plusSeconds(3_600), 100_000))
                .contains("100000 of 1000000 rows, about 1000000 of 10000000 bytes, 0 rows/s");
    }
}
