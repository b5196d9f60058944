// SPDX-License-Identifier: Apache-2.0
/**
 * Live checks before any row moves: do AWS and Redshift know who calls, is the warehouse there, are the tables, can the
 * watermark order them, does Redshift take the query of their UNLOAD, can staged files be listed, read and deleted. May import {@code statement}, {@code staging},
 * {@code table} and {@code window}; must not know settings by name.
 */
package connect.redshift.preflight;
