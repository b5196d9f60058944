// SPDX-License-Identifier: Apache-2.0
/**
 * Thousands of tables over the connector's own scheduling code, in virtual time: streams, planners, statements and
 * catalog are real, the Data API, the warehouse and staging are models, and no thread runs beside the test's.
 */
package connect.redshift.simulation;
