// SPDX-License-Identifier: Apache-2.0
package connect.redshift.contract;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.rows.RowBatch;
import connect.redshift.rows.RowReader;
import connect.redshift.rows.RowReader.RowPosition;
import connect.redshift.table.BadRow;
import connect.redshift.table.Column;
import connect.redshift.table.IntegerType;
import connect.redshift.table.RowLayout;
import connect.redshift.table.TextType;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

/** What {@link RowReader} promises of rows that cannot be decoded, over the parts of {@link RowReaderContract}. */
public abstract class BadRowsContract {
    /** Rows of each part of the export. */
    protected static final List<Integer> PARTS = RowReaderContract.PARTS;

    protected static final RowLayout LAYOUT = RowLayout.of(
            "t",
            List.of(
                    new Column("id", new IntegerType.BigInt(), false),
                    new Column("text", new TextType.Varchar(20), true)));

    /** The first and the last row of a part, the only one of another, two in a row, and one in the middle. */
    private static final List<Long> SOME = List.of(0L, 6L, 7L, 12L, 13L, 16L, 24L);

    /** A reader of rows whose ids are counted through; the text of those whose ids are {@code bad} is none. */
    protected abstract RowReader open(LongPredicate bad, RowPosition from);

    /** Lets everything arrive that the reader asked for. */
    protected abstract void arrive();

    /** The id of each row, negated less one for a bad one, after checking that it is where its batch says. */
    private List<Long> ids(LongPredicate bad, RowPosition from, int max) {
        List<Long> ids = new ArrayList<>();
        try (RowReader reader = open(bad, from)) {
            while (!reader.finished()) {
                arrive();
                RowBatch batch = reader.next(max);
                assertThat(batch.size()).isLessThanOrEqualTo(max);
                Iterator<Struct> good = batch.rows().iterator();
                Iterator<BadRow> rest = batch.bad().iterator();
                BadRow next = rest.hasNext() ? rest.next() : null;
                for (long row = batch.firstRow(); row < batch.firstRow() + batch.size(); row++) {
                    long id = row
                            + PARTS.subList(0, batch.part()).stream()
                                    .mapToLong(Integer::longValue)
                                    .sum();
                    if (next != null && next.index() == row) {
                        assertThat(next.readable().getInt64("id")).isEqualTo(id);
                        ids.add(-1 - id);
                        next = rest.hasNext() ? rest.next() : null;
                    } else {
                        Struct found = good.next();
                        assertThat(found.getInt64("id")).isEqualTo(id);
                        assertThat(found.getString("text")).isEqualTo("row " + id);
                        ids.add(id);
                    }
                }
                assertThat(good.hasNext() || next != null).isFalse();
            }
        }
        return ids;
    }

    private static List<Long> expected(LongPredicate bad, long from) {
        return LongStream.range(from, RowReaderContract.ROWS)
                .map(id -> bad.test(id) ? -1 - id : id)
                .boxed()
                .toList();
    }

    @Test
    void badRowsStandInTheirPlacesAmongTheOthers() {
        for (LongPredicate bad : Stream.<LongPredicate>of(SOME::contains, id -> true, id -> false)
                .toList()) {
            for (int max : new int[] {1, 2, 3, 5, 100}) {
                assertThat(ids(bad, RowPosition.START, max))
                        .as("batches of %d", max)
                        .isEqualTo(expected(bad, 0));
            }
        }
    }

    @Test
    void resumesBehindEveryRowAmongBadOnes() {
        long before = 0;
        for (int part = 0; part < PARTS.size(); part++) {
            for (int rows = 0; rows <= PARTS.get(part); rows++) {
                assertThat(ids(SOME::contains, new RowPosition(part, rows), 3))
                        .as("behind row %d of part %d", rows, part)
                        .isEqualTo(expected(SOME::contains, before + rows));
            }
            before += PARTS.get(part);
        }
    }

    @Test
    void aBadRowSaysWhatIsWrongAndWhatIsThere() {
        try (RowReader reader = open(id -> id == 1, new RowPosition(1, 1))) {
            List<BadRow> bad = new ArrayList<>();
            while (bad.isEmpty()) {
                arrive();
                bad.addAll(reader.next(1).bad());
            }
            assertThat(bad).singleElement().satisfies(row -> {
                assertThat(row.index()).isEqualTo(1);
                assertThat(row.column()).isEqualTo("text");
                assertThat(row.cause()).isNotBlank();
                assertThat(row.unreadable()).containsOnlyKeys("text");
                assertThat(row.readable().get("id")).isEqualTo(1L);
                assertThat(row.readable().get("text")).isNull();
            });
        }
    }
}
