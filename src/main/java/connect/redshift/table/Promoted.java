// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.kafka.connect.data.Schema;

/**
 * Values of one type in a field of another: what becomes of a column whose type was altered while its field stays. Each
 * value is decoded as what it is and then widened as Avro's readers widen it, where no digit is lost by that.
 */
public record Promoted(ColumnType fieldType, ColumnType valueType) implements ColumnType {
    /** A staged export's description reads back as it was written; no type's name holds the arrow. */
    private static final String PREFIX = "promoted ";

    private static final String ARROW = " <- ";

    /**
     * Values of {@code value} in a field of {@code field}; empty where the field is not wide enough. Whether they mean the
     * same in it is not asked here: days are integers, too.
     */
    public static Optional<Promoted> of(ColumnType field, ColumnType value, TypeOptions options) {
        return promotion(type(field, options), type(value, options)).map(fits -> new Promoted(field, value));
    }

    static boolean isName(String name) {
        return name.startsWith(PREFIX) && name.contains(ARROW);
    }

    static Optional<ColumnType> parse(String name) {
        String[] types = name.substring(PREFIX.length()).split(ARROW, 2);
        return ColumnTypeName.parse(types[0])
                .flatMap(field -> ColumnTypeName.parse(types[1]).map(value -> new Promoted(field, value)));
    }

    private static Schema.Type type(ColumnType type, TypeOptions options) {
        return type.form(options).schema().type();
    }

    @Override
    public String sqlName() {
        return PREFIX + fieldType.sqlName() + ARROW + valueType.sqlName();
    }

    @Override
    public boolean nullable(boolean inCatalog) {
        return fieldType.nullable(inCatalog);
    }

    @Override
    public ValueForm form(TypeOptions options) {
        ValueForm field = fieldType.form(options);
        ValueForm value = valueType.form(options);
        UnaryOperator<Object> promotion = promotion(
                        field.schema().type(), value.schema().type())
                .orElseThrow(() -> new CatalogException(
                        "Staged values of type %s do not fit a field of type %s as decimal.handling.mode, time.precision.mode and binary.handling.mode are set now. Set them as they were until the export is read."
                                .formatted(valueType.sqlName(), fieldType.sqlName())));
        return new ValueForm(
                field.schema(), finished -> new PromotedDecoder(value.decoder().apply(finished), promotion));
    }

    /** Numbers and text as Avro promotes them; not long to double, nor bytes to text, which may lose something. */
    private static Optional<UnaryOperator<Object>> promotion(Schema.Type field, Schema.Type value) {
        if (field == value) {
            return Optional.of(UnaryOperator.identity());
        }
        boolean small = value == Schema.Type.INT16;
        boolean whole = small || value == Schema.Type.INT32;
        return Optional.ofNullable(
                switch (field) {
                    case INT32 -> small ? number -> ((Number) number).intValue() : null;
                    case INT64 -> whole ? number -> ((Number) number).longValue() : null;
                    case FLOAT32 -> small ? number -> ((Number) number).floatValue() : null;
                    case FLOAT64 ->
                        whole || value == Schema.Type.FLOAT32 ? number -> ((Number) number).doubleValue() : null;
                    case BYTES ->
                        value == Schema.Type.STRING ? text -> ((String) text).getBytes(StandardCharsets.UTF_8) : null;
                    case INT8, INT16, BOOLEAN, STRING, ARRAY, MAP, STRUCT -> null;
                });
    }
}
