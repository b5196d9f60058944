// SPDX-License-Identifier: Apache-2.0
/**
 * What {@code mvn -Pbenchmark} measures end to end: the same rows through a real Connect worker by this connector, by one
 * that hands out ready-made records (what the framework itself costs), and by one that reads over JDBC. The broker, the
 * schema registry and what stands in for AWS are other processes, so the worker's CPU time is the connector's and
 * Connect's alone.
 */
package connect.redshift.benchmark;
