// SPDX-License-Identifier: Apache-2.0
package connect.redshift.record;

import connect.redshift.table.TableId;

/** Names of topics: {@code <topic.prefix>.<schema>.<table>}. */
public record TopicName(String prefix) {
    /** The table's topic; what Kafka does not take in a name becomes an underscore, as with Debezium. */
    public String of(TableId table) {
        return (prefix + "." + table).replaceAll("[^a-zA-Z0-9._-]", "_");
    }
}
