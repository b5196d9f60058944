// SPDX-License-Identifier: Apache-2.0
package connect.redshift.export;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.staging.S3Uri;
import connect.redshift.table.Column;
import connect.redshift.table.ColumnTypeName;
import connect.redshift.table.Shard;
import connect.redshift.table.TableId;
import connect.redshift.testing.Golden;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An export that any version of ours staged is found and described today as it was then: a task goes on in its midst. */
final class GoldenExportsTest {
    private static final String FILE = "exports.txt";
    private static final S3Uri ROOT = S3Uri.parse("s3://bucket/kafka-connect/");
    private static final List<String> TYPES = List.of(
            "smallint",
            "integer",
            "bigint",
            "numeric(38,37)",
            "real",
            "double precision",
            "boolean",
            "character(10)",
            "character varying(65535)",
            "date",
            "timestamp without time zone",
            "timestamp with time zone",
            "time without time zone",
            "time with time zone",
            "interval year to month",
            "interval day to second",
            "super",
            "binary varying(100)",
            "geometry",
            "geography");

    private record Kind(String name, TableId table, Shard shard, ExportColumns columns) {
        S3Uri description() {
            return ExportFolders.of(ROOT, table, shard).columns("7f3a-1");
        }
    }

    private static List<Kind> kinds() {
        List<Column> all = new ArrayList<>();
        for (String type : TYPES) {
            all.add(new Column("c" + all.size(), ColumnTypeName.parse(type).orElseThrow(), all.size() % 2 == 0));
        }
        List<Column> odd = List.of(new Column("größe \"語\" \\", all.get(0).type(), false));
        ExportColumns few = new ExportColumns(odd, List.of(), Optional.empty());
        return List.of(
                new Kind(
                        "every type",
                        new TableId("sales", "orders"),
                        Shard.ONLY,
                        new ExportColumns(
                                all, List.of("c0", "c2"), Optional.of(Instant.parse("2026-01-31T23:59:59.123Z")))),
                new Kind("odd names", new TableId("a.b", "Größe 語"), Shard.ONLY, few),
                new Kind("a shard", new TableId("sales", "orders"), new Shard(2, 4), few),
                new Kind("a query", TableId.ofQuery("recent-orders"), Shard.ONLY, few));
    }

    private static List<Golden.Entry> today() {
        return kinds().stream()
                .map(kind -> new Golden.Entry(
                        kind.name(),
                        List.of(
                                kind.description().toString(),
                                new String(kind.columns().write(), StandardCharsets.UTF_8))))
                .toList();
    }

    @BeforeAll
    static void update() {
        Golden.update(FILE, today());
    }

    @Test
    void exportsOfEveryVersionAreFoundAndRead() {
        for (String version : Golden.versions()) {
            for (Golden.Entry staged : Golden.read(version, FILE)) {
                Kind kind = kinds().stream()
                        .filter(each -> each.name().equals(staged.name()))
                        .findFirst()
                        .orElseThrow();
                assertThat(staged.lines().get(0)).hasToString(kind.description().toString());
                assertThat(ExportColumns.parse(
                                kind.description(), staged.lines().get(1).getBytes(StandardCharsets.UTF_8)))
                        .as("%s of %s", staged.name(), version)
                        .isEqualTo(kind.columns());
            }
        }
    }

    @Test
    void whatThePresentVersionStagesIsKept() {
        assertThat(Golden.differences(FILE, today()))
                .as("a change of what is staged needs a new version, and its set: -Dgolden.update=true")
                .isEmpty();
    }
}
