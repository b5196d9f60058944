// SPDX-License-Identifier: Apache-2.0
package connect.redshift.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import connect.redshift.staging.Part;
import connect.redshift.staging.S3Uri;
import connect.redshift.statement.ResultRows;
import connect.redshift.statement.Statement;
import connect.redshift.statement.Statements;
import connect.redshift.table.CatalogException;
import connect.redshift.table.Column;
import connect.redshift.table.FractionType;
import connect.redshift.table.IntegerType;
import connect.redshift.table.Ordering;
import connect.redshift.table.RowFilter;
import connect.redshift.table.Selection;
import connect.redshift.table.Table;
import connect.redshift.table.TableId;
import connect.redshift.testing.FakeStatements;
import connect.redshift.testing.ManualBackground;
import connect.redshift.testing.ManualClock;
import connect.redshift.testing.MemoryStaging;
import connect.redshift.window.Position;
import connect.redshift.window.Watermark;
import connect.redshift.window.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class ExporterTest {
    private static final Table ORDERS = new Table(
            new TableId("public", "orders"),
            List.of(
                    new Column("id", new IntegerType.BigInt(), false),
                    new Column("price \"net\"", new FractionType.Numeric(18, 2), true)));
    private static final Selection SELECTION =
            new Selection(ORDERS.id(), Selection.all(ORDERS).selected(), List.of("id"), RowFilter.NONE);
    private static final Window WINDOW = new Window(new Position.Beginning(), new Watermark(Ordering.NUMBER, "10"));
    private static final S3Uri FOLDER = new S3Uri("bucket", "shop/public.orders/e1/");

    private final ManualClock clock = new ManualClock();
    private final ManualBackground background = new ManualBackground(clock);
    private final MemoryStaging staging = new MemoryStaging(clock);
    private String manifest = "";
    private String recount = "0";
    private final FakeStatements redshift = new FakeStatements(this::run);
    private int ids;
    private final Exporter exporter = new Exporter(
            new Statements(redshift, background, clock, Duration.ofMinutes(1)),
            staging,
            background,
            clock,
            new Exporter.Subject(
                    ORDERS.id(),
                    "id",
                    new S3Uri("bucket", "shop/"),
                    new UnloadOptions(List.of(), Optional.empty(), new UnloadOptions.Encryption.BucketDefault(), 64),
                    () -> "e" + ++ids));

    private ResultRows run(Statement statement) {
        if (statement.sql().startsWith("SELECT COUNT(*)")) {
            return new ResultRows(List.of("row_count"), List.of(List.of(Optional.of(recount))));
        }
        if (!manifest.isEmpty()) {
            staging.put(FOLDER.plus("parts/manifest"), manifest.getBytes(UTF_8));
        }
        return FakeStatements.Warehouse.EMPTY;
    }

    private static String entry(String name, int rows) {
        return "{\"url\":\"%s\",\"meta\":{\"content_length\":9,\"record_count\":%d}}"
                .formatted(FOLDER.plus("parts/" + name), rows);
    }

    private <T> T answer(CompletableFuture<T> asked) {
        background.drain();
        return asked.join();
    }

    private Optional<Export> export() {
        return answer(exporter.start("shop public.orders", SELECTION, WINDOW).done());
    }

    @Test
    void anExportHasTheManifestsParts() {
        manifest = "{\"entries\":[" + entry("0001", 3) + "," + entry("0004", 0) + "]}";
        Export export = export().orElseThrow();
        assertThat(export.id()).isEqualTo("e1");
        assertThat(export.parts())
                .containsExactly(new Part(FOLDER.plus("parts/0001"), 9, 3), new Part(FOLDER.plus("parts/0004"), 9, 0));
        assertThat(export.rows()).isEqualTo(3);
        assertThat(export.bytes()).isEqualTo(18);
    }

    @Test
    void theStatementCarriesTheExportsIdAsNameAndToken() {
        export();
        Statement unload = redshift.submitted().get(0);
        assertThat(unload.name()).isEqualTo("shop public.orders export e1");
        assertThat(unload.token()).isEqualTo("e1");
        assertThat(unload.sql()).contains("TO 's3://bucket/shop/public.orders/e1/parts/'");
    }

    /** The limit is one of bytes, and letters beyond ASCII have several. */
    @Test
    void aStatementThatIsTooLongIsNeverSubmitted() {
        Selection wide = Selection.all(new Table(
                new TableId("öffentlich", "aufträge"),
                List.of(
                        new Column("größe", new IntegerType.BigInt(), false),
                        new Column("注文", new IntegerType.BigInt(), false))));
        answer(exporter.start("shop", wide, WINDOW).done());
        String sql = redshift.submitted().get(0).sql();
        int bytes = sql.getBytes(UTF_8).length;
        assertThat(bytes).isEqualTo(sql.length() + 8);

        redshift.takeUpTo(bytes);
        answer(exporter.start("shop", wide, WINDOW).done());
        redshift.takeUpTo(bytes - 1);
        int before = redshift.submitted().size();
        assertThatThrownBy(() -> exporter.start("shop", wide, WINDOW))
                .isInstanceOfSatisfying(CatalogException.class, failure -> assertThat(failure.setting())
                        .contains("column.exclude.list"))
                .hasMessage(("The UNLOAD of table \"öffentlich.aufträge\" with its 2 columns has %d bytes in UTF-8; a"
                                + " statement may have %d. Leave columns out with column.exclude.list; a mask or filter"
                                + " takes its part, too.")
                        .formatted(bytes, bytes - 1));
        assertThat(redshift.submitted()).hasSize(before);
    }

    @Test
    void everyAttemptHasAFolderOfItsOwn() {
        export();
        export();
        assertThat(redshift.submitted(sql -> sql.contains("/e2/parts/"))).hasSize(1);
    }

    @Test
    void aReopenedExportIsTheSame() {
        manifest = "{\"entries\":[" + entry("0001", 3) + "]}";
        Export export = export().orElseThrow();
        assertThat(answer(exporter.reopen("e1", WINDOW))).isEqualTo(export);
    }

    @Test
    void zeroRowsWithoutAManifestAreAnEmptyWindow() {
        assertThat(export()).isEmpty();
        assertThat(staging.objects()).isEmpty();
    }

    @Test
    void zeroRowsInAManifestAreAnEmptyWindow() {
        manifest = "{\"entries\":[" + entry("0001", 0) + "]}";
        assertThat(export()).isEmpty();
        assertThat(redshift.submitted(sql -> sql.startsWith("SELECT COUNT(*)"))).isEmpty();
    }

    @Test
    void aManifestThatIsGoneThoughThereAreRowsIsAnError() {
        recount = "7";
        assertThatThrownBy(this::export)
                .hasRootCauseInstanceOf(ExportException.class)
                .hasRootCauseMessage("Export e1 of table \"public.orders\" finished without a manifest at"
                        + " s3://bucket/shop/public.orders/e1/parts/manifest, yet its window (the beginning, 10] has 7 rows;"
                        + " its files are lost");
    }

    @Test
    void anExportWhoseFilesAreGoneSaysWhatToDo() {
        manifest = "{\"entries\":[" + entry("0001", 3) + "]}";
        export();
        staging.remove(FOLDER.plus("parts/manifest"));
        assertThatThrownBy(() -> answer(exporter.reopen("e1", WINDOW)))
                .hasRootCauseMessage("Export e1 of table \"public.orders\" is named by the stored offset, but"
                        + " s3://bucket/shop/public.orders/e1/parts/manifest is gone from S3, so its remaining rows cannot be"
                        + " read as they were. Restore the object, or reset this table's offset to read it again.");
    }

    @Test
    void cancellingStopsTheStatement() {
        redshift.runFor(1_000);
        RunningExport running = exporter.start("shop", SELECTION, WINDOW);
        background.drain();
        running.cancel();
        background.drain();
        assertThat(redshift.cancelled()).hasSize(1);
        assertThat(running.done()).isCompletedExceptionally();
    }

    @Test
    void columnsAreKeptByNameTypeAndNullabilityAndSoAreTheKeyAndTheTime() {
        Instant time = Instant.parse("2026-03-01T12:00:00.123456Z");
        assertThat(new String(
                        new ExportColumns(ORDERS.columns(), List.of("id", "a\"b"), Optional.of(time)).write(), UTF_8))
                .isEqualTo("{\"version\":1,\"columns\":[{\"name\":\"id\",\"type\":\"bigint\",\"nullable\":false},"
                        + "{\"name\":\"price \\\"net\\\"\",\"type\":\"numeric(18,2)\",\"nullable\":true}],"
                        + "\"key\":[\"id\",\"a\\\"b\"],\"unloaded\":\"2026-03-01T12:00:00.123Z\"}");
    }

    @Test
    void anExportIsOfTheTimeWhenItsUnloadWasHandedOver() {
        manifest = "{\"entries\":[" + entry("0001", 3) + "]}";
        Instant handedOver = clock.instant();
        redshift.runFor(3);
        RunningExport running = exporter.start("shop", SELECTION, WINDOW);
        background.drainAll();
        assertThat(clock.instant()).isAfter(handedOver);
        assertThat(running.done().join().orElseThrow().columns().unloaded()).contains(handedOver);
        assertThat(answer(exporter.reopen("e1", WINDOW)).columns().unloaded()).contains(handedOver);
    }

    @Test
    void anExportWrittenBeforeKeysAndTimesWereKeptHasNone() {
        byte[] content = "{\"version\":1,\"columns\":[{\"name\":\"key\",\"type\":\"bigint\",\"nullable\":true}]}"
                .getBytes(UTF_8);
        assertThat(ExportColumns.parse(FOLDER, content))
                .isEqualTo(new ExportColumns(
                        List.of(new Column("key", new IntegerType.BigInt(), true)), List.of(), Optional.empty()));
    }

    @Test
    void columnsOfANewerVersionAreRefused() {
        byte[] content =
                "{\"version\":1,\"columns\":[{\"name\":\"a\",\"type\":\"cube\",\"nullable\":true}]}".getBytes(UTF_8);
        assertThatThrownBy(() -> ExportColumns.parse(FOLDER, content))
                .isInstanceOf(ExportException.class)
                .hasMessage("s3://bucket/shop/public.orders/e1/ has a column \"a\" of the unknown type cube; it was"
                        + " written by a newer version of this connector");
    }

    @Test
    void columnsThatCannotBeReadAreRefused() {
        for (String content : List.of(
                "",
                "{",
                "[]",
                "{\"columns\":[{\"name\":1}]}",
                "{\"columns\":[{\"name\":\"a\"}]}",
                "{\"columns\":[{\"name\":\"a\",\"type\":\"bigint\",\"nullable\":true}],\"unloaded\":\"now\"}")) {
            assertThatThrownBy(() -> ExportColumns.parse(FOLDER, content.getBytes(UTF_8)))
                    .isInstanceOf(ExportException.class)
                    .hasMessageStartingWith("s3://bucket/shop/public.orders/e1/ ");
        }
    }
}
