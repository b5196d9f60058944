// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

/** Without transactions: rows may come twice, and none may be missing. */
final class KillMatrixAtLeastOnceIT extends KillMatrix {
    KillMatrixAtLeastOnceIT() {
        super(false);
    }
}
