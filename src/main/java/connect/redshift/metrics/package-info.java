// SPDX-License-Identifier: Apache-2.0
/**
 * What operators see of a task and its tables, and where: among the worker's own metrics, or as MBeans where the worker
 * has no place for ours. Reads what {@code stream}, {@code rows} and {@code aws} count anyway. May import these three;
 * must not know configuration, and nobody but the root may know it.
 */
package connect.redshift.metrics;
