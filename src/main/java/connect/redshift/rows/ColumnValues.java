// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.PrimitiveConverter;

/** One column's values in one row group; each entry of its dictionary becomes a Connect value once. */
final class ColumnValues extends PrimitiveConverter {
    private final PhysicalForm form;
    private final int definedAt;
    private Dictionary dictionary;
    private Object[] entries;
    private Object value;

    /** @param definedAt definition level of a value that is not null */
    ColumnValues(PhysicalForm form, int definedAt) {
        this.form = form;
        this.definedAt = definedAt;
    }

    /** The next value, null where Redshift has NULL. */
    Object next(ColumnReader reader) {
        Object next = null;
        if (reader.getCurrentDefinitionLevel() == definedAt) {
            reader.writeCurrentValueToConverter();
            next = value;
        }
        reader.consume();
        return next;
    }

    /** Goes on behind the value that {@link #next} has just refused, and tells what it looks like. */
    static String passOver(ColumnReader reader) {
        String refused = StagedText.of(reader);
        reader.consume();
        return refused;
    }

    void skip(ColumnReader reader, long count) {
        for (long i = 0; i < count; i++) {
            if (reader.getCurrentDefinitionLevel() == definedAt) {
                reader.skip();
            }
            reader.consume();
        }
    }

    @Override
    public boolean hasDictionarySupport() {
        return true;
    }

    @Override
    public void setDictionary(Dictionary dictionary) {
        this.dictionary = dictionary;
        this.entries = new Object[dictionary.getMaxId() + 1];
    }

    @Override
    public void addValueFromDictionary(int entry) {
        if (entries[entry] == null) {
            entries[entry] = form.ofEntry(dictionary, entry);
        }
        value = entries[entry];
    }

    @Override
    public void addBoolean(boolean staged) {
        value = form.ofBoolean(staged);
    }

    @Override
    public void addInt(int staged) {
        value = form.ofInt(staged);
    }

    @Override
    public void addLong(long staged) {
        value = form.ofLong(staged);
    }

    @Override
    public void addFloat(float staged) {
        value = form.ofFloat(staged);
    }

    @Override
    public void addDouble(double staged) {
        value = form.ofDouble(staged);
    }

    @Override
    public void addBinary(Binary staged) {
        value = form.ofBinary(staged);
    }
}
