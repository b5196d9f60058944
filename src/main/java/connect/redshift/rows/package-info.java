// SPDX-License-Identifier: Apache-2.0
/**
 * A part file, row by row: footers and row groups fetched ahead by parallel ranges, pages decoded column by column into
 * structs. A refused value is noted and its column read on, so that finding the bad rows of a batch takes no second
 * decoding, row by row, and good rows pay nothing for it. The only package that sees Parquet. May import {@code table}
 * and {@code staging}; must not know the S3 client, statements, windows or offsets.
 */
package connect.redshift.rows;
