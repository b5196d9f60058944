// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import connect.redshift.statement.ResultRows;
import connect.redshift.statement.SqlText;
import connect.redshift.statement.Statement;
import connect.redshift.statement.Statements;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Redshift what it has, and what a query returns. The SVV_ALL views see local tables, views, external and datashare tables alike, and show
 * only what the database user may see; system schemas are never listed.
 */
public final class Catalog {
    private static final Logger LOG = LoggerFactory.getLogger(Catalog.class);
    private static final Set<String> SIZED =
            Set.of("character", "char", "character varying", "varchar", "binary varying", "varbyte");

    private final Statements statements;
    private final String statementName;
    private final String database;
    private final Map<TableId, Relation.Query> queries;
    private final PrimaryKeys primaryKeys;
    private final Remarks remarks = new Remarks();

    public Catalog(Statements statements, String statementName, String database) {
        this(statements, statementName, database, List.of());
    }

    /**
     * @param queries that are described in a table's place
     */
    public Catalog(Statements statements, String statementName, String database, List<Relation.Query> queries) {
        this.queries = queries.stream().collect(Collectors.toUnmodifiableMap(Relation.Query::id, query -> query));
        this.statements = statements;
        this.statementName = statementName;
        this.database = database;
        this.primaryKeys = new PrimaryKeys(statements, statementName);
    }

    /** Fails where the database takes no statement. */
    public CompletableFuture<Void> isReachable() {
        return statements
                .query(Statement.of(statementName + " select 1", "SELECT 1 AS one"))
                .thenApply(rows -> null);
    }

    /** Every table that the database user can see, sorted. */
    public CompletableFuture<List<TableId>> tables() {
        String sql =
                """
                SELECT schema_name, table_name
                FROM svv_all_tables
                WHERE database_name = %s AND schema_name NOT IN ('pg_catalog', 'information_schema', 'pg_internal')"""
                        .formatted(SqlText.literal(database));
        return statements
                .query(Statement.of(statementName + " list tables", sql))
                .thenApply(rows -> IntStream.range(0, rows.rows().size())
                        .mapToObj(row -> new TableId(
                                rows.value(row, "schema_name").orElseThrow(),
                                rows.value(row, "table_name").orElseThrow()))
                        .sorted()
                        .toList());
    }

    /** A table with all of its columns; fails with {@link CatalogException} when it is not there. */
    public CompletableFuture<Table> describe(TableId table) {
        if (table.isQuery()) {
            return describe(queries.get(table));
        }
        String sql =
                """
                SELECT column_name, data_type, is_nullable, ordinal_position, \
                character_maximum_length, numeric_precision, numeric_scale
                FROM svv_all_columns
                WHERE database_name = %s AND schema_name = %s AND table_name = %s
                ORDER BY ordinal_position"""
                        .formatted(
                                SqlText.literal(database),
                                SqlText.literal(table.schema()),
                                SqlText.literal(table.name()));
        return statements
                .query(Statement.of(statementName + " describe " + table, sql))
                .thenApply(rows -> table(table, rows));
    }

    /** No row is asked for: the answer's own description is the query's. */
    private CompletableFuture<Table> describe(Relation.Query query) {
        String sql = "SELECT * FROM %s WHERE 1 = 0".formatted(query.sql(Span.ALL));
        return statements
                .query(Statement.of(statementName + " describe " + query.id(), sql))
                .thenApply(rows -> {
                    List<Column> columns = QueryColumns.of(query.id(), rows.described());
                    return new Table(query.described(columns), columns);
                });
    }

    /** What of a table is exported, as it is described now; fails as {@link #describe} does. */
    public CompletableFuture<Selection> select(TableId id, TableRules rules) {
        return describe(id).thenCompose(table -> select(table, rules));
    }

    /** What of a table that was described is exported; throws or fails with {@link CatalogException} what cannot be. */
    public CompletableFuture<Selection> select(Table table, TableRules rules) {
        return rules.wantPrimaryKey(table.id())
                ? primaryKeys.of(table).thenApply(key -> select(table, rules, key))
                : CompletableFuture.completedFuture(select(table, rules, List.of()));
    }

    /**
     * Has Redshift plan, and not run, the query that UNLOAD would be given; fails where Redshift would refuse it.
     *
     * @param watermarkColumn empty where the table is read as a whole
     */
    public CompletableFuture<Void> explain(Selection selection, Optional<String> watermarkColumn) {
        String sql = selection.sql(
                watermarkColumn
                        .map(column -> SqlText.identifier(column) + " IS NOT NULL")
                        .orElse("1 = 1"),
                Span.ALL);
        // UNLOAD has it as a literal, and so a little longer.
        selection.requireFits(SqlText.bytes(SqlText.literal(sql)), statements.longestStatement());
        return statements
                .run(Statement.of(statementName + " explain " + selection.table(), "EXPLAIN " + sql))
                .ended()
                .thenAccept(finished -> {});
    }

    private Selection select(Table table, TableRules rules, List<String> primaryKey) {
        Selection selection = rules.select(table, primaryKey);
        remarks.news(table.id(), rules.remark(table)).ifPresent(news -> LOG.warn("{}", news));
        return selection;
    }

    private Table table(TableId id, ResultRows rows) {
        List<Column> columns = new ArrayList<>();
        for (int row = 0; row < rows.rows().size(); row++) {
            String name = rows.value(row, "column_name").orElseThrow();
            // Redshift keeps dropped columns in its catalog under such names.
            if (name.startsWith("........pg.dropped.")) {
                continue;
            }
            String type = typeName(rows, row);
            boolean nullable = !rows.value(row, "is_nullable").orElse("YES").equalsIgnoreCase("NO");
            columns.add(new Column(name, ColumnTypeName.parse(type).orElseGet(() -> new Unsupported(type)), nullable));
        }
        if (columns.isEmpty()) {
            throw new CatalogException(
                    ("Table \"%s\" was not found in database \"%s\". Check its spelling, and that the database user was"
                                    + " granted USAGE on schema %s and SELECT on the table.")
                            .formatted(id, database, SqlText.identifier(id.schema())));
        }
        return new Table(id, columns);
    }

    private static String typeName(ResultRows rows, int row) {
        String base = rows.value(row, "data_type").orElseThrow();
        Optional<String> length = rows.value(row, "character_maximum_length").filter(text -> text.matches("[1-9]\\d*"));
        if (SIZED.contains(base) && length.isPresent()) {
            return "%s(%s)".formatted(base, length.get());
        }
        if (base.equals("numeric") || base.equals("decimal")) {
            return "%s(%s,%s)"
                    .formatted(
                            base,
                            rows.value(row, "numeric_precision").orElse("18"),
                            rows.value(row, "numeric_scale").orElse("0"));
        }
        return base;
    }
}
