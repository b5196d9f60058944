// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import connect.redshift.export.ExportRelease;
import connect.redshift.export.Exporter;
import connect.redshift.export.UnloadOptions;
import connect.redshift.record.RecordMapper;
import connect.redshift.record.SourceOffset;
import connect.redshift.record.SourcePartition;
import connect.redshift.rows.RowReader;
import connect.redshift.staging.S3Uri;
import connect.redshift.statement.Statements;
import connect.redshift.table.Catalog;
import connect.redshift.table.ColumnRules;
import connect.redshift.table.KeyRules;
import connect.redshift.table.RowFilter;
import connect.redshift.table.SchemaEvolution;
import connect.redshift.table.SchemaNames;
import connect.redshift.table.TableId;
import connect.redshift.table.TableRules;
import connect.redshift.table.TypeOptions;
import connect.redshift.testing.FakeStatements;
import connect.redshift.testing.ManualBackground;
import connect.redshift.testing.ManualClock;
import connect.redshift.testing.MemoryStaging;
import connect.redshift.window.Bound;
import connect.redshift.window.WindowPlanner;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What a stream of {@link ModelTable} is made of: everything real but for what it was built with. */
record StreamWiring(
        FakeStatements redshift,
        MemoryStaging staging,
        ManualClock clock,
        ManualBackground background,
        RowReader.Factory readers) {
    static final TableId TABLE = new TableId("public", "life");
    static final TableRules RULES = rules(SchemaEvolution.EVOLVE);
    static final String ROWS = "rows";
    static final String HEARTBEATS = "heartbeats";
    static final Duration ORPHAN_AGE = Duration.ofHours(1);
    private static final S3Uri ROOT = new S3Uri("bucket", "connector/");

    static TableRules rules(SchemaEvolution evolution) {
        return new TableRules(
                new SchemaNames("life.Value", "life.Key"),
                new KeyRules(List.of()),
                ColumnRules.ALL,
                RowFilter.NONE,
                TypeOptions.DEFAULT,
                evolution);
    }

    TableStream open(
            TableStream.Subject subject,
            Duration delay,
            Supplier<Optional<SourceOffset>> stored,
            Supplier<String> exportIds) {
        return open(subject, delay, stored, exportIds, change -> {});
    }

    TableStream open(
            TableStream.Subject subject,
            Duration delay,
            Supplier<Optional<SourceOffset>> stored,
            Supplier<String> exportIds,
            SchemaObserver observer) {
        Statements statements = new Statements(redshift, background, clock, Duration.ofSeconds(30));
        Exporter exporter = new Exporter(
                statements,
                staging,
                background,
                clock,
                new Exporter.Subject(
                        TABLE,
                        "wm",
                        ROOT,
                        new UnloadOptions(
                                List.of(), Optional.empty(), new UnloadOptions.Encryption.BucketDefault(), 32),
                        exportIds));
        ExportRelease release =
                new ExportRelease(staging, background, clock, new ExportRelease.Subject(TABLE, ROOT, ORPHAN_AGE));
        return new TableStream(
                subject,
                new TableStream.Collaborators(
                        new Catalog(statements, "life", "dev"),
                        ordering -> new WindowPlanner(
                                statements,
                                "life",
                                new WindowPlanner.Subject(TABLE, "wm", ordering, RowFilter.NONE),
                                new Bound(delay, ZoneOffset.UTC)),
                        exporter,
                        readers,
                        new RecordMapper(new SourcePartition("dev", TABLE, "wm"), ROWS, HEARTBEATS, Optional.empty()),
                        observer),
                new TableStream.Memory(stored, release, background),
                clock,
                () -> {});
    }
}
