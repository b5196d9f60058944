// SPDX-License-Identifier: Apache-2.0
/**
 * Which rows are new: watermarks, the windows between them, and the planner that asks Redshift how far a table may be
 * read. May import {@code statement} and {@code table}; must not know how rows travel.
 */
package connect.redshift.window;
