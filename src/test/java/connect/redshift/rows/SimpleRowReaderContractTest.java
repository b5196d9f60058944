// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

/** The contract holds for the reference, too, or what it is held against would be something else. */
final class SimpleRowReaderContractTest extends ParquetRowReaderContractTest {
    @Override
    RowReader.Factory factory() {
        return SimpleRowReader.factory(staging, executor);
    }
}
