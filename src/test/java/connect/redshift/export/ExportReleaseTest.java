// SPDX-License-Identifier: Apache-2.0
package connect.redshift.export;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.staging.S3Uri;
import connect.redshift.table.Shard;
import connect.redshift.table.TableId;
import connect.redshift.testing.ManualBackground;
import connect.redshift.testing.ManualClock;
import connect.redshift.testing.MemoryStaging;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ExportReleaseTest {
    private static final TableId ORDERS = new TableId("public", "orders");

    private final ManualClock clock = new ManualClock();
    private final ManualBackground background = new ManualBackground(clock);
    private final MemoryStaging staging = new MemoryStaging(clock);
    private final ExportRelease release = new ExportRelease(
            staging,
            background,
            clock,
            new ExportRelease.Subject(ORDERS, new S3Uri("bucket", "shop/"), Duration.ofHours(1), true));

    private S3Uri put(String key) {
        S3Uri object = new S3Uri("bucket", key);
        staging.put(object, new byte[1]);
        return object;
    }

    private void release(Set<String> idle, Set<String> needed) {
        var unused = release.release(idle, needed);
        background.drain();
    }

    @Test
    void everyObjectOfAnIdleExportGoes() {
        put("shop/public.orders/e1/columns.json");
        put("shop/public.orders/e1/parts/manifest");
        put("shop/public.orders/e1/parts/0000_part_00.parquet");
        S3Uri other = put("shop/public.orders/e10/parts/manifest");
        release.own("e1");
        release(release.idle(Set.of()), Set.of());
        assertThat(staging.objects()).containsExactly(other);
    }

    @Test
    void whatIsNeededStaysAndStaysIdle() {
        S3Uri file = put("shop/public.orders/e1/parts/manifest");
        release.own("e1");
        release(Set.of("e1"), Set.of("e1"));
        assertThat(staging.has(file)).isTrue();
        assertThat(release.idle(Set.of())).containsExactly("e1");
        assertThat(release.idle(Set.of("e1"))).isEmpty();
    }

    @Test
    void aDeletedExportIsNoLongerAnsweredFor() {
        release.own("e1");
        release(Set.of("e1"), Set.of());
        assertThat(release.idle(Set.of())).isEmpty();
    }

    @Test
    void oldExportsOfOthersGoAndYoungOnesStay() {
        put("shop/public.orders/old/parts/manifest");
        put("shop/public.orders/revived/parts/0000_part_00.parquet");
        S3Uri needed = put("shop/public.orders/needed/parts/manifest");
        clock.advance(Duration.ofMinutes(61));
        S3Uri young = put("shop/public.orders/young/parts/manifest");
        put("shop/public.orders/revived/parts/manifest");
        release(Set.of(), Set.of("needed"));
        assertThat(staging.objects().stream().map(S3Uri::key))
                .containsExactly(
                        needed.key(),
                        "shop/public.orders/revived/parts/0000_part_00.parquet",
                        "shop/public.orders/revived/parts/manifest",
                        young.key());
        assertThat(release.swept()).isTrue();
    }

    @Test
    void filesOfOtherTablesConnectorsAndPeopleStay() {
        S3Uri table = put("shop/public.orders_old/e1/parts/manifest");
        S3Uri connector = put("shop2/public.orders/e1/parts/manifest");
        S3Uri person = put("shop/public.orders/notes.txt");
        clock.advance(Duration.ofDays(30));
        release(Set.of(), Set.of());
        assertThat(staging.objects()).containsExactlyInAnyOrder(table, connector, person);
    }

    @Test
    void aReleaseThatFailedIsNotDone() {
        put("shop/public.orders/e1/parts/manifest");
        release.own("e1");
        staging.failNext("SlowDown");
        release(Set.of("e1"), Set.of());
        assertThat(release.idle(Set.of())).containsExactly("e1");
        assertThat(release.swept()).isFalse();
        release(Set.of("e1"), Set.of());
        assertThat(staging.objects()).isEmpty();
        assertThat(release.swept()).isTrue();
    }

    @Test
    void namesThatS3OrSqlWouldReadOtherwiseAreSpeltInHex() {
        S3Uri root = new S3Uri("bucket", "shop/");
        assertThat(ExportFolders.of(root, new TableId("Public", "o'r/d ers"), Shard.ONLY)
                        .table()
                        .key())
                .isEqualTo("shop/~50ublic.o~27r~2fd~20ers/");
        assertThat(ExportFolders.of(root, new TableId("a.b", "c"), Shard.ONLY).table())
                .isNotEqualTo(ExportFolders.of(root, new TableId("a", "b.c"), Shard.ONLY)
                        .table());
    }
}
