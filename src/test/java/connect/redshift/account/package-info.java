// SPDX-License-Identifier: Apache-2.0
/**
 * An AWS account on the loopback interface, for the unmodified SDK: STS, Secrets Manager, and what Redshift's own APIs say
 * about clusters, workgroups and their temporary credentials. It checks signatures, keeps a log of what was on the wire,
 * and refuses what the services refuse. It decides nothing by policies.
 */
package connect.redshift.account;
