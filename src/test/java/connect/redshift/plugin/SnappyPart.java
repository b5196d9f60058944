// SPDX-License-Identifier: Apache-2.0
package connect.redshift.plugin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.xerial.snappy.Snappy;

/** A small part in the form of UNLOAD: Snappy pages, a timestamp as INT96, every column optional. */
final class SnappyPart {
    private static final MessageType SCHEMA = MessageTypeParser.parseMessageType(
            "message schema { optional int64 c0; optional int96 c1; optional binary c2 (STRING); }");
    private static final int JULIAN_DAY_OF_2024_03_01 = 2_460_371;

    private SnappyPart() {}

    /** Row <i>n</i> is (n, 2024-03-01 00:00:00 plus n microseconds, "row n"). */
    static void write(Path file, int rows) throws IOException {
        SimpleGroupFactory groups = new SimpleGroupFactory(SCHEMA);
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withType(SCHEMA)
                .withCodecFactory(new Compression())
                .withCompressionCodec(CompressionCodecName.SNAPPY)
                .build()) {
            for (long row = 0; row < rows; row++) {
                writer.write(groups.newGroup()
                        .append("c0", row)
                        .append("c1", int96(row * 1_000))
                        .append("c2", "row " + row));
            }
        }
    }

    private static Binary int96(long nanosOfDay) {
        return Binary.fromConstantByteArray(ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(nanosOfDay)
                .putInt(JULIAN_DAY_OF_2024_03_01)
                .array());
    }

    /** Parquet's own factory needs Hadoop's codec classes. */
    private static final class Compression implements CompressionCodecFactory {
        @Override
        public BytesInputCompressor getCompressor(CompressionCodecName codec) {
            return new SnappyCompressor();
        }

        @Override
        public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
            throw new UnsupportedOperationException("parts are only written here");
        }

        @Override
        public void release() {}
    }

    private static final class SnappyCompressor implements CompressionCodecFactory.BytesInputCompressor {
        @Override
        public BytesInput compress(BytesInput page) throws IOException {
            ByteArrayOutputStream plain = new ByteArrayOutputStream((int) page.size());
            page.writeAllTo(plain);
            return BytesInput.from(Snappy.compress(plain.toByteArray()));
        }

        @Override
        public CompressionCodecName getCodecName() {
            return CompressionCodecName.SNAPPY;
        }

        @Override
        public void release() {}
    }
}
