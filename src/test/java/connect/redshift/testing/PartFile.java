// SPDX-License-Identifier: Apache-2.0
package connect.redshift.testing;

import connect.redshift.staging.Part;
import connect.redshift.staging.S3Uri;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.column.impl.ColumnWriteStoreV1;
import org.apache.parquet.column.impl.ColumnWriteStoreV2;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.xerial.snappy.Snappy;

/**
 * Writes a part as Redshift does: message {@code schema}, every column optional, version 1 pages under Snappy, INT96
 * without statistics. No part of a real Redshift could be had, so this is the form that others measured.
 *
 * @param rowsAGroup rows of each row group but the last
 * @param pageBytes small pages make several of them in a row group
 */
public record PartFile(
        MessageType schema,
        int rowsAGroup,
        int pageBytes,
        boolean dictionaries,
        boolean snappy,
        WriterVersion version) {
    public static PartFile of(List<PrimitiveType> columns) {
        return new PartFile(
                new MessageType("schema", new ArrayList<>(columns)),
                1_000,
                1 << 20,
                true,
                true,
                WriterVersion.PARQUET_1_0);
    }

    public PartFile rowsAGroup(int rows) {
        return new PartFile(schema, rows, pageBytes, dictionaries, snappy, version);
    }

    public PartFile pageBytes(int bytes) {
        return new PartFile(schema, rowsAGroup, bytes, dictionaries, snappy, version);
    }

    public PartFile plain() {
        return new PartFile(schema, rowsAGroup, pageBytes, false, snappy, version);
    }

    public PartFile uncompressed() {
        return new PartFile(schema, rowsAGroup, pageBytes, dictionaries, false, version);
    }

    /** What UNLOAD never was seen to write: pages of version 2, numbers and texts as differences, booleans in runs. */
    public PartFile version2() {
        return new PartFile(schema, rowsAGroup, pageBytes, dictionaries, snappy, WriterVersion.PARQUET_2_0);
    }

    /** An optional column; {@code meaning} may be null. */
    public static PrimitiveType column(int index, PrimitiveTypeName form, LogicalTypeAnnotation meaning) {
        return Types.optional(form).as(meaning).named("c" + index);
    }

    /** DECIMAL as UNLOAD writes it, in {@code bytes} big-endian bytes. */
    public static PrimitiveType fixedDecimal(int index, int bytes, int precision, int scale) {
        return Types.optional(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY)
                .length(bytes)
                .as(LogicalTypeAnnotation.decimalType(scale, precision))
                .named("c" + index);
    }

    /** INT96 of so many nanoseconds into a Julian day. */
    public static byte[] int96(int julianDay, long nanosOfDay) {
        return ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(nanosOfDay)
                .putInt(julianDay)
                .array();
    }

    /** What a manifest says of a file of these bytes. */
    public static Part part(String uri, byte[] content, long rows) {
        return new Part(S3Uri.parse(uri), content.length, rows);
    }

    /** A row is a list of plain values: numbers, booleans, texts, bytes, BigDecimals, or null. */
    public byte[] write(List<? extends List<?>> rows) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ParquetFileWriter file = new ParquetFileWriter(
                new InMemory(out), schema, ParquetFileWriter.Mode.CREATE, 128 << 20, 0, null, properties())) {
            file.start();
            for (int from = 0; from < rows.size(); from += rowsAGroup) {
                writeGroup(file, rows.subList(from, Math.min(rows.size(), from + rowsAGroup)));
            }
            file.end(Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private void writeGroup(ParquetFileWriter file, List<? extends List<?>> rows) throws IOException {
        ColumnChunkPageWriteStore pages = new ColumnChunkPageWriteStore(
                new Compressor(snappy), schema, HeapByteBufferAllocator.getInstance(), Integer.MAX_VALUE);
        ColumnWriteStore store = version == WriterVersion.PARQUET_1_0
                ? new ColumnWriteStoreV1(schema, pages, properties())
                : new ColumnWriteStoreV2(schema, pages, properties());
        for (List<?> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                ColumnDescriptor column = schema.getColumns().get(i);
                write(store.getColumnWriter(column), column.getPrimitiveType(), row.get(i));
            }
            store.endRecord();
        }
        store.flush();
        file.startBlock(rows.size());
        pages.flushToFileWriter(file);
        file.endBlock();
    }

    private static void write(ColumnWriter writer, PrimitiveType type, Object value) {
        if (value == null) {
            writer.writeNull(0, 0);
            return;
        }
        int level = type.isRepetition(org.apache.parquet.schema.Type.Repetition.REQUIRED) ? 0 : 1;
        switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> writer.write((Boolean) value, 0, level);
            case INT32 -> writer.write(number(type, value).intValueExact(), 0, level);
            case INT64 -> writer.write(number(type, value).longValueExact(), 0, level);
            case FLOAT -> writer.write((Float) value, 0, level);
            case DOUBLE -> writer.write((Double) value, 0, level);
            case INT96, BINARY, FIXED_LEN_BYTE_ARRAY ->
                writer.write(Binary.fromConstantByteArray(bytes(type, value)), 0, level);
        }
    }

    private static BigDecimal number(PrimitiveType type, Object value) {
        if (value instanceof BigDecimal decimal) {
            return decimal.scaleByPowerOfTen(
                    ((DecimalLogicalTypeAnnotation) type.getLogicalTypeAnnotation()).getScale());
        }
        return new BigDecimal(value.toString());
    }

    private static byte[] bytes(PrimitiveType type, Object value) {
        if (value instanceof byte[] bytes) {
            return bytes;
        }
        if (value instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        byte[] shortest = number(type, value).toBigIntegerExact().toByteArray();
        if (type.getPrimitiveTypeName() == PrimitiveTypeName.BINARY) {
            return shortest;
        }
        byte[] fixed = new byte[type.getTypeLength()];
        Arrays.fill(fixed, (byte) (shortest[0] < 0 ? -1 : 0));
        System.arraycopy(shortest, 0, fixed, fixed.length - shortest.length, shortest.length);
        return fixed;
    }

    private ParquetProperties properties() {
        return ParquetProperties.builder()
                .withWriterVersion(version)
                .withPageSize(pageBytes)
                .withMinRowCountForPageSizeCheck(1)
                .withDictionaryEncoding(dictionaries)
                .build();
    }

    private record Compressor(boolean snappy) implements BytesInputCompressor {
        @Override
        public BytesInput compress(BytesInput bytes) throws IOException {
            ByteArrayOutputStream plain = new ByteArrayOutputStream();
            bytes.writeAllTo(plain);
            return BytesInput.from(snappy ? Snappy.compress(plain.toByteArray()) : plain.toByteArray());
        }

        @Override
        public CompressionCodecName getCodecName() {
            return snappy ? CompressionCodecName.SNAPPY : CompressionCodecName.UNCOMPRESSED;
        }

        @Override
        public void release() {}
    }

    private record InMemory(ByteArrayOutputStream out) implements OutputFile {
        @Override
        public PositionOutputStream create(long blockSizeHint) {
            return new PositionOutputStream() {
                @Override
                public long getPos() {
                    return out.size();
                }

                @Override
                public void write(int value) {
                    out.write(value);
                }

                @Override
                public void write(byte[] bytes, int from, int length) {
                    out.write(bytes, from, length);
                }
            };
        }

        @Override
        public PositionOutputStream createOrOverwrite(long blockSizeHint) {
            return create(blockSizeHint);
        }

        @Override
        public boolean supportsBlockSize() {
            return false;
        }

        @Override
        public long defaultBlockSize() {
            return 0;
        }
    }
}
