// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * Lets Parquet's reader hand out pages as they are stored, so that a page that is skipped is never decompressed. Whoever
 * reads one asks here for its bytes before the next page is read. One reader, one thread; what pages are decompressed
 * into serves all of its row groups.
 */
final class DeferredPages implements CompressionCodecFactory {
    private final CompressionCodecFactory codecs = new ParquetCodecs();
    private final Room dictionaries = new Room();
    private final Map<String, Room> rooms = new HashMap<>();
    private Optional<Deferred> last = Optional.empty();

    private record Deferred(BytesInputDecompressor codec, BytesInput stored, int length) {}

    /** A page that can be decompressed at any time. */
    interface Page {
        /** Its bytes; always has an array. */
        ByteBuffer bytes() throws IOException;
    }

    /** Where the pages of one column go. */
    Room room(String alias) {
        return rooms.computeIfAbsent(alias, first -> new Room());
    }

    /** The bytes of the page that was read last: {@code handed}, or what they are when decompressed into {@code room}. */
    ByteBuffer bytes(BytesInput handed, Room room) throws IOException {
        return page(handed, room).bytes();
    }

    /** The same for later, of a dictionary; its bytes are gone when those of another column's are asked for. */
    Page dictionary(BytesInput handed) {
        return page(handed, dictionaries);
    }

    private Page page(BytesInput handed, Room room) {
        Optional<Deferred> deferred = last.filter(page -> page.stored() == handed);
        last = Optional.empty();
        return deferred.<Page>map(page -> () -> decompressed(page, room)).orElse(() -> stored(handed));
    }

    private static ByteBuffer decompressed(Deferred page, Room room) throws IOException {
        ByteBuffer stored = stored(page.stored());
        ByteBuffer target = room.of(page.length());
        page.codec().decompress(stored, stored.remaining(), target, page.length());
        return target;
    }

    private static ByteBuffer stored(BytesInput page) throws IOException {
        return page.toByteBuffer(HeapByteBufferAllocator.getInstance(), copy -> {});
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
