// SPDX-License-Identifier: Apache-2.0
/**
 * A real Kafka broker, real Connect workers with the packaged plugin zip on {@code plugin.path}, and a real schema
 * registry, each its own JVM on its own jars. An in-process worker would share the test's flat class path and could not
 * show a packaging mistake, and it could not be killed. Knows nothing of Redshift: a test brings the connector's
 * settings.
 */
package connect.redshift.worker;
