// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import connect.redshift.config.ConnectorConfig;
import connect.redshift.config.WindowsConfig;
import connect.redshift.record.OffsetCodec;
import connect.redshift.record.SourceOffset;
import connect.redshift.record.SourcePartition;
import connect.redshift.table.Catalog;
import connect.redshift.table.CatalogException;
import connect.redshift.table.Shard;
import connect.redshift.table.Slice;
import connect.redshift.table.Table;
import connect.redshift.table.TableId;
import connect.redshift.window.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Connect's REST API may write as offsets of this connector: one that nobody would read, or that the next start
 * would stumble over, is refused with what it should be. Taking offsets away is always right, and not asked here.
 */
final class AlteredOffsets {
    private static final Logger LOG = LoggerFactory.getLogger(AlteredOffsets.class);

    /** So many tables are described; the others are most likely alike, and each costs a statement. */
    private static final int DESCRIBED_TABLES = 20;

    private final ConnectorConfig config;
    private final List<Altered> offsets;

    /** One partition and the offset that is to be written for it, both as Connect normalised them. */
    private record Altered(Map<String, ?> partition, Map<String, ?> offset) {
        /** Of a partition that has been found right. */
        TableId table() {
            return isQuery()
                    ? TableId.ofQuery((String) partition.get("query"))
                    : new TableId((String) partition.get("schema"), (String) partition.get("table"));
        }

        boolean isQuery() {
            return partition.containsKey("query");
        }
    }

