// SPDX-License-Identifier: Apache-2.0
/**
 * A local Redshift and a local S3 for tests and the quick start: a real HTTP server speaking the Data API, an embedded PostgreSQL
 * behind it, and UNLOAD writing Parquet parts into an in-process S3. It enforces what Amazon documents and what was measured on a real
 * Redshift, and refuses what it does not know; it may be stricter than the real thing, never more lenient. It knows nothing of the
 * connector.
 */
package connect.redshift.emulator;
