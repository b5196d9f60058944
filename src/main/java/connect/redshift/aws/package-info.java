// SPDX-License-Identifier: Apache-2.0
/**
 * How AWS is reached: credentials, regions, endpoints, and the clients built from them. Knows nothing of what the
 * clients are used for, and imports no other package of ours.
 */
package connect.redshift.aws;
