// SPDX-License-Identifier: Apache-2.0
/**
 * A part file, row by row: footers and row groups fetched ahead by parallel ranges, pages decoded column by column into
 * structs. A refused value is noted and its column read on, so that finding the bad rows of a batch takes no second
 * decoding, row by row, and good rows pay nothing for it. The only package that sees Parquet. May import {@code table}
 * and {@code staging}; must not know the S3 client, statements, windows or offsets.
 *
 * <p>Parquet's own readers hand over one value at a time, through several calls that no compiler sees through. Here a
 * value passes three places instead: {@code ColumnScan} knows what page is open and where its NULLs are,
 * {@code PageValues} is one loop over the bytes for each kind of page, and {@code PhysicalForm}, chosen once for
 * a part, makes the Connect value. An entry of a dictionary is made once for a row group and shared by its rows. Pages
 * are decompressed when the first of their values is wanted ({@code DeferredPages}), so resuming skips them as they are,
 * and each of a column into the bytes of the one before ({@code Room}), as a row group is read into the array of one that
 * was given back ({@code ByteBudget}): what is this large is no garbage to make much of.
 * Only the encodings that UNLOAD was seen to write have loops of their own; any other is left to Parquet's reader. What
 * that brings is measured by {@code DecodeBenchmark}, and the tests hold every value against parquet-avro's.
 */
package connect.redshift.rows;
