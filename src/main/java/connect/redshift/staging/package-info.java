// SPDX-License-Identifier: Apache-2.0
/**
 * The S3 folder that exports are staged in: read whole, read ranges, list, delete. Lies at the bottom, so that
 * {@code export} (manifests, release) and {@code rows} (row groups) both use it without seeing each other. Must not
 * know tables, Parquet or Connect; only {@code S3Staging} and {@code S3Failures} see the AWS SDK.
 */
package connect.redshift.staging;
