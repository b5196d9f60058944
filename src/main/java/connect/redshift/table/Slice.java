// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import connect.redshift.statement.SqlText;
import java.util.Optional;

/**
 * What of a table a stream reads: all of it, or the rows whose hash of one column falls to one shard. The hash is MD5 of
 * the value's text: it depends on no session's setting and on no version of Redshift, is the same for an INTEGER and a
 * BIGINT, is never negative as FNV_HASH is, and anybody can compute it. Seven hexadecimal digits of it are 28 bits, so
 * that no sign and no overflow is near (developer guide: MD5, STRTOL). NULLs are of shard 0.
 *
 * @param column empty where the shard is the only one
 */
public record Slice(Shard shard, String column) {
    /** The whole table. */
    public static final Slice ALL = new Slice(Shard.ONLY, "");

    public Slice {
        if (shard.isOnly() != column.isEmpty()) {
            throw new IllegalArgumentException("shard %s of column \"%s\"".formatted(shard.name(), column));
        }
    }

    public boolean isAll() {
        return shard.isOnly();
    }

    /** The condition that is true for the rows of this slice, and false, never NULL, for others. */
    public String condition(Table table) {
        return isAll()
                ? "1 = 1"
                : "COALESCE(MOD(STRTOL(SUBSTRING(MD5(%s), 1, 7), 16), %d), 0) = %d"
                        .formatted(text(table), shard.count(), shard.index());
    }

    /** Throws {@link CatalogException} unless {@code table} can be split by the column. */
    public void requireFits(Table table) {
        if (!isAll()) {
            text(table);
        }
    }

    /** The column's value as a text that is the same in every session. */
    private String text(Table table) {
        Column found = table.column(column)
                .orElseThrow(() -> new CatalogException(
                        "Table \"%s\" has no column \"%s\" (shard.column). It has: %s. To split it by another column, see \"Shards\" in the README."
                                .formatted(table.id(), column, table.columnNames())));
        String quoted = SqlText.identifier(column);
        return expression(found.type(), quoted)
                .orElseThrow(() -> new CatalogException(
                        "Column \"%s\" (shard.column) of table \"%s\" is a %s, which has no text that is the same at all times. Name a character, integer, decimal, date or timestamp column."
                                .formatted(column, table.id(), found.type().sqlName())));
    }

    private static Optional<String> expression(ColumnType type, String quoted) {
        if (type instanceof IntegerType || type instanceof FractionType.Numeric) {
            return Optional.of(quoted + "::varchar");
        }
        if (type instanceof TextType.Varchar) {
            // A cast without a length would cut it.
            return Optional.of(quoted);
        }
        if (type instanceof TextType.Char) {
            // Blanks at the end of a CHAR mean nothing.
            return Optional.of("RTRIM(" + quoted + ")");
        }
        if (type instanceof TimeType.Date) {
            return Optional.of("TO_CHAR(" + quoted + ", 'YYYY-MM-DD BC')");
        }
        if (type instanceof TimeType.Timestamp) {
            return Optional.of("TO_CHAR(" + quoted + ", 'YYYY-MM-DD HH24:MI:SS.US BC')");
        }
        if (type instanceof TimeType.TimestampTz) {
            return Optional.of("TO_CHAR(" + quoted + " AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US BC')");
        }
        return Optional.empty();
    }
}
