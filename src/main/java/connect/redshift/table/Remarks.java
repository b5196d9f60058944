// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What was last said about each table: tables are described at every window, and a line at each is read by nobody. */
final class Remarks {
    private final Map<TableId, Optional<String>> said = new ConcurrentHashMap<>();

    /** The remark, if it is another than the last one about this table; any thread. */
    Optional<String> news(TableId table, Optional<String> remark) {
        return remark.equals(said.put(table, remark)) ? Optional.empty() : remark;
    }
}
