// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;

/**
 * The floor of the benchmarks: decompresses every page and touches every value of a row group, makes no object and asks
 * nothing about a value. Knows just what {@link connect.redshift.testing.PartFile} writes.
 */
final class RawScan {
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final int[] ids = new int[4_096];
    private final Room room = new Room();
    private long sum;

    /** A number that depends on every value. */
    long scan(RowGroup group) throws IOException {
        DeferredPages stored = new DeferredPages();
        PageReadStore pages = BufferedRowGroup.pages(group, stored);
        for (ColumnDescriptor column :
                group.footer().metadata().getFileMetaData().getSchema().getColumns()) {
            scan(column, pages.getPageReader(column), stored, group.block().getRowCount());
        }
        return sum;
    }

    private void scan(ColumnDescriptor column, PageReader pages, DeferredPages stored, long rows) throws IOException {
        DictionaryPage dictionary = pages.readDictionaryPage();
        if (dictionary != null) {
            sum += stored.bytes(dictionary.getBytes(), room).remaining();
        }
        for (long left = rows; left > 0; ) {
            DataPageV1 page = (DataPageV1) pages.readPage();
            left -= page.getValueCount();
            Span span = Span.of(stored.bytes(page.getBytes(), room));
            int length = span.prefix();
            Span levels = span.behind(Integer.BYTES);
            int present = present(levels, length, page.getValueCount());
            values(column, page.getValueEncoding(), levels.behind(length), present);
        }
    }

    private static int present(Span span, int length, int count) {
        HybridNumbers levels = new HybridNumbers(span.bytes(), span.from(), length, 1);
        int present = 0;
        for (int left = count; left > 0; left -= Long.SIZE) {
            present += Long.bitCount(levels.bits(Math.min(left, Long.SIZE)));
        }
        return present;
    }

    private void values(ColumnDescriptor column, Encoding encoding, Span span, int count) {
        byte[] bytes = span.bytes();
        int at = span.from();
        if (encoding.usesDictionary()) {
            HybridNumbers numbers = new HybridNumbers(bytes, at + 1, span.length() - 1, bytes[at]);
            for (int left = count; left > 0; ) {
                int now = Math.min(left, numbers.read(ids));
                for (int i = 0; i < now; i++) {
                    sum += ids[i];
                }
                left -= now;
            }
            return;
        }
        switch (column.getPrimitiveType().getPrimitiveTypeName()) {
            case INT32, FLOAT -> {
                for (int i = 0; i < count; i++) {
                    sum += (int) INTS.get(bytes, at + i * Integer.BYTES);
                }
            }
            case INT64, DOUBLE -> {
                for (int i = 0; i < count; i++) {
                    sum += (long) LONGS.get(bytes, at + i * Long.BYTES);
                }
            }
            case INT96 -> {
                for (int i = 0; i < count; i++) {
                    sum += (long) LONGS.get(bytes, at + i * 12) + (int) INTS.get(bytes, at + i * 12 + Long.BYTES);
                }
            }
            case FIXED_LEN_BYTE_ARRAY -> {
                int width = column.getPrimitiveType().getTypeLength();
                for (int i = 0; i < count; i++) {
                    sum += bytes[at + i * width] + bytes[at + i * width + width - 1];
                }
            }
            case BOOLEAN -> {
                for (int i = 0; i < count; i++) {
                    sum += bytes[at + i / Byte.SIZE] >> (i % Byte.SIZE) & 1;
                }
            }
            case BINARY -> {
                for (int i = 0; i < count; i++) {
                    int length = (int) INTS.get(bytes, at);
                    sum += length;
                    at += Integer.BYTES + length;
                }
            }
        }
    }
}
