// SPDX-License-Identifier: Apache-2.0
/**
 * The zip as users get it: what is in it, and whether it runs under Connect's class loading with nothing beside it but
 * a worker's own jars.
 */
package connect.redshift.plugin;
