// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import connect.redshift.export.Export;
import connect.redshift.export.ExportColumns;
import connect.redshift.export.ExportException;
import connect.redshift.record.SourceOffset;
import connect.redshift.staging.Part;
import connect.redshift.staging.S3Uri;
import connect.redshift.table.BadRow;
import connect.redshift.table.Column;
import connect.redshift.table.IntegerType;
import connect.redshift.table.Ordering;
import connect.redshift.table.RowLayout;
import connect.redshift.window.Position;
import connect.redshift.window.Watermark;
import connect.redshift.window.Window;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

final class RowCountTest {
    private static final Column ID = new Column("id", new IntegerType.BigInt(), true);
    private static final Window WINDOW = new Window(new Position.Beginning(), new Watermark(Ordering.NUMBER, "9"));
    private static final Export EXPORT = new Export(
            "e1",
            WINDOW,
            new ExportColumns(List.of(ID), List.of(), Optional.empty()),
            List.of(part("a", 3), part("b", 0), part("c", 4)));

    private static Part part(String name, long rows) {
        return new Part(new S3Uri("bucket", name), 9, rows);
    }

    private static RowCount from(int part, long rows) {
        return new RowCount(EXPORT, new SourceOffset.Reading("e1", WINDOW, part, rows));
    }

    private static BadRow bad(long index) {
        Struct nothing = new Struct(RowLayout.of("t", List.of(ID)).schema());
        return new BadRow(index, "id", "is NULL, and the catalog says NOT NULL", Map.of(), nothing);
    }

    @Test
    void everyRowCountsOnce() {
        RowCount count = from(2, 1);
        count.handed();
        count.bad(bad(2), "s3://bucket/c", true);
        assertThatThrownBy(count::requireAll)
                .isInstanceOf(ExportException.class)
                .hasMessage("Export e1 has 7 rows by its manifest, and these were read: 1 handed to Kafka, 4 before, 0"
                        + " skipped, 1 sent to the topic of bad rows. Its window is not ended, so nothing is lost; if this"
                        + " comes again, reset the table's offset to read it anew.");
        count.bad(bad(3), "s3://bucket/c", false);
        assertThatCode(count::requireAll).doesNotThrowAnyException();
        assertThat(count).hasToString("1 handed to Kafka, 4 before, 1 skipped, 1 sent to the topic of bad rows");
        assertThat(count.badRows())
                .contains("1 bad rows skipped, 1 sent to the topic of bad rows; the first: row 2 of s3://bucket/c,"
                        + " column \"id\": is NULL, and the catalog says NOT NULL");
    }

    @Test
    void resumingBehindTheLastPartFindsAllRowsOut() {
        assertThatCode(from(3, 0)::requireAll).doesNotThrowAnyException();
        assertThatCode(from(2, 4)::requireAll).doesNotThrowAnyException();
        assertThat(from(3, 0).badRows()).isEmpty();
    }
}
