// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.util.List;
import java.util.Optional;

/** The layout of an export's records; made once while its columns and key stay the same, so schemas stay the same. */
public record RecordLayout(RowLayout value, List<String> keyColumns, Optional<KeyLayout> key) {
    public static RecordLayout of(TableRules rules, List<Column> columns, List<String> keyColumns) {
        SchemaNames names = rules.names();
        RowLayout value = RowLayout.of(names.value(), columns, rules.types(), names.fields());
        Optional<KeyLayout> key =
                keyColumns.isEmpty() ? Optional.empty() : Optional.of(KeyLayout.of(names.key(), value, keyColumns));
        return new RecordLayout(value, keyColumns, key);
    }

    /** Whether it is the layout of these columns and this key. */
    public boolean fits(List<Column> columns, List<String> otherKey) {
        return value.columns().equals(columns) && keyColumns.equals(otherKey);
    }
}
