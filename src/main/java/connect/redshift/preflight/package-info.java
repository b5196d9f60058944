// SPDX-License-Identifier: Apache-2.0
/**
 * Live checks before any row moves: is the database there, are the tables, can the watermark order them, does Redshift
 * take the query of their UNLOAD, can the staging folder be listed. May import {@code statement}, {@code staging},
 * {@code table} and {@code window}; must not know settings by name.
 */
package connect.redshift.preflight;
