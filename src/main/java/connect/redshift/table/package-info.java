// SPDX-License-Identifier: Apache-2.0
/**
 * What Redshift has: tables and queries in their place, their columns and types, and the catalog that tells them. A {@link
 * connect.redshift.table.ColumnType} is the one home of everything that differs from type to type. May import
 * {@code statement} only; must not know windows, S3 or Parquet.
 */
package connect.redshift.table;
