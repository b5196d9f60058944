// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/** Decompresses pages without Hadoop's codec classes: UNLOAD writes Snappy; the other two cost nothing. */
final class ParquetCodecs implements CompressionCodecFactory {
    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
        return switch (codec) {
            case UNCOMPRESSED -> new Pages(ParquetCodecs::same);
            case SNAPPY -> new Pages(ParquetCodecs::snappy);
            case GZIP -> new Pages(ParquetCodecs::gzip);
            case LZO, BROTLI, LZ4, ZSTD, LZ4_RAW ->
                throw new UnsupportedOperationException(
                        "pages are compressed with %s, and UNLOAD writes SNAPPY".formatted(codec));
        };
    }

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
        throw new UnsupportedOperationException("parts are only read");
    }

    @Override
    public void release() {}

    private static ByteBuffer same(ByteBuffer page, int length) throws IOException {
        requireLength(page.remaining(), length);
        return page;
    }

    /** Pages are views of a row group's buffer or of a page before, so they always have an array. */
    private static ByteBuffer snappy(ByteBuffer page, int length) throws IOException {
        byte[] plain = new byte[length];
        int from = page.arrayOffset() + page.position();
        requireLength(Snappy.uncompressedLength(page.array(), from, page.remaining()), length);
        Snappy.uncompress(page.array(), from, page.remaining(), plain, 0);
        return ByteBuffer.wrap(plain);
    }

    private static ByteBuffer gzip(ByteBuffer page, int length) throws IOException {
        byte[] plain = new byte[length];
        int from = page.arrayOffset() + page.position();
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(page.array(), from, page.remaining()))) {
            requireLength(in.readNBytes(plain, 0, length), length);
        }
        return ByteBuffer.wrap(plain);
    }

    private static void requireLength(int found, int expected) throws IOException {
        if (found != expected) {
            throw new IOException("a page of %d bytes holds %d".formatted(expected, found));
        }
    }

    private interface Codec {
        ByteBuffer decompress(ByteBuffer page, int length) throws IOException;
    }

    private record Pages(Codec codec) implements BytesInputDecompressor {
        @Override
        public BytesInput decompress(BytesInput page, int length) throws IOException {
            return BytesInput.from(
                    codec.decompress(page.toByteBuffer(HeapByteBufferAllocator.getInstance(), copy -> {}), length));
        }

        @Override
        public void decompress(ByteBuffer page, int compressedLength, ByteBuffer target, int length)
                throws IOException {
            target.put(codec.decompress(page.slice(page.position(), compressedLength), length));
        }

        @Override
        public void release() {}
    }
}
