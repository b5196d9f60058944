// SPDX-License-Identifier: Apache-2.0
package connect.redshift.record;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.table.Ordering;
import connect.redshift.table.TableId;
import connect.redshift.window.Position;
import connect.redshift.window.Watermark;
import connect.redshift.window.Window;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.header.Headers;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

final class SourceHeadersTest {
    private static final SourcePartition PARTITION = new SourcePartition("dev", new TableId("a.b", "c \"d\""), "wm");
    private static final Watermark TEN = new Watermark(Ordering.NUMBER, "10");
    private static final Watermark TWENTY = new Watermark(Ordering.NUMBER, "20");
    private static final Instant TIME = Instant.parse("2026-03-01T12:00:00.123Z");
    private static final SourceHeaders.Origin LATER =
            new SourceHeaders.Origin("e2", new Window(new Position.Behind(TEN), TWENTY), Optional.of(TIME));
    private static final SourceHeaders.Origin FIRST =
            new SourceHeaders.Origin("e1", new Window(new Position.Beginning(), TEN), Optional.empty());
    private static final Schema ROW =
            SchemaBuilder.struct().field("id", Schema.INT32_SCHEMA).build();

    private static RowMapper mapper(Optional<SourceHeaders> headers, SourceHeaders.Origin origin) {
        return new RecordMapper(PARTITION, "rows", "heartbeats", headers).rows(Optional.empty(), origin);
    }

    private static RowMapper on(SourceHeaders.Origin origin) {
        return mapper(Optional.of(new SourceHeaders("1.2.3", PARTITION)), origin);
    }

    private static SourceRecord record(RowMapper mapper, int part, long row) {
        return mapper.record(
                new Struct(ROW).put("id", 7), part, row, new SourceOffset.Finished(new Position.Behind(TWENTY)));
    }

    private static List<String> texts(Headers headers) {
        return StreamSupport.stream(headers.spliterator(), false)
                .map(header ->
                        "%s %s %s".formatted(header.key(), header.schema().type(), header.value()))
                .toList();
    }

    @Test
    void aRecordSaysWhereItsRowComesFrom() {
        assertThat(texts(record(on(LATER), 3, 5_000_000_000L).headers()))
                .containsExactly(
                        "__version STRING 1.2.3",
                        "__db STRING dev",
                        "__schema STRING a.b",
                        "__table STRING c \"d\"",
                        "__window_after STRING 10",
                        "__window_up_to STRING 20",
                        "__export STRING e2",
                        "__unload_ts_ms INT64 1772366400123",
                        "__part INT32 3",
                        "__row INT64 5000000000");
    }

    /** A window without a lower bound has no value there, and an old export does not know its time. */
    @Test
    void whatIsNotKnownIsLeftOut() {
        assertThat(texts(record(on(FIRST), 0, 0).headers()))
                .containsExactly(
                        "__version STRING 1.2.3",
                        "__db STRING dev",
                        "__schema STRING a.b",
                        "__table STRING c \"d\"",
                        "__window_up_to STRING 10",
                        "__export STRING e1",
                        "__part INT32 0",
                        "__row INT64 0");
    }

    @Test
    void nextRowsAndPartsHaveTheirOwn() {
        RowMapper mapper = on(LATER);
        assertThat(texts(record(mapper, 0, 0).headers())).endsWith("__part INT32 0", "__row INT64 0");
        assertThat(texts(record(mapper, 0, 1).headers())).endsWith("__part INT32 0", "__row INT64 1");
        assertThat(texts(record(mapper, 2, 0).headers())).endsWith("__part INT32 2", "__row INT64 0");
    }

    /** A transformation may change the headers of the record that it is given. */
    @Test
    void changingOneRecordsHeadersChangesNoOthers() {
        RowMapper mapper = on(LATER);
        SourceRecord one = record(mapper, 0, 0);
        one.headers().remove("__db").addString("more", "x");
        assertThat(texts(record(mapper, 0, 1).headers())).hasSize(10).contains("__db STRING dev");
    }

    @Test
    void allButTheRowsOwnAreTheSameObjects() {
        RowMapper mapper = on(LATER);
        Header one = record(mapper, 1, 0).headers().lastWithName("__part");
        assertThat(record(mapper, 1, 1).headers().lastWithName("__part")).isSameAs(one);
    }

    @Test
    void withoutTheSettingThereAreNone() {
        assertThat(record(mapper(Optional.empty(), LATER), 3, 4).headers()).isEmpty();
    }
}
