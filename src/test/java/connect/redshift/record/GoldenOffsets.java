// SPDX-License-Identifier: Apache-2.0
package connect.redshift.record;

import connect.redshift.table.Column;
import connect.redshift.table.ColumnRules;
import connect.redshift.table.ColumnTypeName;
import connect.redshift.table.KeyRules;
import connect.redshift.table.Ordering;
import connect.redshift.table.QueryText;
import connect.redshift.table.RecordLayout;
import connect.redshift.table.RowFilter;
import connect.redshift.table.SchemaNames;
import connect.redshift.table.Shard;
import connect.redshift.table.Slice;
import connect.redshift.table.TableId;
import connect.redshift.table.TableRules;
import connect.redshift.table.TypeOptions;
import connect.redshift.testing.Golden;
import connect.redshift.window.EarlierShards;
import connect.redshift.window.EarlierShards.Standing;
import connect.redshift.window.Position;
import connect.redshift.window.Watermark;
import connect.redshift.window.Window;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.connect.json.JsonConverter;

/** Every kind of offset and partition, what it means, and what is wrong with what versions of ours stored of them. */
public final class GoldenOffsets implements Supplier<List<String>> {
    static final String FILE = "offsets.txt";

    private static final String CONNECTOR = "redshift-orders";
    private static final SourcePartition ORDERS =
            new SourcePartition("dev", new TableId("sales", "orders"), "updated_at");
    private static final SourcePartition WHOLE =
            new SourcePartition("dev", new TableId("sales", "orders"), Optional.empty());
    private static final Position BEGINNING = new Position.Beginning();
    private static final Position NULLS = new Position.NullsRead();
    private static final Position WHOLE_READ = new Position.WholeRead(Instant.parse("2026-01-31T23:59:59.123Z"));

    private record Kind(String name, SourcePartition partition, SourceOffset offset) {}

