// SPDX-License-Identifier: Apache-2.0
/**
 * The plugin as a container: {@code docker/} with the images that it names, or with stand-ins of the same names where
 * no image registry can be reached. Skipped, and says so, where no Docker daemon answers.
 */
package connect.redshift.containers;
