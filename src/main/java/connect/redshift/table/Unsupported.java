// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * A type that is not read, as its catalog spells it: HLLSKETCH, which has no form outside of Redshift, and whatever an
 * external catalog may say. {@link UnsupportedTypes} decides what becomes of its columns.
 */
public record Unsupported(String name) implements ColumnType {
    /** Told apart from types, so that a staged export's description reads back as it was written. */
    static final String PREFIX = "unsupported ";

    /** Read as a NULL of any type. */
    static final String NULL = "NULL::varchar";

    @Override
    public String sqlName() {
        return PREFIX + name;
    }

    @Override
    public String selectExpression(String quotedColumn) {
        return NULL;
    }

    @Override
    public boolean nullable(boolean inCatalog) {
        return true;
    }

    @Override
    public ValueForm form(TypeOptions options) {
        return new ValueForm(SchemaBuilder.string(), new Decoding.OfText(sqlName(), text -> {
            throw new ValueException("%s has a value, and NULL was selected".formatted(sqlName()));
        }));
    }
}
