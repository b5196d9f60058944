// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import org.apache.kafka.connect.data.SchemaBuilder;

/** BOOLEAN. */
public record Bool() implements ColumnType, ColumnDecoder {
    @Override
    public String sqlName() {
        return "boolean";
    }

    @Override
    public ValueForm form(TypeOptions options) {
        return new ValueForm(SchemaBuilder.bool(), this);
    }

    @Override
    public Object fromBoolean(boolean value) {
        return value;
    }
}
