// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.source.SourceRecord;

/** What a stream is doing. Every call comes on the poll thread and returns at once; a throw means the step failed. */
interface Step {
    /** The step to go on with: itself while what it waits for is not there. */
    Step advance();

    /** Records that are there now. */
    default List<SourceRecord> records(int max) {
        return List.of();
    }

    /** What operators are told. */
    TableStatus.State state();

    /** The export whose files this step needs. */
    default Optional<String> exportInUse() {
        return Optional.empty();
    }

    /** Gives up what the step holds, in Redshift too. */
    default void close() {}
}
