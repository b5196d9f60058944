// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

/** The contract where every row group is larger than the whole budget, and no part's end holds any. */
final class TinyBudgetContractTest extends ParquetRowReaderContractTest {
    @Override
    ReadAhead readAhead() {
        return new ReadAhead(PartFooter.TRAILER_BYTES, 50, 3, 2);
    }

    @Override
    ByteBudget budget() {
        return new ByteBudget(1);
    }
}
