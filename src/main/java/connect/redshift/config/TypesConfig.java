// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import connect.redshift.table.SchemaEvolution;
import connect.redshift.table.TypeOptions;
import connect.redshift.table.TypeOptions.Binaries;
import connect.redshift.table.TypeOptions.Decimals;
import connect.redshift.table.TypeOptions.Times;
import connect.redshift.table.UnsupportedTypes;
import java.util.Arrays;
import java.util.Locale;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;

/** In which form values arrive, where there is a choice, and whether it changes; the defaults lose nothing. */
final class TypesConfig {
    static final String DECIMALS = "decimal.handling.mode";
    static final String TIMES = "time.precision.mode";
    static final String BINARIES = "binary.handling.mode";
    static final String TRIM_CHAR = "char.trim";
    static final String SOURCE_TYPE = "include.source.type";
    static final String UNSUPPORTED = "unsupported.types";
    static final String EVOLUTION = "schema.evolution";
    private static final String GROUP = "Types";

    private TypesConfig() {}

    static void define(ConfigDef def) {
        int order = 0;
        def.define(
                        DECIMALS,
                        ConfigDef.Type.STRING,
                        name(Decimals.PRECISE),
                        oneOf(Decimals.values()),
                        Importance.MEDIUM,
                        "What DECIMAL becomes: Connect's Decimal ('precise'), all digits as text ('string'), or a double that"
                                + " keeps about 15 digits ('double').",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "Decimals")
                .define(
                        TIMES,
                        ConfigDef.Type.STRING,
                        name(Times.ADAPTIVE),
                        oneOf(Times.values()),
                        Importance.MEDIUM,
                        "What dates and times become: days and microseconds, with TIMESTAMPTZ as text in UTC ('adaptive');"
                                + " Connect's own types, which cut microseconds to milliseconds ('connect'); the same as adaptive"
                                + " with TIMESTAMPTZ as microseconds, too ('microseconds'); or ISO 8601 text ('isostring').",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "Dates and times")
                .define(
                        BINARIES,
                        ConfigDef.Type.STRING,
                        name(Binaries.BYTES),
                        oneOf(Binaries.values()),
                        Importance.LOW,
                        "What VARBYTE becomes: bytes, or text in Base64 ('base64') or lower-case hexadecimal ('hex').",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "Bytes")
                .define(
                        TRIM_CHAR,
                        ConfigDef.Type.BOOLEAN,
                        false,
                        Importance.LOW,
                        "Whether CHAR loses its trailing blanks. Redshift pads CHAR(n) to n, and does not keep how many blanks"
                                + " were inserted.",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "Trim CHAR")
                .define(
                        SOURCE_TYPE,
                        ConfigDef.Type.BOOLEAN,
                        false,
                        Importance.LOW,
                        "Whether each field's schema says Redshift's type, length and scale in the parameters"
                                + " __debezium.source.column.type, .length and .scale.",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "Source types")
                .define(
                        UNSUPPORTED,
                        ConfigDef.Type.STRING,
                        name(UnsupportedTypes.FAIL),
                        oneOf(UnsupportedTypes.values()),
                        Importance.MEDIUM,
                        "What becomes of columns whose type is not read, such as HLLSKETCH: the table is refused ('fail'), they"
                                + " are left out ('skip'), or their fields are always null ('null').",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "Unsupported types")
                .define(
                        EVOLUTION,
                        ConfigDef.Type.STRING,
                        name(SchemaEvolution.EVOLVE),
                        oneOf(SchemaEvolution.values()),
                        Importance.MEDIUM,
                        "What becomes of records when their table's columns change: they follow it ('evolve'); they follow it if"
                                + " by Avro's rules readers of the old and of the new schema can read all records, else the table"
                                + " stops ('fail'); or they stay as they were, without new columns and with null for dropped ones,"
                                + " and where that cannot be, the table stops ('ignore').",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "Schema evolution");
    }

    static TypeOptions from(AbstractConfig config) {
        return new TypeOptions(
                value(Decimals.class, config.getString(DECIMALS)),
                value(Times.class, config.getString(TIMES)),
                value(Binaries.class, config.getString(BINARIES)),
                config.getBoolean(TRIM_CHAR),
                config.getBoolean(SOURCE_TYPE),
                value(UnsupportedTypes.class, config.getString(UNSUPPORTED)));
    }

    static SchemaEvolution evolution(AbstractConfig config) {
        return value(SchemaEvolution.class, config.getString(EVOLUTION));
    }

    private static ConfigDef.Validator oneOf(Enum<?>... values) {
        return ConfigDef.ValidString.in(
                Arrays.stream(values).map(TypesConfig::name).toArray(String[]::new));
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static <E extends Enum<E>> E value(Class<E> kind, String name) {
        return Enum.valueOf(kind, name.toUpperCase(Locale.ROOT));
    }
}
