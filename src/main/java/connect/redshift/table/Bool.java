// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import org.apache.kafka.connect.data.SchemaBuilder;

/** BOOLEAN. */
public record Bool() implements ColumnType {
    @Override
    public String sqlName() {
        return "boolean";
    }

    @Override
    public SchemaBuilder schemaBuilder() {
        return SchemaBuilder.bool();
    }

    @Override
    public Object fromBoolean(boolean value) {
        return value;
    }
}
