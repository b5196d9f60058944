// SPDX-License-Identifier: Apache-2.0
/**
 * The loop: a task's tables in turns, each stepped through resuming, planning, unloading and reading. May import
 * {@code window}, {@code export}, {@code rows}, {@code record} and {@code table}; must not know AWS, Parquet or
 * configuration.
 */
package connect.redshift.stream;
