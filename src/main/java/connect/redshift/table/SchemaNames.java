// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

/** What the schemas of a table's records are called. */
public record SchemaNames(String value, String key) {
    /** {@code <prefix>.<schema>.<table>.Value} and {@code .Key}, as Debezium's are. */
    public static SchemaNames of(String prefix, TableId table) {
        return new SchemaNames(prefix + "." + table + ".Value", prefix + "." + table + ".Key");
    }
}
