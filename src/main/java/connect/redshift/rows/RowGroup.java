// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import java.nio.ByteBuffer;
import org.apache.parquet.hadoop.metadata.BlockMetaData;

/**
 * One row group with its bytes in memory.
 *
 * @param index of the row group in its part
 * @param skip how many of its rows were read before
 * @param bytes hold the row group and perhaps more
 * @param bytesFrom where in the part {@code bytes} begin
 */
record RowGroup(PartFooter footer, int index, long skip, ByteBuffer bytes, long bytesFrom) {
    BlockMetaData block() {
        return footer.blocks().get(index);
    }

    long firstRow() {
        return footer.firstRow(index);
    }
}
