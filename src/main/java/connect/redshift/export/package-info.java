// SPDX-License-Identifier: Apache-2.0
/**
 * Puts a window of a table on S3 and looks after it there: the UNLOAD text, the manifest, the columns kept beside the
 * parts, and the release of what no stored offset names. May import {@code statement}, {@code staging}, {@code table}
 * and {@code window}; must not know the rows' content or Connect's records.
 */
package connect.redshift.export;
