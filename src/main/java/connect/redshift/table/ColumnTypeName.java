// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Redshift's catalogs call its types: the SVV views' spellings, the JDBC driver's, and DDL's. */
public final class ColumnTypeName {
    private static final Pattern FORM =
            Pattern.compile("([a-z0-9_ ]+?)\\s*(?:\\(\\s*(\\d+)\\s*(?:,\\s*(\\d+)\\s*)?\\))?");

    private ColumnTypeName() {}

    /** The type that a name such as {@code numeric(18,2)} or {@code int4} means; empty for one that is not supported. */
    public static Optional<ColumnType> parse(String name) {
        if (name.startsWith(Unsupported.PREFIX)) {
            return Optional.of(new Unsupported(name.substring(Unsupported.PREFIX.length())));
        }
        if (Promoted.isName(name)) {
            return Promoted.parse(name);
        }
        Matcher form = FORM.matcher(name.strip().toLowerCase(Locale.ROOT));
        if (!form.matches()) {
            return Optional.empty();
        }
        Optional<Integer> first = Optional.ofNullable(form.group(2)).map(Integer::valueOf);
        Optional<Integer> second = Optional.ofNullable(form.group(3)).map(Integer::valueOf);
        return of(form.group(1), first, second);
    }

    private static Optional<ColumnType> of(String base, Optional<Integer> first, Optional<Integer> second) {
        return Optional.ofNullable(
                switch (base) {
                    // Spectrum's catalogs call theirs tinyint, double and string.
                    case "smallint", "int2", "tinyint" -> new IntegerType.SmallInt();
                    case "integer", "int", "int4" -> new IntegerType.Int();
                    case "bigint", "int8" -> new IntegerType.BigInt();
                    // Redshift: NUMERIC without precision is NUMERIC(18,0).
                    case "numeric", "decimal" -> new FractionType.Numeric(first.orElse(18), second.orElse(0));
                    case "real", "float4" -> new FractionType.Real();
                    case "double precision", "float8", "float", "double" -> new FractionType.DoublePrecision();
                    case "boolean", "bool" -> new Bool();
                    case "character", "char", "bpchar", "nchar" -> new TextType.Char(first.orElse(1));
                    case "character varying", "varchar", "nvarchar", "text", "string" ->
                        new TextType.Varchar(first.orElse(TextType.Varchar.LONGEST));
                    case "date" -> new TimeType.Date();
                    case "timestamp without time zone", "timestamp" -> new TimeType.Timestamp();
                    case "timestamp with time zone", "timestamptz" -> new TimeType.TimestampTz();
                    case "time without time zone", "time" -> new TimeType.Time();
                    case "time with time zone", "timetz" -> new TimeType.TimeTz();
                    case "interval year to month", "interval year", "interval month", "intervaly2m" ->
                        new TextType.IntervalYearToMonth();
                    case "interval day to second",
                            "interval day",
                            "interval day to hour",
                            "interval day to minute",
                            "interval hour",
                            "interval hour to minute",
                            "interval hour to second",
                            "interval minute",
                            "interval minute to second",
                            "interval second",
                            "intervald2s" -> new TextType.IntervalDayToSecond();
                    case "super" -> new TextType.Super();
                    case "binary varying", "varbyte", "varbinary" ->
                        new BinaryType.VarByte(first.orElse(BinaryType.VarByte.DEFAULT));
                    case "geometry" -> new BinaryType.Geometry();
                    case "geography" -> new BinaryType.Geography();
                    default -> null;
                });
    }
}
