// SPDX-License-Identifier: Apache-2.0
package connect.redshift.record;

import connect.redshift.table.FractionType;
import connect.redshift.table.RecordLayout;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaNormalization;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;

/**
 * The schemas of a table's records in Avro's form, so that Avro's rules can say who reads what when the table is
 * altered. Decimals, days and times carry Avro's logical types, whichever vocabulary names them in Connect; an optional
 * field is a union of null, first and the default, with its type. Names are {@link AvroNames}.
 */
public record AvroForm(Schema value, Optional<Schema> key) {
    private static final int MOST_ADDED = 200;
    private static final String DEBEZIUM = "io.debezium.time.";
    private static final Map<String, LogicalType> LOGICAL = Map.of(
            Date.LOGICAL_NAME,
            LogicalTypes.date(),
            Time.LOGICAL_NAME,
            LogicalTypes.timeMillis(),
            Timestamp.LOGICAL_NAME,
            LogicalTypes.timestampMillis(),
            DEBEZIUM + "Date",
            LogicalTypes.date(),
            DEBEZIUM + "MicroTime",
            LogicalTypes.timeMicros(),
            DEBEZIUM + "MicroTimestamp",
            LogicalTypes.timestampMicros());

    /** The form of records with this layout; field <i>i</i> is field <i>i</i> of the layout's schema. */
    public static AvroForm of(RecordLayout layout) {
        return new AvroForm(record(layout.value().schema()), layout.key().map(key -> record(key.schema())));
    }

    /**
     * Whether readers with this form read what is written with {@code written}, key and value. Records with a key and
     * records without one are read by different readers.
     */
    public boolean reads(AvroForm written) {
        return reads(value, written.value)
                && key.isPresent() == written.key.isPresent()
                && (key.isEmpty() || reads(key.get(), written.key.get()));
    }

    /** The same for one field, given the schemas that it has in Connect. */
    public static boolean reads(
            org.apache.kafka.connect.data.Schema field, org.apache.kafka.connect.data.Schema written) {
        return reads(type(field), type(written));
    }