    /** None is ever taken away or changed, since somebody's cluster holds it. */
    private static List<Kind> kinds() {
        List<Kind> kinds = new ArrayList<>();
        Position changed = behind(Ordering.TIMESTAMP, "2026-01-31 23:59:59.123456");
        kinds.add(new Kind("nothing read", ORDERS, finished(BEGINNING)));
        kinds.add(new Kind("behind a timestamp", ORDERS, finished(changed)));
        kinds.add(new Kind(
                "behind a timestamp BC", ORDERS, finished(behind(Ordering.TIMESTAMP, "0044-03-15 12:00:00 BC"))));
        kinds.add(new Kind("behind an instant", ORDERS, finished(behind(Ordering.TIMESTAMPTZ, "2026-01-31 23:59:59"))));
        kinds.add(new Kind("behind a date", ORDERS, finished(behind(Ordering.DATE, "2026-01-31"))));
        kinds.add(new Kind(
                "behind a number",
                ORDERS,
                finished(behind(Ordering.NUMBER, "-12345678901234567890123456789012345.678"))));
        kinds.add(new Kind("behind a text", ORDERS, finished(behind(Ordering.TEXT, "it's \\ \"語\" 𝄞\t"))));
        kinds.add(new Kind("behind an empty text", ORDERS, finished(behind(Ordering.TEXT, ""))));
        kinds.add(new Kind(
                "behind records with a fingerprint",
                ORDERS,
                new SourceOffset.Finished(changed, Optional.of(fingerprint()))));
        kinds.add(new Kind("rows without a watermark read", ORDERS, finished(NULLS)));
        kinds.add(new Kind("a whole table read", WHOLE, finished(WHOLE_READ)));
        for (Position end : List.of(BEGINNING, NULLS, changed)) {
            kinds.add(new Kind("ended at " + end, ORDERS, finished(new Position.Ended(end))));
        }
        kinds.add(new Kind("ended at a whole table", WHOLE, finished(new Position.Ended(WHOLE_READ))));

        kinds.add(new Kind("in the first window", ORDERS, reading(BEGINNING, changed, 0, 0)));
        kinds.add(new Kind(
                "in a later window",
                ORDERS,
                reading(behind(Ordering.TIMESTAMP, "2026-01-01 00:00:00"), changed, 3, 1L << 40)));
        kinds.add(new Kind(
                "in a window of texts from an empty one",
                ORDERS,
                reading(behind(Ordering.TEXT, ""), behind(Ordering.TEXT, "b"), 0, 7)));
        kinds.add(new Kind("in the rows without a watermark", ORDERS, reading(BEGINNING, NULLS, 1, 2)));
        kinds.add(new Kind("in a whole table", WHOLE, reading(BEGINNING, WHOLE_READ, 1, 2)));
        for (Position end : List.of(NULLS, changed)) {
            kinds.add(new Kind(
                    "in the last window, to " + end, ORDERS, reading(BEGINNING, new Position.Ended(end), 1, 2)));
        }

        EarlierShards two = earlier(new Position[] {changed, behind(Ordering.TIMESTAMP, "2026-01-01 00:00:00")});
        EarlierShards all = earlier(new Position[] {
            BEGINNING, NULLS, WHOLE_READ, changed, behind(Ordering.TEXT, "a:b,c %語"), behind(Ordering.NUMBER, "-0.5")
        });
        SourcePartition shard = ORDERS.of(new Shard(2, 4));
        kinds.add(new Kind(
                "a shard of a first split", shard, finished(changed, new Sharding(1, "id", EarlierShards.NONE))));
        kinds.add(new Kind("a shard of a second split", shard, finished(changed, new Sharding(2, "order id", two))));
        kinds.add(
                new Kind("a shard after every kind of position", shard, finished(changed, new Sharding(3, "id", all))));
        kinds.add(new Kind(
                "in a window of a shard",
                ORDERS.of(new Shard(31, 32)),
                new SourceOffset.Reading("7f3a-1", new Window(BEGINNING, changed), 1, 2, new Sharding(2, "id", two))));
        kinds.add(new Kind("in one piece again", ORDERS, finished(changed, new Sharding(3, "", two))));
        kinds.add(new Kind(
                "a shard of a whole table",
                WHOLE.of(new Shard(0, 2)),
                finished(WHOLE_READ, new Sharding(0, "id", EarlierShards.NONE))));

        kinds.add(new Kind("a query", query(Optional.of("at")), finished(changed)));
        kinds.add(new Kind("in a window of a query", query(Optional.of("at")), reading(BEGINNING, changed, 1, 2)));
        kinds.add(new Kind("a whole query", query(Optional.empty()), finished(WHOLE_READ)));
        kinds.add(new Kind(
                "a table with odd names",
                new SourcePartition("dev-1", new TableId("a.b", "größe \"語\" \\ 2026"), "order id"),
                finished(BEGINNING)));
        return kinds;
    }

    private static Position behind(Ordering ordering, String text) {
        return new Position.Behind(new Watermark(ordering, text));
    }

    private static SourceOffset finished(Position position) {
        return new SourceOffset.Finished(position);
    }

    private static SourceOffset finished(Position position, Sharding sharding) {
        return new SourceOffset.Finished(position, Optional.of("0123456789abcdef"), sharding);
    }

    private static SourceOffset reading(Position after, Position end, int part, long rows) {
        return new SourceOffset.Reading("7f3a-1", new Window(after, end), part, rows);
    }

    private static EarlierShards earlier(Position[] positions) {
        List<Standing> standings = new ArrayList<>();
        for (Position position : positions) {
            standings.add(
                    new Standing(new Slice(new Shard(standings.size(), positions.length), "order: id"), position));
        }
        return new EarlierShards(standings);
    }

    private static SourcePartition query(Optional<String> watermark) {
        String hash = QueryText.parse("SELECT id, at -- when\n FROM a.b WHERE note <> 'a  b'", watermark.isEmpty())
                .hash();
        return new SourcePartition("dev", TableId.ofQuery("recent_orders"), watermark, Shard.ONLY, Optional.of(hash));
    }

