// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import connect.redshift.rows.DeferredPages.Page;
import connect.redshift.rows.PartColumns.PartColumn;
import connect.redshift.table.ValueException;
import java.io.IOException;
import java.util.Arrays;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.schema.PrimitiveType;

/**
 * The entries of one column's dictionary in a row group, as Connect values: made together when the first page that needs
 * them is opened, and shared by the rows. One that is refused is refused for the rows that have it, not for the others.
 */
final class Entries {
    private final PartColumn column;
    private final DictionaryPage page;
    private final Page stored;
    private Object[] values = {};
    private Dictionary refusing;

    /**
     * @param stored the bytes of {@code page}
     */
    Entries(PartColumn column, DictionaryPage page, Page stored) {
        this.column = column;
        this.page = page;
        this.stored = stored;
    }

    /** Makes them, if that has not been done. */
    Entries read() throws IOException {
        if (values.length == 0 && page.getDictionarySize() > 0) {
            make();
        }
        return this;
    }

    /** PLAIN_DICTIONARY is what writers of version 1, Redshift among them, call PLAIN here. */
    @SuppressWarnings("deprecation")
    private static boolean isPlain(Encoding encoding) {
        return encoding == Encoding.PLAIN || encoding == Encoding.PLAIN_DICTIONARY;
    }

    private void make() throws IOException {
        if (!isPlain(page.getEncoding())) {
            throw new IllegalStateException("a dictionary comes as %s".formatted(page.getEncoding()));
        }
        Span span = Span.of(stored.bytes());
        values = new Object[page.getDictionarySize()];
        PageValues entries = PlainPages.of(column.descriptor().getPrimitiveType(), column.form(), span);
        try {
            entries.read(values, values.length);
        } catch (ValueException refused) {
            // Whether any row has it, only the pages tell. From here on, entries are made one by one.
            byte[] bytes = Arrays.copyOfRange(span.bytes(), span.from(), span.to());
            refusing = page.getEncoding()
                    .initDictionary(
                            column.descriptor(),
                            new DictionaryPage(BytesInput.from(bytes), values.length, page.getEncoding()));
        }
    }

    /** Throws what the column's form throws for a value it refuses. */
    Object get(int id) {
        Object value = values[id];
        if (value == null && refusing != null) {
            value = column.form().ofEntry(refusing, id);
            values[id] = value;
        }
        return value;
    }

    /** What an entry that was refused is, as StagedText takes it. */
    Object staged(int id) {
        PrimitiveType type = column.descriptor().getPrimitiveType();
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> refusing.decodeToBoolean(id);
            case INT32 -> refusing.decodeToInt(id);
            case INT64 -> refusing.decodeToLong(id);
            case FLOAT -> refusing.decodeToFloat(id);
            case DOUBLE -> refusing.decodeToDouble(id);
            case INT96, BINARY, FIXED_LEN_BYTE_ARRAY ->
                refusing.decodeToBinary(id).toByteBuffer();
        };
    }
}
