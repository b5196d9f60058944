// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import connect.redshift.statement.Gathering;
import connect.redshift.statement.ResultRows;
import connect.redshift.statement.SqlText;
import connect.redshift.statement.Statement;
import connect.redshift.statement.StatementException;
import connect.redshift.statement.Statements;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    /** Redshift reserves the prefix pg_ for itself; what else is its own is named. */
    private static final String SYSTEM_PREFIX = "pg_";

    private static final CatalogCondition NARROWED = new CatalogCondition("schema_name", "table_name");
    private static final CatalogCondition NARROWED_SIZES = new CatalogCondition("\"schema\"", "\"table\"");
    /** Where Redshift keeps the rows of a materialized view: a table beside it, which is not for others to read. */
    private static final Pattern STORAGE = Pattern.compile("mv_tbl__(.+)__\\d+");

    private static final Set<String> SIZED =
            Set.of("character", "char", "character varying", "varchar", "binary varying", "varbyte");

    private final Statements statements;
    private final String statementName;
    private final String database;
    private final RowsOfTables columns;
    private final Map<TableId, Relation.Query> queries;
    private final PrimaryKeys primaryKeys;
    private final Remarks remarks = new Remarks();

    public Catalog(Statements statements, String statementName, String database) {
        this(statements, statementName, database, List.of(), Gathering.Company.NONE);
    }

    /**
     * Asks about several tables with one query.
     *
     * @param queries that are described in a table's place
     * @param company with which a question about one table is asked
     */
    public Catalog(
            Statements statements,
            String statementName,
            String database,
            List<Relation.Query> queries,
            Gathering.Company company) {
        this.queries = queries.stream().collect(Collectors.toUnmodifiableMap(Relation.Query::id, query -> query));
        this.statements = statements;
        this.statementName = statementName;
        this.database = database;
        this.columns = new RowsOfTables(statements, company, this::columns);
        this.primaryKeys = new PrimaryKeys(statements, statementName, company);
    }

    /** Fails where the database takes no statement. */
    public CompletableFuture<Void> isReachable() {
        return statements
                .query(Statement.of(statementName + " select 1", "SELECT 1 AS one"))
                .thenApply(rows -> null);
    }

    /**
     * Every table, view or materialized view that {@code filter} lets through and the database user can see, sorted.
     * Redshift leaves out what it can; an answer that is not as expected fails.
     */
    public CompletableFuture<List<TableId>> tables(TableFilter filter) {
        String sql =
                """
                SELECT schema_name, table_name
                FROM svv_all_tables
                WHERE database_name = %s AND schema_name NOT IN ('pg_catalog', 'information_schema', 'pg_internal')%s"""
                        .formatted(SqlText.literal(database), NARROWED.and(filter));
        return statements
                .query(Statement.of(statementName + " list tables", sql))
                .thenApply(rows -> {
                    Set<TableId> listed = new HashSet<>(ids(rows, "schema_name", "table_name"));
                    return listed.stream()
                            .filter(table -> !table.schema().startsWith(SYSTEM_PREFIX))
                            .filter(table ->
                                    storedView(table).filter(listed::contains).isEmpty())
                            .filter(filter::test)
                            .sorted()
                            .toList();
                });
    }

    private static List<TableId> ids(ResultRows rows, String schema, String table) {
        List<Optional<String>> schemas = rows.column(schema);
        List<Optional<String>> tables = rows.column(table);
        return IntStream.range(0, schemas.size())
                .mapToObj(row -> new TableId(
                        schemas.get(row).orElseThrow(), tables.get(row).orElseThrow()))
                .toList();
    }

    /** The materialized view whose rows a table may hold, by its name. */
    private static Optional<TableId> storedView(TableId table) {
        Matcher storage = STORAGE.matcher(table.name());
        return storage.matches() ? Optional.of(new TableId(table.schema(), storage.group(1))) : Optional.empty();
    }

    /**
     * How large tables are, in megabytes, as far as {@code svv_table_info} tells: of local tables with rows. Only
     * superusers may read it, and whom they let; it fails for all others, and is worth no error.
     */
    public CompletableFuture<Map<TableId, Long>> sizes(TableFilter filter) {
        String sql =
                """
                SELECT "schema" AS schema_name, "table" AS table_name, size
                FROM svv_table_info
                WHERE "database" = %s%s"""
                        .formatted(SqlText.literal(database), NARROWED_SIZES.and(filter));
        return statements
                .query(Statement.of(statementName + " table sizes", sql))
                .thenApply(rows -> {
                    List<TableId> tables = ids(rows, "schema_name", "table_name");
                    List<Optional<String>> sizes = rows.column("size");
                    return IntStream.range(0, tables.size())
                            .boxed()
                            .collect(Collectors.toUnmodifiableMap(
                                    row -> storedView(tables.get(row)).orElse(tables.get(row)),
                                    row -> sizes.get(row).map(Long::parseLong).orElse(0L),
                                    Long::sum));
                });
    }

    /** A table with all of its columns; fails with {@link CatalogException} when it is not there. */
    public CompletableFuture<Table> describe(TableId table) {
        if (table.isQuery()) {
            return describe(queries.get(table));
        }
        return columns.of(table)
                .thenApply(Catalog::columns)
                .thenCompose(known -> known.isEmpty()
                        ? lateBound(table).thenApply(bound -> new Table(table, found(table, bound)))
                        : CompletableFuture.completedFuture(new Table(table, known)));
    }

    private Statement columns(List<TableId> tables) {
        String sql =
                """
                SELECT %scolumn_name, data_type, is_nullable, ordinal_position, \
                character_maximum_length, numeric_precision, numeric_scale
                FROM svv_all_columns
                WHERE database_name = %s AND %s
                ORDER BY ordinal_position"""
                        .formatted(
                                RowsOfTables.names(tables, "schema_name", "table_name"),
                                SqlText.literal(database),
                                RowsOfTables.condition(tables, "schema_name", "table_name"));
        return Statement.of(statementName + " describe " + RowsOfTables.called(tables), sql);
    }

    /**
     * The columns of a late-binding view, which the SVV_ALL views are not promised to have (developer guide,
     * PG_GET_LATE_BINDING_VIEW_COLS); none for what is none, and where nobody may ask.
     */
    private CompletableFuture<List<Column>> lateBound(TableId view) {
        String sql =
                """
                SELECT column_name, data_type, NULL::varchar AS is_nullable
                FROM pg_get_late_binding_view_cols() \
                cols(view_schema name, view_name name, column_name name, data_type varchar, ordinal_position int)
                WHERE view_schema = %s AND view_name = %s
                ORDER BY ordinal_position"""
                        .formatted(SqlText.literal(view.schema()), SqlText.literal(view.name()));
        return statements
                .query(Statement.of(statementName + " describe view " + view, sql))
                .thenApply(Catalog::columns)
                .exceptionally(failure -> {
                    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
                    if (cause instanceof StatementException refused && !refused.retriable()) {
                        LOG.debug("{}: late-binding views cannot be asked for", view, refused);
                        return List.of();
                    }
                    throw new CompletionException(cause);
                });
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

    private List<Column> found(TableId id, List<Column> columns) {
        if (columns.isEmpty()) {
            throw new CatalogException(
                    ("Table \"%s\" was not found in database \"%s\". Check its spelling, and that the database user was"
                                    + " granted USAGE on schema %s and SELECT on the table.")
                            .formatted(id, database, SqlText.identifier(id.schema())));
        }
        return columns;
    }

    private static List<Column> columns(ResultRows rows) {
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
        return columns;
    }

    private static String typeName(ResultRows rows, int row) {
        String base = rows.value(row, "data_type").orElseThrow();
        if (!rows.columns().contains("numeric_precision")) {
            return base;
        }
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
