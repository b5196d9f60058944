// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.HexFormat;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/**
 * Bytes, which UNLOAD refuses to write to Parquet: they travel as hexadecimal text. That text is a VARCHAR, so a value
 * of more than half of 65 535 bytes fails its UNLOAD; Redshift says so for ST_AsHexEWKB.
 */
public sealed interface BinaryType extends ColumnType {
    private static byte[] bytes(String hexadecimal) {
        try {
            return HexFormat.of().parseHex(hexadecimal);
        } catch (IllegalArgumentException e) {
            throw new ValueException("a text of %d characters is not hexadecimal".formatted(hexadecimal.length()));
        }
    }

    /** VARBYTE(n). */
    record VarByte(int length) implements BinaryType {
        /** What a catalog that names no length means: Redshift's default. */
        static final int DEFAULT = 64_000;

        @Override
        public String sqlName() {
            return "binary varying(%d)".formatted(length);
        }

        /** A cast to VARCHAR would take the bytes for UTF-8. */
        @Override
        public String selectExpression(String quotedColumn) {
            return "TO_HEX(%s)".formatted(quotedColumn);
        }

        @Override
        public ValueForm form(TypeOptions options) {
            return switch (options.binaries()) {
                case BYTES -> new ValueForm(SchemaBuilder.bytes(), new Decoding.OfText(sqlName(), BinaryType::bytes));
                case BASE64 ->
                    new ValueForm(SchemaBuilder.string(), new Decoding.OfText(sqlName(), text -> Base64.getEncoder()
                            .encodeToString(bytes(text))));
                case HEX ->
                    new ValueForm(SchemaBuilder.string(), new Decoding.OfText(sqlName(), text -> HexFormat.of()
                            .formatHex(bytes(text))));
            };
        }
    }

    /** GEOMETRY, as the struct of well-known binary and SRID that Debezium's sinks know. */
    record Geometry() implements BinaryType {
        @Override
        public String sqlName() {
            return "geometry";
        }

        @Override
        public String selectExpression(String quotedColumn) {
            return "ST_AsHexEWKB(%s)".formatted(quotedColumn);
        }

        @Override
        public ValueForm form(TypeOptions options) {
            return spatial(sqlName(), "Geometry");
        }
    }

    /** GEOGRAPHY, likewise. */
    record Geography() implements BinaryType {
        @Override
        public String sqlName() {
            return "geography";
        }

        @Override
        public String selectExpression(String quotedColumn) {
            return "ST_AsHexEWKB(%s)".formatted(quotedColumn);
        }

        @Override
        public ValueForm form(TypeOptions options) {
            return spatial(sqlName(), "Geography");
        }
    }

    private static ValueForm spatial(String sqlName, String schemaName) {
        SchemaBuilder schema = SchemaBuilder.struct()
                .name("io.debezium.data.geometry." + schemaName)
                .version(1)
                .field("wkb", Schema.BYTES_SCHEMA)
                .field("srid", Schema.OPTIONAL_INT32_SCHEMA);
        return new ValueForm(
                schema,
                finished -> new Decoding.OfText(
                        sqlName,
                        text -> new Struct(finished).put("wkb", bytes(text)).put("srid", srid(bytes(text)))));
    }

    /** Null where the extended well-known binary names no spatial reference system. */
    private static Integer srid(byte[] ewkb) {
        int flagged = 0x2000_0000;
        if (ewkb.length < 9) {
            return null;
        }
        ByteBuffer header = ByteBuffer.wrap(ewkb).order(ewkb[0] == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        return (header.getInt(1) & flagged) == 0 ? null : Integer.valueOf(header.getInt(5));
    }
}
