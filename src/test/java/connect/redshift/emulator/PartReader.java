// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.io.SeekableInputStream;

/** A part as parquet's example reader sees it. */
record PartReader(ParquetMetadata footer, List<String> rows, List<Group> groups) {
    static PartReader of(LocalS3 s3, String bucket, String key) throws IOException {
        return of(s3.bytes(bucket, key));
    }

    static PartReader of(byte[] bytes) throws IOException {
        List<Group> groups = new ArrayList<>();
        ParquetReadOptions options =
                ParquetReadOptions.builder(new PlainParquetConfiguration()).build();
        try (ParquetFileReader reader = ParquetFileReader.open(new Memory(bytes), options)) {
            var schema = reader.getFooter().getFileMetaData().getSchema();
            for (PageReadStore pages = reader.readNextRowGroup(); pages != null; pages = reader.readNextRowGroup()) {
                RecordReader<Group> records = new ColumnIOFactory()
                        .getColumnIO(schema)
                        .getRecordReader(pages, new GroupRecordConverter(schema));
                for (long i = 0; i < pages.getRowCount(); i++) {
                    groups.add(records.read());
                }
            }
            return new PartReader(
                    reader.getFooter(), groups.stream().map(Group::toString).toList(), groups);
        }
    }

    String schema() {
        return footer.getFileMetaData().getSchema().toString();
    }

    int rowGroups() {
        return footer.getBlocks().size();
    }

    boolean hasStatistics(String column) {
        for (BlockMetaData block : footer.getBlocks()) {
            for (ColumnChunkMetaData chunk : block.getColumns()) {
                if (chunk.getPath().toDotString().equals(column)
                        && chunk.getStatistics() != null
                        && chunk.getStatistics().hasNonNullValue()) {
                    return true;
                }
            }
        }
        return false;
    }

    private static final class Memory implements InputFile {
        private final byte[] bytes;

        Memory(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public long getLength() {
            return bytes.length;
        }

        @Override
        public SeekableInputStream newStream() {
            ByteBuffer position = ByteBuffer.wrap(bytes);
            return new DelegatingSeekableInputStream(new ByteArrayInputStream(bytes) {
                @Override
                public synchronized int read() {
                    return position.hasRemaining() ? position.get() & 0xFF : -1;
                }

                @Override
                public synchronized int read(byte[] to, int offset, int length) {
                    int count = Math.min(length, position.remaining());
                    position.get(to, offset, count);
                    return count == 0 && length > 0 ? -1 : count;
                }
            }) {
                @Override
                public long getPos() {
                    return position.position();
                }

                @Override
                public void seek(long to) {
                    position.position((int) to);
                }
            };
        }
    }
}
