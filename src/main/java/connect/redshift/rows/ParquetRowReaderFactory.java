// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import connect.redshift.staging.Part;
import connect.redshift.staging.Staging;
import connect.redshift.table.RowLayout;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Opens readers of Parquet parts.
 *
 * @param executor runs the reads of every reader; each is one blocking call that waits for nothing but S3
 * @param budget what all readers hold together
 */
public record ParquetRowReaderFactory(Staging staging, Executor executor, ReadAhead readAhead, ByteBudget budget)
        implements RowReader.Factory {
    @Override
    public RowReader open(RowLayout layout, List<Part> parts, RowReader.RowPosition from, Runnable whenReady) {
        RowGroups groups = new RowGroups(this, parts, from, whenReady);
        groups.start();
        return new ParquetRowReader(layout, groups);
    }
}
