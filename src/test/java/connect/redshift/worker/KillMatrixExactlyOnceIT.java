// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

/** With transactions: each row once. */
final class KillMatrixExactlyOnceIT extends KillMatrix {
    KillMatrixExactlyOnceIT() {
        super(true);
    }
}