    private static String fingerprint() {
        SchemaNames names = new SchemaNames("shop.sales.orders.Value", "shop.sales.orders.Key");
        TableRules rules =
                new TableRules(names, KeyRules.parse(""), ColumnRules.ALL, RowFilter.NONE, TypeOptions.DEFAULT);
        List<Column> columns = List.of(
                column("id", "bigint", false),
                column("price", "numeric(18,2)", true),
                column("note", "character varying(20)", true),
                column("day", "date", true),
                column("at", "timestamp with time zone", true));
        return AvroForm.of(RecordLayout.of(rules, columns, List.of("id"))).fingerprint();
    }

    private static Column column(String name, String type, boolean nullable) {
        return new Column(name, ColumnTypeName.parse(type).orElseThrow(), nullable);
    }

    /** As the records of Connect's offsets topic: a line for the key, and one for the value, whose order means nothing. */
    static List<Golden.Entry> today() {
        return kinds().stream()
                .map(kind -> new Golden.Entry(
                        kind.name(),
                        List.of(
                                json(List.of(CONNECTOR, kind.partition().toMap())),
                                json(new TreeMap<>(kind.partition().offset(kind.offset()))))))
                .toList();
    }

    /** What is wrong: with what versions of ours stored, to today's code, and with what today's stores. */
    @Override
    public List<String> get() {
        List<String> problems = new ArrayList<>(Golden.differences(FILE, today()));
        for (String version : Golden.versions()) {
            for (Golden.Entry entry : Golden.read(version, FILE)) {
                problem(entry)
                        .ifPresent(problem -> problems.add("%s, %s: %s".formatted(version, entry.name(), problem)));
            }
        }
        return problems;
    }

    private static Optional<String> problem(Golden.Entry stored) {
        Optional<Kind> kind = kinds().stream()
                .filter(each -> each.name().equals(stored.name()))
                .findFirst();
        if (kind.isEmpty()) {
            return Optional.of("nobody knows any more what it meant");
        }
        // Connect finds an offset by the bytes of its key.
        String key = json(List.of(CONNECTOR, kind.get().partition().toMap()));
        if (!stored.lines().get(0).equals(key)) {
            return Optional.of("is not found by the key %s".formatted(key));
        }
        Map<?, ?> offset = (Map<?, ?>) read(stored.lines().get(1));
        try {
            return meant(kind.get(), offset);
        } catch (IllegalArgumentException refused) {
            return Optional.of("is refused: " + refused.getMessage());
        }
    }

    @SuppressWarnings("unchecked")
    private static Optional<String> meant(Kind kind, Map<?, ?> stored) {
        Map<String, ?> offset = (Map<String, ?>) stored;
        SourceOffset parsed = OffsetCodec.parse(offset);
        if (!Objects.equals(parsed, kind.offset())) {
            return Optional.of("is read as %s; it meant %s".formatted(parsed, kind.offset()));
        }
        Optional<String> hash = OffsetCodec.queryHash(offset);
        return hash.equals(kind.partition().queryHash())
                ? Optional.empty()
                : Optional.of("is of the text %s; it was of %s"
                        .formatted(hash, kind.partition().queryHash()));
    }

    private static String json(Object value) {
        try (JsonConverter converter = converter()) {
            return new String(converter.fromConnectData("", null, value), StandardCharsets.UTF_8);
        }
    }

    private static Object read(String json) {
        try (JsonConverter converter = converter()) {
            return converter
                    .toConnectData("", json.getBytes(StandardCharsets.UTF_8))
                    .value();
        }
    }

    /** A worker's own, which no setting changes. */
    private static JsonConverter converter() {
        JsonConverter converter = new JsonConverter();
        converter.configure(Map.of("schemas.enable", "false"), false);
        return converter;
    }
}
