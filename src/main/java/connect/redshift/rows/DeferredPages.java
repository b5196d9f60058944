// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * Lets Parquet's reader hand out pages as they are stored, so that a page that is skipped is never decompressed. Whoever
 * reads one asks here for its bytes before the next page is read. One row group, one thread.
 */
final class DeferredPages implements CompressionCodecFactory {
    private final CompressionCodecFactory codecs = new ParquetCodecs();
    private Optional<Deferred> last = Optional.empty();

    private record Deferred(BytesInputDecompressor codec, BytesInput stored, int length) {}

    /** The bytes of the page that was read last: {@code handed}, or what they are when decompressed. Always has an array. */
    ByteBuffer bytes(BytesInput handed) throws IOException {
        BytesInput plain = handed;
        if (last.isPresent() && last.get().stored() == handed) {
            plain = last.get().codec().decompress(handed, last.get().length());
        }
        last = Optional.empty();
        return plain.toByteBuffer(HeapByteBufferAllocator.getInstance(), copy -> {});
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
        BytesInputDecompressor real = codecs.getDecompressor(codec);
        return new BytesInputDecompressor() {
            @Override
            public BytesInput decompress(BytesInput stored, int length) {
                last = Optional.of(new Deferred(real, stored, length));
                return stored;
            }

            @Override
            public void decompress(ByteBuffer stored, int storedLength, ByteBuffer target, int length)
                    throws IOException {
                real.decompress(stored, storedLength, target, length);
            }

            @Override
            public void release() {}
        };
    }

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
        return codecs.getCompressor(codec);
    }

    @Override
    public void release() {}
}
