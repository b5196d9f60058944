// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import connect.redshift.rows.PartColumns.PartColumn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ValuesType;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.column.values.ValuesReader;
import org.apache.parquet.schema.PrimitiveType;

/**
 * One column of one row group, decoded many values at a time; each entry of its dictionary becomes a Connect value once.
 * Pages are read when the first of their values is wanted, and those that are skipped are not even decompressed.
 */
final class ColumnScan {
    private final PartColumn column;
    private final PrimitiveType type;
    private final PageReader pages;
    private final DeferredPages stored;
    private final Optional<Entries> entries;

    private PageValues values;
    /** Empty where no value of the page can be null. */
    private Optional<HybridNumbers> levels = Optional.empty();

    private int pageLeft;
    /** Which of the next values are there, as far as that is known; the next one is the lowest bit. */
    private long there;

    private int known;
    private int at;

    /**
     * @param pages from the column's first
     * @param stored the codecs that {@code pages} are read with
     */
    ColumnScan(PartColumn column, PageReader pages, DeferredPages stored) {
        this.column = column;
        this.type = column.descriptor().getPrimitiveType();
        this.pages = pages;
        this.stored = stored;
        this.entries = entries();
    }

    private Optional<Entries> entries() {
        DictionaryPage page = pages.readDictionaryPage();
        return Optional.ofNullable(page).map(known -> new Entries(column, known, stored.page(known.getBytes())));
    }

    PartColumn column() {
        return column;
    }

    /**
     * Fills {@code target} with the next values, null where Redshift has NULL. Throws what the column's form throws for a
     * value; {@link #at} is its index then, and {@link #passOver} goes on behind it.
     */
    void read(Object[] target, int from, int to) {
        at = from;
        while (at < to) {
            int count = Math.min(to - at, known());
            int present = Long.bitCount(HybridNumbers.lowest(there, count));
            int begin = at;
            try {
                values.read(target, begin, begin + present);
            } finally {
                int read = values.filled() - begin;
                int through = read == present ? count : indexOfPresent(read);
                spread(target, begin, through, read);
                went(through);
            }
        }
    }

    /** Where the next value that is there stands behind {@code before} others. */
    private int indexOfPresent(int before) {
        long left = there;
        for (int i = 0; i < before; i++) {
            left &= left - 1;
        }
        return Long.numberOfTrailingZeros(left);
    }

    /** Moves {@code present} values, which lie one behind the other, to their places among {@code count}, nulls between. */
    private void spread(Object[] target, int from, int count, int present) {
        int next = present;
        for (int i = count - 1; next <= i; i--) {
            target[from + i] = (there >>> i & 1) == 1 ? target[from + --next] : null;
        }
    }

    /** The index in the target behind the last value that was read. */
    int at() {
        return at;
    }

    /** Goes on behind the value that {@link #read} has just refused, and tells what it looks like. */
    String passOver() {
        Object refused = values.passOver();
        went(1);
        return StagedText.of(type, refused);
    }

    void skip(long count) {
        long left = count;
        while (left > 0) {
            if (pageLeft == 0) {
                DataPage page = page();
                if (page.getValueCount() <= left) {
                    left -= page.getValueCount();
                    continue;
                }
                open(page);
            }
            int now = (int) Math.min(left, known());
            values.skip(Long.bitCount(HybridNumbers.lowest(there, now)));
            went(now);
            left -= now;
        }
    }

    private void went(int count) {
        at += count;
        there = count == Long.SIZE ? 0 : there >>> count;
        known -= count;
        pageLeft -= count;
    }

    /** Of how many of the next values, one at least, it is known whether they are there. */
    private int known() {
        while (pageLeft == 0) {
            open(page());
        }
        if (known == 0) {
            known = Math.min(Long.SIZE, pageLeft);
            there = levels.isPresent() ? levels.get().bits(known) : -1;
        }
        return known;
    }

    private DataPage page() {
        DataPage page = pages.readPage();
        if (page == null) {
            throw new IllegalStateException("there are fewer pages than values");
        }
        return page;
    }

    private void open(DataPage page) {
        try {
            pageLeft = page.getValueCount();
            known = 0;
            if (page instanceof DataPageV1 first) {
                open(first);
            } else {
                open((DataPageV2) page);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void open(DataPageV1 page) throws IOException {
        Span span = Span.of(stored.bytes(page.getBytes()));
        if (column.isOptional()) {
            if (page.getDlEncoding() != Encoding.RLE) {
                throw new IllegalStateException("definition levels come as %s".formatted(page.getDlEncoding()));
            }
            int length = span.prefix();
            Span behind = span.behind(Integer.BYTES);
            levels = Optional.of(levels(behind, length));
            span = behind.behind(length);
        }
        values = values(page.getValueEncoding(), span, page.getValueCount());
    }

    private void open(DataPageV2 page) throws IOException {
        Span span = Span.of(stored.bytes(page.getData()));
        if (column.isOptional()) {
            // Never compressed.
            Span known = Span.of(stored.bytes(page.getDefinitionLevels()));
            levels = Optional.of(levels(known, known.length()));
        }
        values = values(page.getDataEncoding(), span, page.getValueCount());
    }

    private static HybridNumbers levels(Span span, int length) {
        return new HybridNumbers(span.bytes(), span.from(), length, 1);
    }

    private PageValues values(Encoding encoding, Span span, int count) throws IOException {
        if (encoding == Encoding.PLAIN) {
            return PlainPages.of(type, column.form(), span);
        }
        if (encoding.usesDictionary()) {
            return ids(span);
        }
        ValuesReader reader = encoding.getValuesReader(column.descriptor(), ValuesType.VALUES);
        reader.initFromPage(
                count, ByteBufferInputStream.wrap(ByteBuffer.wrap(span.bytes(), span.from(), span.length())));
        return new OtherPage(type, column.form(), reader);
    }

    private PageValues ids(Span span) throws IOException {
        Entries known = entries.orElseThrow(() -> new IllegalStateException("a page has lost its dictionary"));
        // A page of nothing but nulls has no ids, not even their width.
        Span ids = span.length() == 0 ? span : span.behind(1);
        int width = span.length() == 0 ? 0 : span.bytes()[span.from()];
        return new IdPage(
                type, column.form(), new HybridNumbers(ids.bytes(), ids.from(), ids.length(), width), known.read());
    }
}
