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
    /** Rows whose values are told from NULLs together. */
    static final int ROWS_AT_ONCE = Long.SIZE;

    private final PartColumn column;
    private final PrimitiveType type;
    private final PageReader pages;
    private final DeferredPages stored;
    private final Optional<Entries> entries;
    /** The open page's bytes. */
    private final Room room;

    private PageValues page;
    /** Empty where no value of the page can be null. */
    private Optional<HybridNumbers> levels = Optional.empty();

    private int pageLeft;
    /** Which of the next values are there, as far as that is known; the next one is the lowest bit. */
    private long there;

    private int known;

    private int rows;
    private long present;

    /**
     * @param pages from the column's first
     * @param stored the codecs that {@code pages} are read with
     */
    ColumnScan(PartColumn column, PageReader pages, DeferredPages stored) {
        this.column = column;
        this.type = column.descriptor().getPrimitiveType();
        this.pages = pages;
        this.stored = stored;
        this.room = stored.room(column.alias());
        this.entries = entries();
    }

    private Optional<Entries> entries() {
        DictionaryPage page = pages.readDictionaryPage();
        return Optional.ofNullable(page).map(known -> new Entries(column, known, stored.dictionary(known.getBytes())));
    }

    PartColumn column() {
        return column;
    }

    /**
     * Reads the next rows, at most {@code max} and at most {@link #ROWS_AT_ONCE}: fills {@code target} from its start with
     * the values that are there, as {@link #present} tells. Throws what the column's form throws for a value; {@link #rows}
     * is how many rows were read before it then, and {@link #passOver} goes on behind it.
     */
    void read(Object[] target, int max) {
        rows = 0;
        present = 0;
        int count = Math.min(max, known());
        int values = Long.bitCount(HybridNumbers.lowest(there, count));
        try {
            page.read(target, values);
        } finally {
            rows = page.filled() == values ? count : indexOfPresent(page.filled());
            present = HybridNumbers.lowest(there, rows);
            went(rows);
        }
    }

    /** How many rows the last call of {@link #read} read. */
    int rows() {
        return rows;
    }

    /** Which of them have a value, the first one as the lowest bit; the others are NULL. */
    long present() {
        return present;
    }

    /** Where the next value that is there stands behind {@code before} others. */
    private int indexOfPresent(int before) {
        long left = there;
        for (int i = 0; i < before; i++) {
            left &= left - 1;
        }
        return Long.numberOfTrailingZeros(left);
    }

    /** Goes on behind the value that {@link #read} has just refused, and tells what it looks like. */
    String passOver() {
        Object refused = page.passOver();
        went(1);
        return StagedText.of(type, refused);
    }

    void skip(long count) {
        long left = count;
        while (left > 0) {
            if (pageLeft == 0) {
                DataPage next = nextPage();
                if (next.getValueCount() <= left) {
                    left -= next.getValueCount();
                    continue;
                }
                open(next);
            }
            int now = (int) Math.min(left, known());
            page.skip(Long.bitCount(HybridNumbers.lowest(there, now)));
            went(now);
            left -= now;
        }
    }

    private void went(int count) {
        there = count == ROWS_AT_ONCE ? 0 : there >>> count;
        known -= count;
        pageLeft -= count;
    }

    /** Of how many of the next values, one at least, it is known whether they are there. */
    private int known() {
        while (pageLeft == 0) {
            open(nextPage());
        }
        if (known == 0) {
            known = Math.min(ROWS_AT_ONCE, pageLeft);
            there = levels.isPresent() ? levels.get().bits(known) : -1;
        }
        return known;
    }

    private DataPage nextPage() {
        DataPage next = pages.readPage();
        if (next == null) {
            throw new IllegalStateException("there are fewer pages than values");
        }
        return next;
    }

    private void open(DataPage next) {
        try {
            pageLeft = next.getValueCount();
            known = 0;
            if (next instanceof DataPageV1 first) {
                open(first);
            } else {
                open((DataPageV2) next);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void open(DataPageV1 next) throws IOException {
        Span span = Span.of(stored.bytes(next.getBytes(), room));
        if (column.isOptional()) {
            if (next.getDlEncoding() != Encoding.RLE) {
                throw new IllegalStateException("definition levels come as %s".formatted(next.getDlEncoding()));
            }
            int length = span.prefix();
            Span behind = span.behind(Integer.BYTES);
            levels = Optional.of(levels(behind, length));
            span = behind.behind(length);
        }
        this.page = values(next.getValueEncoding(), span, next.getValueCount());
    }

    private void open(DataPageV2 next) throws IOException {
        Span span = Span.of(stored.bytes(next.getData(), room));
        if (column.isOptional()) {
            // Never compressed.
            Span known = Span.of(stored.bytes(next.getDefinitionLevels(), room));
            levels = Optional.of(levels(known, known.length()));
        }
        this.page = values(next.getDataEncoding(), span, next.getValueCount());
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
