// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.export.ExportRelease;
import connect.redshift.record.SourceOffset;
import connect.redshift.staging.S3Uri;
import connect.redshift.table.Ordering;
import connect.redshift.testing.ManualBackground;
import connect.redshift.testing.ManualClock;
import connect.redshift.testing.MemoryStaging;
import connect.redshift.window.Position;
import connect.redshift.window.Watermark;
import connect.redshift.window.Window;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class StagedExportsTest {
    private static final SourceOffset A = reading("a", "1");
    private static final SourceOffset BEHIND_A = finished("1");
    private static final SourceOffset B = reading("b", "2");

    private final ManualClock clock = new ManualClock();
    private final ManualBackground background = new ManualBackground(clock);
    private final MemoryStaging staging = new MemoryStaging(clock);
    private Optional<SourceOffset> stored = Optional.empty();
    private int questions;
    private StagedExports exports;

    private static SourceOffset reading(String export, String upTo) {
        return new SourceOffset.Reading(
                export, new Window(new Position.Beginning(), new Watermark(Ordering.NUMBER, upTo)), 0, 0);
    }

    private static SourceOffset finished(String watermark) {
        return new SourceOffset.Finished(new Position.Behind(new Watermark(Ordering.NUMBER, watermark)));
    }

    private static S3Uri file(String export) {
        return new S3Uri("bucket", "connector/public.life/" + export + "/parts/0000_part_00.parquet");
    }

    @BeforeEach
    void twoExportsAreThere() {
        ExportRelease release = new ExportRelease(
                staging,
                background,
                clock,
                new ExportRelease.Subject(
                        StreamWiring.TABLE, new S3Uri("bucket", "connector/"), StreamWiring.ORPHAN_AGE, true));
        exports = new StagedExports(
                release,
                () -> {
                    questions++;
                    return stored;
                },
                background,
                clock);
        exports.own("a");
        staging.put(file("a"), new byte[1]);
        staging.put(file("b"), new byte[1]);
    }

    private void tend(String... inUse) {
        clock.advance(Duration.ofSeconds(3));
        exports.tend(List.of(inUse));
        background.drain();
    }

    @Test
    void anExportThatToldNoRowGoesAtOnce() {
        tend();
        assertThat(staging.has(file("a"))).isFalse();
    }

    @Test
    void anExportInUseStays() {
        tend("a");
        assertThat(staging.has(file("a"))).isTrue();
    }

    @Test
    void anExportThatTheStoredOffsetNamesStays() {
        stored = Optional.of(A);
        tend();
        assertThat(staging.has(file("a"))).isTrue();
    }

    @Test
    void anExportThatALaterCommitMayNameStays() {
        stored = Optional.of(finished("0"));
        exports.told(A);
        exports.told(BEHIND_A);
        tend();
        assertThat(staging.has(file("a")))
                .as("nothing from a or behind it is stored")
                .isTrue();
        stored = Optional.of(A);
        tend();
        assertThat(staging.has(file("a"))).isTrue();
        stored = Optional.of(BEHIND_A);
        tend();
        assertThat(staging.has(file("a"))).isFalse();
    }

    @Test
    void aStoredOffsetOfTheNextExportLetsTheOneBeforeGo() {
        exports.own("b");
        exports.told(A);
        exports.told(BEHIND_A);
        exports.told(B);
        exports.told(finished("2"));
        stored = Optional.of(B);
        tend();
        assertThat(staging.objects()).containsExactly(file("b"));
    }

    @Test
    void anExportBegunWhileConnectIsAskedIsLeftAlone() {
        clock.advance(Duration.ofSeconds(3));
        exports.tend(List.of());
        exports.own("b");
        background.drain();
        assertThat(staging.objects()).containsExactly(file("b"));
        tend();
        assertThat(staging.objects()).as("it is still answered for").isEmpty();
    }

    @Test
    void connectIsAskedEveryTwoSecondsAtMostAndOnlyWhileSomethingWaits() {
        tend("a");
        assertThat(questions).as("the first time looks for what others left").isEqualTo(1);
        tend("a");
        assertThat(questions).isEqualTo(1);
        exports.told(A);
        tend();
        exports.tend(List.of());
        background.drain();
        assertThat(questions).isEqualTo(2);
        tend();
        assertThat(questions).isEqualTo(3);
    }

    @Test
    void whatCouldNotBeDeletedIsTriedAgain() {
        staging.failNext("SlowDown");
        tend();
        assertThat(staging.has(file("a"))).isTrue();
        tend();
        assertThat(staging.has(file("a"))).isFalse();
    }
}
