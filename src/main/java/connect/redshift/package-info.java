// SPDX-License-Identifier: Apache-2.0
/** Streams Amazon Redshift tables into Kafka. */
package connect.redshift;