    /**
     * @param offsets none of them null
     */
    AlteredOffsets(ConnectorConfig config, Map<Map<String, ?>, Map<String, ?>> offsets) {
        this.config = config;
        this.offsets = offsets.entrySet().stream()
                .map(entry -> new Altered(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** What is wrong with them by the settings and by their own form, sorted. */
    List<String> problems() {
        return offsets.stream().flatMap(this::problems).sorted().toList();
    }

    private Stream<String> problems(Altered altered) {
        List<String> nameless = Stream.of("schema", "table", "query")
                .filter(key -> key.equals("query") == altered.isQuery())
                .filter(key -> !(altered.partition().get(key) instanceof String text && !text.isEmpty()))
                .map(key -> "Partition key \"%s\" %s; expected a text, as GET /connectors/<name>/offsets shows it."
                        .formatted(key, found(altered.partition(), key)))
                .toList();
        if (!nameless.isEmpty()) {
            return nameless.stream();
        }
        if (altered.isQuery() && !isDeclared(altered.partition().get("query"))) {
            return Stream.of(
                    ("Query \"%s\" is not among query.names (%s), so nobody would read this offset. Correct the partition's"
                                    + " query; to remove what is stored for it, set its offset to null.")
                            .formatted(
                                    altered.partition().get("query"),
                                    config.queries().ids().stream()
                                            .map(TableId::name)
                                            .collect(Collectors.joining(", "))));
        }
        TableId table = altered.table();
        if (config.windows(table).snapshot() == WindowsConfig.Snapshot.ALWAYS) {
            return Stream.of(
                    ("snapshot.mode=always reads %s from its start at each start of a task, so this offset would not"
                                    + " count. Choose another snapshot.mode first.")
                            .formatted(table.asObject()));
        }
        if (!table.isQuery() && !config.tables().filter().test(table)) {
            return Stream.of(
                    ("Table \"%s\" is not selected (table.include.list, table.exclude.list, schema.include.list, schema.exclude.list), so nobody would read this offset."
                                    + " Correct the partition's schema and table; to remove what is stored for the table, set its"
                                    + " offset to null.")
                            .formatted(table));
        }
        return Stream.concat(partitionProblems(table, altered.partition()), offsetProblems(table, altered.offset()));
    }

    private boolean isDeclared(Object name) {
        return config.queries().ids().stream().anyMatch(query -> query.name().equals(name));
    }

    private Stream<String> partitionProblems(TableId table, Map<String, ?> partition) {
        Optional<String> problem = config.problem(table);
        if (problem.isPresent()) {
            return problem.stream();
        }
        Optional<String> column = config.watermarkColumn(table);
        String database = config.connection().warehouse().database();
        List<Slice> slices = config.slices(table);
        if (slices.isEmpty()) {
            return Stream.of(config.shardColumnMissing(table));
        }
        // Of several shards, the one that is meant, or the first for want of one.
        Shard shard = slices.stream()
                .map(Slice::shard)
                .filter(each -> each.name().equals(partition.get("shard")))
                .findFirst()
                .orElse(slices.get(0).shard());
        Map<String, String> right =
                new TreeMap<>(new SourcePartition(database, table, column, shard, Optional.empty()).toMap());
        Stream<String> wrong = right.entrySet().stream()
                .filter(entry -> !entry.getValue().equals(partition.get(entry.getKey())))
                .map(entry -> "Partition key \"%s\" of %s %s; expected \"%s\"%s."
                        .formatted(
                                entry.getKey(),
                                table.asObject(),
                                found(partition, entry.getKey()),
                                entry.getValue(),
                                setting(entry.getKey())));
        Stream<String> unknown = partition.keySet().stream()
                .filter(key -> !right.containsKey(key))
                .map(key -> "Partition key \"%s\" of %s is unknown; a partition has %s%s."
                        .formatted(
                                key,
                                table.asObject(),
                                right.keySet(),
                                config.windows(table).bulk() ? " (mode=bulk)" : ""));
        return Stream.concat(wrong, unknown);
    }

    /** Where the expected value comes from. */
    private static String setting(String key) {
        return switch (key) {
            case "database" -> " (redshift.database)";
            case "watermark" -> " (watermark.column; another column is another partition)";
            case "shard" -> " or another one of as many shards (table.<group>.shards)";
            default -> "";
        };
    }

    private static String found(Map<String, ?> map, String key) {
        return map.containsKey(key) ? "is \"" + map.get(key) + "\"" : "is missing";
    }

    private Stream<String> offsetProblems(TableId table, Map<String, ?> offset) {
        try {
            SourceOffset parsed = OffsetCodec.parse(offset);
            return Stream.concat(
                    kindProblem(table, parsed, offset).stream(),
                    Stream.concat(
                            hashProblem(table, OffsetCodec.queryHash(offset)).stream(),
                            shardingProblem(table, parsed, offset).stream()));
        } catch (IllegalArgumentException wrong) {
            return Stream.of("Offset of %s: %s.".formatted(table.asObject(), wrong.getMessage()));
        }
    }

    /** An offset of another text would not be gone on from. */
    private Optional<String> hashProblem(TableId table, Optional<String> hash) {
        Optional<String> right =
                config.queries().query(table).map(query -> query.text().hash());
        if (hash.isEmpty() || hash.equals(right)) {
            return Optional.empty();
        }
        return Optional.of("Offset of %s: key \"%s\" is \"%s\"; expected %s."
                .formatted(
                        table.asObject(),
                        SourcePartition.QUERY_HASH,
                        hash.get(),
                        right.map(text -> "\"%s\" for the text that it has now, or no such key".formatted(text))
                                .orElse("no such key, which only a query's offset has")));
    }

    /** Another column would make other shards, and an older generation would not count. */
    private Optional<String> shardingProblem(TableId table, SourceOffset parsed, Map<String, ?> offset) {
        String column = config.slices(table).get(0).column();
        if (column.equals(parsed.sharding().column()) && (column.isEmpty() || offset.get("generation") != null)) {
            return Optional.empty();
        }
        return Optional.of(
                ("Offset of %s: key \"shard.column\" %s and key \"generation\" %s; expected %s, as the table's"
                                + " other offsets have them.")
                        .formatted(
                                table.asObject(),
                                found(offset, "shard.column"),
                                found(offset, "generation"),
                                column.isEmpty()
                                        ? "no \"shard.column\" for a table in one piece"
                                        : "\"%s\" and a number".formatted(column)));
    }

    /** An offset of the other mode would begin the table anew, which null says and means. */
    private Optional<String> kindProblem(TableId table, SourceOffset parsed, Map<String, ?> offset) {
        Position reached = parsed instanceof SourceOffset.Reading reading
                ? reading.window().end()
                : ((SourceOffset.Finished) parsed).position();
        Position at = reached instanceof Position.Ended ended ? ended.at() : reached;
        boolean bulk = config.windows(table).bulk();
        if (at instanceof Position.Beginning || at instanceof Position.WholeRead == bulk) {
            return Optional.empty();
        }
        return Optional.of(
                ("Offset of %s: key \"kind\" %s, and mode is \"%s\"; expected %s. To read the table from its start,"
                                + " set its offset to null.")
                        .formatted(
                                table.asObject(),
                                found(offset, "kind"),
                                bulk ? "bulk" : "incremental",
                                bulk ? "\"whole\", with a \"read_at\"" : "no such key, or \"nulls\""));
    }

    /**
     * What Redshift's own description of the tables says against offsets that have no other problem. A Redshift that
     * cannot be asked says nothing: the next start will.
     */
    List<String> problems(Catalog catalog, Duration limit) throws InterruptedException {
        List<CompletableFuture<List<String>>> answers = offsets.stream()
                .limit(DESCRIBED_TABLES)
                .map(altered -> catalog.describe(altered.table())
                        .thenApply(table -> orderingProblems(table, altered.offset()))
                        .exceptionally(AlteredOffsets::told))
                .toList();
        try {
            CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                    .get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException late) {
            LOG.warn("Redshift did not describe the tables of altered offsets within {}", limit);
        }
        List<String> problems = new ArrayList<>();
        answers.forEach(answer -> problems.addAll(answer.getNow(List.of())));
        return problems.stream().sorted().toList();
    }

    private List<String> orderingProblems(Table described, Map<String, ?> offset) {
        Optional<String> watermark = config.watermarkColumn(described.id());
        if (watermark.isEmpty()) {
            return List.of();
        }
        String column = watermark.get();
        String ordering = described.ordering(column).name().toLowerCase(Locale.ROOT);
        if (offset.get("ordering") == null || offset.get("ordering").equals(ordering)) {
            return List.of();
        }
        String type = described.column(column).orElseThrow().type().sqlName();
        return List.of(
                "Offset of %s: key \"ordering\" is \"%s\", and the watermark column \"%s\" is a %s; expected \"%s\"."
                        .formatted(described.id().asObject(), offset.get("ordering"), column, type, ordering));
    }

    private static List<String> told(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof CatalogException wrong) {
            return List.of(wrong.getMessage());
        }
        LOG.warn("an offset is altered without a look at its table: {}", cause.getMessage());
        return List.of();
    }
}
