// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import connect.redshift.statement.SqlText;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the character columns that match are made unreadable or shorter. Redshift does it, in the SELECT of the UNLOAD, so
 * the clear text reaches neither S3 nor the worker.
 *
 * @param setting as messages name it, without a salt
 * @param columns expressions for schema.table.column
 */
public record ColumnMask(String setting, List<NamePattern> columns, Form form) {
    private static final Pattern FIXED = Pattern.compile("column\\.mask\\.with\\.(\\d{1,5})\\.chars");
    private static final Pattern SHORTER = Pattern.compile("column\\.truncate\\.to\\.(\\d{1,5})\\.chars");
    /** What follows it may be a salt, however it is spelt. */
    private static final String HASH = "column.mask.hash.";

    private static final Pattern HASHED = Pattern.compile("column\\.mask\\.hash\\.([^.]+)\\.with\\.salt\\.(.+)");
    /** Each algorithm's function over a text, and how many digits it answers. */
    private static final Map<String, Hash> HASHES = Map.of(
            "md5", new Hash("MD5(%s)", 32),
            "sha-1", new Hash("FUNC_SHA1(%s)", 40),
            "sha-256", new Hash("SHA2(%s, 256)", 64),
            "sha-512", new Hash("SHA2(%s, 512)", 128));

    private record Hash(String call, int digits) {}

    /** What becomes of a value. */
    public sealed interface Form {
        /** The expression for a column of {@code length} bytes. */
        String sql(String quotedColumn, int length);

        /** The most bytes that are left of {@code length}. */
        int length(int length);
    }

    /** Always the same asterisks, for NULL, too, so that nothing at all is told. */
    record Asterisks(int count) implements Form {
        @Override
        public String sql(String quotedColumn, int length) {
            return SqlText.literal("*".repeat(count));
        }

        @Override
        public int length(int length) {
            return Math.max(count, 1);
        }
    }

    /** The first characters. */
    record Start(int count) implements Form {
        @Override
        public String sql(String quotedColumn, int length) {
            return "LEFT(%s, %d)".formatted(quotedColumn, count);
        }

        @Override
        public int length(int length) {
            return length;
        }
    }

    /** A hash of the salt and the value, as hexadecimal digits; equal values stay equal, and NULL stays NULL. */
    record Salted(String call, int digits, String salt) implements Form {
        @Override
        public String sql(String quotedColumn, int length) {
            return call.formatted(SqlText.literal(salt) + " || " + quotedColumn);
        }

        @Override
        public int length(int length) {
            return digits;
        }

        @Override
        public String toString() {
            return call;
        }
    }

    public ColumnMask {
        columns = List.copyOf(columns);
    }

    /** A mask in Debezium's spelling; throws {@link IllegalArgumentException} with what is wrong. */
    public static ColumnMask parse(String setting, String columns) {
        Matcher fixed = FIXED.matcher(setting);
        if (fixed.matches()) {
            return new ColumnMask(setting, patterns(setting, columns), new Asterisks(length(setting, fixed.group(1))));
        }
        Matcher shorter = SHORTER.matcher(setting);
        if (shorter.matches()) {
            return new ColumnMask(setting, patterns(setting, columns), new Start(length(setting, shorter.group(1))));
        }
        Matcher hashed = HASHED.matcher(setting);
        if (!hashed.matches()) {
            throw new IllegalArgumentException(
                    ("%s is no setting of columns. There are column.include.list, column.exclude.list,"
                                    + " column.mask.with.<n>.chars, column.truncate.to.<n>.chars and"
                                    + " column.mask.hash.<algorithm>.with.salt.<salt>.")
                            .formatted(setting.startsWith(HASH) ? HASH + "…" : setting));
        }
        String named = "column.mask.hash.%s.with.salt.…".formatted(hashed.group(1));
        Hash hash = HASHES.get(hashed.group(1).toLowerCase(Locale.ROOT));
        if (hash == null) {
            throw new IllegalArgumentException("%s has an unknown algorithm; expected one of %s."
                    .formatted(named, HASHES.keySet().stream().sorted().toList()));
        }
        return new ColumnMask(named, patterns(named, columns), new Salted(hash.call(), hash.digits(), hashed.group(2)));
    }

    private static int length(String setting, String digits) {
        int length = Integer.parseInt(digits);
        if (length > TextType.Varchar.LONGEST) {
            throw new IllegalArgumentException("%s is longer than a column may be; expected at most %d characters."
                    .formatted(setting, TextType.Varchar.LONGEST));
        }
        return length;
    }

    private static List<NamePattern> patterns(String setting, String columns) {
        try {
            return Arrays.stream(columns.split(",", -1))
                    .map(String::strip)
                    .filter(pattern -> !pattern.isEmpty())
                    .map(ColumnRules::pattern)
                    .toList();
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(
                    "%s is \"%s\"; expected regular expressions for schema.table.column: %s."
                            .formatted(setting, columns, malformed.getMessage()),
                    malformed);
        }
    }

    /** The column as it is exported; refuses one that holds no text. */
    SelectedColumn mask(TableId table, Column column) {
        String quoted = SqlText.identifier(column.name());
        if (column.type() instanceof TextType.Varchar varchar) {
            return masked(column, quoted, varchar.length());
        }
        if (column.type() instanceof TextType.Char character) {
            // Blanks at the end of a CHAR mean nothing, so they must not make another hash.
            return masked(column, "RTRIM(" + quoted + ")", character.length());
        }
        throw new CatalogException(
                setting,
                "Column \"%s\" of %s has the type %s, which %s cannot change: only CHAR and VARCHAR columns are masked. Leave it out with column.exclude.list."
                        .formatted(
                                column.name(), table.asObject(), column.type().sqlName(), setting));
    }

    private SelectedColumn masked(Column column, String value, int length) {
        int left = form.length(length);
        return new SelectedColumn(
                new Column(column.name(), new TextType.Varchar(left), column.nullable()),
                "%s::varchar(%d)".formatted(form.sql(value, length), left));
    }
}
