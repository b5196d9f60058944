// SPDX-License-Identifier: Apache-2.0
/**
 * A row becomes a record: topic, schema name and the offset behind it. The offset's shape and codec live here and
 * nowhere else. May import {@code table} and {@code window}; must not know where rows come from.
 */
package connect.redshift.record;
