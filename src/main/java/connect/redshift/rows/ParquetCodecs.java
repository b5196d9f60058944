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

    private static void same(Span page, Span plain) throws IOException {
        requireLength(page.length(), plain.length());
        System.arraycopy(page.bytes(), page.from(), plain.bytes(), plain.from(), plain.length());
    }

    private static void snappy(Span page, Span plain) throws IOException {
        requireLength(Snappy.uncompressedLength(page.bytes(), page.from(), page.length()), plain.length());
        Snappy.uncompress(page.bytes(), page.from(), page.length(), plain.bytes(), plain.from());
    }

    private static void gzip(Span page, Span plain) throws IOException {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(page.bytes(), page.from(), page.length()))) {
            requireLength(in.readNBytes(plain.bytes(), plain.from(), plain.length()), plain.length());
        }
    }

    private static void requireLength(int found, int expected) throws IOException {
        if (found != expected) {
            throw new IOException("a page of %d bytes holds %d".formatted(expected, found));
        }
    }

    private interface Codec {
        /** Fills all of {@code plain}. */
        void decompress(Span page, Span plain) throws IOException;
    }

    /** Pages are views of a row group's buffer or of a page before, so they always have an array. */
    private record Pages(Codec codec) implements BytesInputDecompressor {
        @Override
        public BytesInput decompress(BytesInput page, int length) throws IOException {
            ByteBuffer plain = ByteBuffer.allocate(length);
            codec.decompress(
                    Span.of(page.toByteBuffer(HeapByteBufferAllocator.getInstance(), copy -> {})), Span.of(plain));
            return BytesInput.from(plain);
        }

        @Override
        public void decompress(ByteBuffer page, int compressedLength, ByteBuffer plain, int length) throws IOException {
            codec.decompress(
                    Span.of(page.slice(page.position(), compressedLength)),
                    Span.of(plain.slice(plain.position(), length)));
        }

        @Override
        public void release() {}
    }
}
