// SPDX-License-Identifier: Apache-2.0
package connect.redshift.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Conversions;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.parquet.avro.AvroParquetReader;
import org.apache.parquet.avro.AvroParquetWriter;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.LocalOutputFile;

/**
 * Rows as Avro's own classes read and write them: days as LocalDate, instants as Instant and decimals as BigDecimal, so
 * that it is Avro's and parquet-avro's understanding of a schema's logical types that decides what is written.
 */
public record AvroRows(Schema schema) {
    private static final GenericData JAVA_TIME = javaTime();

    private static GenericData javaTime() {
        GenericData data = new GenericData();
        data.addLogicalTypeConversion(new Conversions.DecimalConversion());
        data.addLogicalTypeConversion(new TimeConversions.DateConversion());
        data.addLogicalTypeConversion(new TimeConversions.TimestampMillisConversion());
        data.addLogicalTypeConversion(new TimeConversions.TimestampMicrosConversion());
        // No conversion of times of day: LocalTime has no 24:00:00, which Redshift has.
        return data;
    }

    public GenericRecord of(Struct row) {
        return of(row, schema);
    }

    private static GenericRecord of(Struct row, Schema schema) {
        GenericRecord made = new GenericData.Record(schema);
        for (Field field : row.schema().fields()) {
            Schema type = schema.getFields().get(field.index()).schema();
            made.put(
                    field.index(),
                    avro(
                            field.schema(),
                            row.get(field),
                            type.isUnion() ? type.getTypes().get(1) : type));
        }
        return made;
    }

    private static Object avro(org.apache.kafka.connect.data.Schema schema, Object value, Schema type) {
        if (value == null) {
            return null;
        }
        return switch (String.valueOf(schema.name())) {
            case "io.debezium.time.Date" -> LocalDate.ofEpochDay((Integer) value);
            case "io.debezium.time.MicroTimestamp" -> Instant.EPOCH.plus((Long) value, ChronoUnit.MICROS);
            case Date.LOGICAL_NAME -> LocalDate.ofEpochDay(Date.fromLogical(schema, (java.util.Date) value));
            case Timestamp.LOGICAL_NAME -> ((java.util.Date) value).toInstant();
            case Time.LOGICAL_NAME -> Time.fromLogical(schema, (java.util.Date) value);
            default ->
                value instanceof Struct struct
                        ? of(struct, type)
                        : value instanceof Short small
                                ? (Object) small.intValue()
                                : value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : value;
        };
    }

    /** The rows' binary form. */
    public byte[] encode(List<GenericRecord> rows) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        GenericDatumWriter<GenericRecord> writer = new GenericDatumWriter<>(schema, JAVA_TIME);
        for (GenericRecord row : rows) {
            writer.write(row, encoder);
        }
        encoder.flush();
        return bytes.toByteArray();
    }

    /** What readers with this schema make of a row that was written with another. */
    public GenericRecord decode(byte[] row, Schema written) throws IOException {
        return new GenericDatumReader<GenericRecord>(written, schema, JAVA_TIME)
                .read(null, DecoderFactory.get().binaryDecoder(row, null));
    }

    public List<GenericRecord> decode(byte[] rows) throws IOException {
        return decode(rows, JAVA_TIME);
    }

    /** Without logical types: what readers that know none of them see. */
    public List<GenericRecord> decodePlainly(byte[] rows) throws IOException {
        return decode(rows, new GenericData());
    }

    private List<GenericRecord> decode(byte[] bytes, GenericData data) throws IOException {
        var decoder = DecoderFactory.get().binaryDecoder(bytes, null);
        GenericDatumReader<GenericRecord> reader = new GenericDatumReader<>(schema, schema, data);
        List<GenericRecord> rows = new ArrayList<>();
        while (!decoder.isEnd()) {
            rows.add(reader.read(null, decoder));
        }
        return rows;
    }

    /** The rows written to a Parquet file and read from it, both by parquet-avro. */
    public List<GenericRecord> throughParquet(List<GenericRecord> rows, Path file) throws IOException {
        try (ParquetWriter<GenericRecord> writer = AvroParquetWriter.<GenericRecord>builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withCompressionCodec(CompressionCodecName.UNCOMPRESSED)
                .withDataModel(JAVA_TIME)
                .withSchema(schema)
                .build()) {
            for (GenericRecord row : rows) {
                writer.write(row);
            }
        }
        List<GenericRecord> read = new ArrayList<>();
        try (ParquetReader<GenericRecord> reader = AvroParquetReader.<GenericRecord>builder(
                        new LocalInputFile(file), new PlainParquetConfiguration())
                .withDataModel(JAVA_TIME)
                .build()) {
            for (GenericRecord row = reader.read(); row != null; row = reader.read()) {
                read.add(row);
            }
        }
        Files.delete(file);
        return read;
    }

    /** A value of Avro's as the value of a field of Connect's. */
    public static Object connect(org.apache.kafka.connect.data.Schema schema, Object value) {
        if (value == null) {
            return null;
        }
        return switch (String.valueOf(schema.name())) {
            case "io.debezium.time.Date" -> (int) ((LocalDate) value).toEpochDay();
            case "io.debezium.time.MicroTimestamp" -> micros((Instant) value);
            case Date.LOGICAL_NAME -> Date.toLogical(schema, (int) ((LocalDate) value).toEpochDay());
            case Timestamp.LOGICAL_NAME -> Timestamp.toLogical(schema, ((Instant) value).toEpochMilli());
            case Time.LOGICAL_NAME -> Time.toLogical(schema, (Integer) value);
            default -> plain(schema, value);
        };
    }

    private static long micros(Instant instant) {
        return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
    }

    private static Object plain(org.apache.kafka.connect.data.Schema schema, Object value) {
        if (value instanceof GenericRecord row) {
            Struct struct = new Struct(schema);
            schema.fields().forEach(field -> struct.put(field, connect(field.schema(), row.get(field.index()))));
            return struct;
        }
        if (value instanceof ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            return copy;
        }
        boolean small = schema.type() == org.apache.kafka.connect.data.Schema.Type.INT16;
        return value instanceof CharSequence ? value.toString() : small ? ((Integer) value).shortValue() : value;
    }
}
