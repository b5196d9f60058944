// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.xerial.snappy.Snappy;

/** Writes one part into memory: format version 1, Snappy, every column optional, no statistics on INT96. */
final class PartWriter {
    private final MemoryFile file = new MemoryFile();
    private final ParquetWriter<Object[]> writer;
    private long rows;

    PartWriter(List<UnloadColumn> columns, int rowGroupRows, long rowGroupBytes) throws IOException {
        MessageType schema = new MessageType(
                "schema", columns.stream().map(UnloadColumn::parquet).toArray(Type[]::new));
        Builder builder = new Builder(file, schema)
                .withConf(new PlainParquetConfiguration())
                .withCodecFactory(new SnappyCodec())
                .withCompressionCodec(CompressionCodecName.SNAPPY)
                .withWriterVersion(WriterVersion.PARQUET_1_0)
                .withRowGroupSize(rowGroupBytes)
                .withRowGroupRowCountLimit(rowGroupRows);
        for (Type column : schema.getFields()) {
            if (column.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.INT96) {
                builder.withStatisticsEnabled(column.getName(), false);
            }
        }
        this.writer = builder.build();
    }

    void write(Object[] row) throws IOException {
        writer.write(row);
        rows++;
    }

    long rows() {
        return rows;
    }

    long bytes() {
        return writer.getDataSize();
    }

    byte[] finish() throws IOException {
        writer.close();
        return file.bytes.toByteArray();
    }

    private static final class Builder extends ParquetWriter.Builder<Object[], Builder> {
        private final MessageType schema;

        Builder(OutputFile file, MessageType schema) {
            super(file);
            this.schema = schema;
        }

        @Override
        protected Builder self() {
            return this;
        }

        // Abstract still, though deprecated.
        @Override
        @SuppressWarnings("deprecation")
        protected WriteSupport<Object[]> getWriteSupport(Configuration configuration) {
            return new RowSupport(schema);
        }

        @Override
        protected WriteSupport<Object[]> getWriteSupport(ParquetConfiguration configuration) {
            return new RowSupport(schema);
        }
    }

    private static final class RowSupport extends WriteSupport<Object[]> {
        private final MessageType schema;
        private RecordConsumer consumer;

        RowSupport(MessageType schema) {
            this.schema = schema;
        }

        @Override
        @SuppressWarnings("deprecation")
        public WriteContext init(Configuration configuration) {
            return new WriteContext(schema, Map.of());
        }

        @Override
        public WriteContext init(ParquetConfiguration configuration) {
            return new WriteContext(schema, Map.of());
        }

        @Override
        public void prepareForWrite(RecordConsumer consumer) {
            this.consumer = consumer;
        }

        @Override
        public void write(Object[] row) {
            consumer.startMessage();
            for (int i = 0; i < row.length; i++) {
                if (row[i] != null) {
                    String name = schema.getFieldName(i);
                    consumer.startField(name, i);
                    add(row[i]);
                    consumer.endField(name, i);
                }
            }
            consumer.endMessage();
        }

        private void add(Object value) {
            if (value instanceof Integer number) {
                consumer.addInteger(number);
            } else if (value instanceof Long number) {
                consumer.addLong(number);
            } else if (value instanceof Binary bytes) {
                consumer.addBinary(bytes);
            } else if (value instanceof Double number) {
                consumer.addDouble(number);
            } else if (value instanceof Float number) {
                consumer.addFloat(number);
            } else {
                consumer.addBoolean((Boolean) value);
            }
        }
    }

    /** Parquet's own factory needs Hadoop's codec classes. */
    private static final class SnappyCodec implements CompressionCodecFactory {
        @Override
        public BytesInputCompressor getCompressor(CompressionCodecName codec) {
            return new BytesInputCompressor() {
                @Override
                public BytesInput compress(BytesInput bytes) throws IOException {
                    ByteArrayOutputStream plain = new ByteArrayOutputStream((int) bytes.size());
                    bytes.writeAllTo(plain);
                    return BytesInput.from(Snappy.compress(plain.toByteArray()));
                }

                @Override
                public CompressionCodecName getCodecName() {
                    return CompressionCodecName.SNAPPY;
                }

                @Override
                public void release() {}
            };
        }

        @Override
        public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
            throw new UnsupportedOperationException("A part is only written here");
        }

        @Override
        public void release() {}
    }

    private static final class MemoryFile implements OutputFile {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public PositionOutputStream create(long blockSize) {
            return new PositionOutputStream() {
                @Override
                public long getPos() {
                    return bytes.size();
                }

                @Override
                public void write(int b) {
                    bytes.write(b);
                }

                @Override
                public void write(byte[] data, int offset, int length) {
                    bytes.write(data, offset, length);
                }
            };
        }

        @Override
        public PositionOutputStream createOrOverwrite(long blockSize) {
            return create(blockSize);
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
