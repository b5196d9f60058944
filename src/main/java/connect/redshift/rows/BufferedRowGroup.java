// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.bytes.ByteBufferAllocator;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.ParquetFileRange;
import org.apache.parquet.io.SeekableInputStream;

/** What Parquet's reader takes for the whole part: it holds one row group, and column chunks are views of its buffer. */
final class BufferedRowGroup extends SeekableInputStream implements InputFile {
    private final RowGroup group;
    private final ByteBuffer bytes;

    private BufferedRowGroup(RowGroup group) {
        this.group = group;
        this.bytes = group.bytes().duplicate();
    }

    static ParquetReadOptions options(CompressionCodecFactory codecs) {
        // Vectored reading is what lets the reader take views instead of copies.
        return ParquetReadOptions.builder(new PlainParquetConfiguration())
                .withCodecFactory(codecs)
                .withUseHadoopVectoredIo(true)
                .build();
    }

    /** The row group's pages, each given to {@code codecs} when it is read. */
    static PageReadStore pages(RowGroup group, CompressionCodecFactory codecs) throws IOException {
        BufferedRowGroup file = new BufferedRowGroup(group);
        try (ParquetFileReader reader =
                ParquetFileReader.open(file, group.footer().metadata(), options(codecs), file)) {
            return reader.readRowGroup(group.index());
        }
    }

    @Override
    public long getLength() {
        return group.footer().part().bytes();
    }

    @Override
    public SeekableInputStream newStream() {
        return this;
    }

    @Override
    public boolean readVectoredAvailable(ByteBufferAllocator allocator) {
        return true;
    }

    @Override
    public void readVectored(List<ParquetFileRange> ranges, ByteBufferAllocator allocator) throws IOException {
        for (ParquetFileRange range : ranges) {
            range.setDataReadFuture(
                    CompletableFuture.completedFuture(bytes.slice(position(range.getOffset()), range.getLength())));
        }
    }

    @Override
    public long getPos() {
        return group.bytesFrom() + bytes.position();
    }

    @Override
    public void seek(long position) throws IOException {
        bytes.position(position(position));
    }

    private int position(long inPart) throws IOException {
        long position = inPart - group.bytesFrom();
        if (position < 0 || position > bytes.capacity()) {
            throw new EOFException("byte %d lies outside of the row group".formatted(inPart));
        }
        return (int) position;
    }

    @Override
    public int read() {
        return bytes.hasRemaining() ? bytes.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int from, int length) {
        return read(ByteBuffer.wrap(target, from, length));
    }

    @Override
    public void readFully(byte[] target) throws IOException {
        readFully(target, 0, target.length);
    }

    @Override
    public void readFully(byte[] target, int from, int length) throws IOException {
        readFully(ByteBuffer.wrap(target, from, length));
    }

    @Override
    public int read(ByteBuffer target) {
        int length = Math.min(target.remaining(), bytes.remaining());
        if (length == 0 && target.hasRemaining()) {
            return -1;
        }
        target.put(bytes.slice(bytes.position(), length));
        bytes.position(bytes.position() + length);
        return length;
    }

    @Override
    public void readFully(ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
            if (read(target) < 0) {
                throw new EOFException("%d more bytes lie outside of the row group".formatted(target.remaining()));
            }
        }
    }
}
