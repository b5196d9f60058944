// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import connect.redshift.config.QueriesConfig;
import connect.redshift.record.OffsetCodec;
import connect.redshift.record.SourcePartition;
import connect.redshift.table.CatalogException;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a query may go on from what is stored: rows behind an offset are those of the text that it was written under,
 * and another text may have other ones there. An offset that does not say its text was written by somebody who meant
 * today's.
 */
record QueryChange(QueriesConfig.Change policy, SourcePartition partition) {
    private static final Logger LOG = LoggerFactory.getLogger(QueryChange.class);

    /** False where it is to be begun anew; throws {@link CatalogException} where the user has to decide. */
    boolean goesOn(Map<String, ?> offset) {
        Optional<String> before = OffsetCodec.queryHash(offset);
        if (before.isEmpty() || before.equals(partition.queryHash())) {
            return true;
        }
        String now = partition.queryHash().orElse("none");
        if (policy == QueriesConfig.Change.RESTART) {
            LOG.warn(
                    "{} was changed ({} became {}) and is read from its beginning (query.change.mode=restart)",
                    partition.table(),
                    before.get(),
                    now);
            return false;
        }
        throw new CatalogException(
                partition.table().querySetting("sql"),
                ("%s was changed since its stored offset was written (its text was %s and is %s now), so rows behind that"
                                + " offset may never have been sent, and it is not read. Put the old text back, give the query"
                                + " another name, delete its offset, remove \"%s\" from it to go on behind it, or set"
                                + " query.change.mode=restart to read it from its beginning.")
                        .formatted(partition.table().asSubject(), before.get(), now, SourcePartition.QUERY_HASH));
    }
}