    private static boolean reads(Schema reader, Schema writer) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                                .getType()
                        == SchemaCompatibilityType.COMPATIBLE
                && meansTheSame(reader, writer);
    }

    /**
     * What Avro's specification asks for and its SchemaCompatibility does not look at: decimals of another scale are
     * other numbers, though all are bytes, and microseconds are no milliseconds, though both are longs. A decimal of
     * more digits reads one of fewer, as a long reads an int.
     */
    private static boolean meansTheSame(Schema reader, Schema writer) {
        if (reader.isUnion() || writer.isUnion()) {
            return meansTheSame(notNull(reader), notNull(writer));
        }
        if (reader.getType() == Schema.Type.RECORD) {
            return reader.getFields().stream()
                    .allMatch(field -> writer.getField(field.name()) == null
                            || meansTheSame(
                                    field.schema(),
                                    writer.getField(field.name()).schema()));
        }
        if (reader.getLogicalType() instanceof LogicalTypes.Decimal wide
                && writer.getLogicalType() instanceof LogicalTypes.Decimal narrow) {
            return wide.getScale() == narrow.getScale() && wide.getPrecision() >= narrow.getPrecision();
        }
        return meaning(reader).equals(meaning(writer));
    }

    private static String meaning(Schema schema) {
        return Optional.ofNullable(schema.getLogicalType())
                .map(LogicalType::getName)
                .orElse("");
    }

    private static Schema notNull(Schema schema) {
        return schema.isUnion() ? schema.getTypes().get(1) : schema;
    }

    /**
     * 16 hexadecimal digits that differ when a reader could see a difference: CRC-64-AVRO of each field's name, type,
     * logical type and nullability, in whatever order the value's fields are. Avro's own parsing canonical form will not
     * do: it drops logical types, so a decimal's new scale would leave it as it was. Stored in offsets, so the text
     * below never changes.
     */
    public String fingerprint() {
        return fingerprint(lines(), value.getFields().size());
    }

    /**
     * How many of the value's first fields, together with this key, have a fingerprint: Redshift adds columns at the
     * end, so what a table was before is most often a beginning of what it is. The most fields that do; empty if none,
     * or if more than 200 had to be left out.
     */
    public Optional<Integer> beginning(String fingerprint) {
        List<Line> lines = lines();
        int fields = value.getFields().size();
        return IntStream.iterate(fields, count -> count > Math.max(0, fields - MOST_ADDED), count -> count - 1)
                .filter(count -> fingerprint(lines, count).equals(fingerprint))
                .boxed()
                .findFirst();
    }

    /** One field in the fingerprint's text; those of the key belong to every beginning. */
    private record Line(int field, String text) {}

    private List<Line> lines() {
        Stream<Line> values = value.getFields().stream()
                .map(field -> new Line(field.pos(), "value " + text(field)))
                .sorted(Comparator.comparing(Line::text));
        Stream<Line> keys = key.stream()
                .flatMap(each -> each.getFields().stream())
                .map(field -> new Line(-1, "key " + text(field)));
        return Stream.concat(values, keys).toList();
    }

    private static String fingerprint(List<Line> lines, int fields) {
        String text = lines.stream()
                .filter(line -> line.field() < fields)
                .map(Line::text)
                .collect(Collectors.joining("\n"));
        return "%016x".formatted(SchemaNormalization.fingerprint64(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String text(Schema.Field field) {
        return field.name() + " " + text(field.schema());
    }

    private static String text(Schema schema) {
        if (schema.isUnion()) {
            return text(notNull(schema)) + "?";
        }
        if (schema.getType() == Schema.Type.RECORD) {
            return schema.getFields().stream()
                    .map(AvroForm::text)
                    .collect(Collectors.joining(", ", schema.getFullName() + " {", "}"));
        }
        String logical = schema.getLogicalType() instanceof LogicalTypes.Decimal decimal
                ? "decimal(%d,%d)".formatted(decimal.getPrecision(), decimal.getScale())
                : meaning(schema);
        return schema.getType().getName() + (logical.isEmpty() ? "" : " " + logical);
    }

    private static Schema record(org.apache.kafka.connect.data.Schema struct) {
        Map<String, String> names =
                AvroNames.of(struct.fields().stream().map(Field::name).toList());
        List<Schema.Field> fields = struct.fields().stream()
                .map(field -> field(names.get(field.name()), field.schema()))
                .toList();
        return Schema.createRecord(AvroNames.full(struct.name()), struct.doc(), null, false, fields);
    }

    private static Schema.Field field(String name, org.apache.kafka.connect.data.Schema schema) {
        return schema.isOptional()
                ? new Schema.Field(name, type(schema), schema.doc(), Schema.Field.NULL_DEFAULT_VALUE)
                : new Schema.Field(name, type(schema), schema.doc());
    }

    private static Schema type(org.apache.kafka.connect.data.Schema schema) {
        Schema plain =
                switch (schema.type()) {
                    case BOOLEAN -> Schema.create(Schema.Type.BOOLEAN);
                    case INT8, INT16, INT32 -> Schema.create(Schema.Type.INT);
                    case INT64 -> Schema.create(Schema.Type.LONG);
                    case FLOAT32 -> Schema.create(Schema.Type.FLOAT);
                    case FLOAT64 -> Schema.create(Schema.Type.DOUBLE);
                    case STRING -> Schema.create(Schema.Type.STRING);
                    case BYTES -> Schema.create(Schema.Type.BYTES);
                    case STRUCT -> record(schema);
                    case ARRAY, MAP ->
                        throw new IllegalArgumentException("no column becomes a field of type " + schema.type());
                };
        Schema meaningful =
                logical(schema).map(logical -> logical.addToSchema(plain)).orElse(plain);
        return schema.isOptional() ? Schema.createUnion(Schema.create(Schema.Type.NULL), meaningful) : meaningful;
    }

    private static Optional<LogicalType> logical(org.apache.kafka.connect.data.Schema schema) {
        if (Decimal.LOGICAL_NAME.equals(schema.name())) {
            Map<String, String> parameters = schema.parameters();
            return Optional.of(LogicalTypes.decimal(
                    Integer.parseInt(parameters.get(FractionType.Numeric.PRECISION_PARAMETER)),
                    Integer.parseInt(parameters.get(Decimal.SCALE_FIELD))));
        }
        return Optional.ofNullable(schema.name()).map(LOGICAL::get);
    }
}
