// SPDX-License-Identifier: Apache-2.0
/**
 * A part file, row by row: footers and row groups fetched ahead by parallel ranges, pages decoded column by column into
 * structs. The only package that sees Parquet. May import {@code table} and {@code staging}; must not know the S3
 * client, statements, windows or offsets.
 */
package connect.redshift.rows;
