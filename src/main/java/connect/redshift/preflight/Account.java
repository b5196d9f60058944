// SPDX-License-Identifier: Apache-2.0
package connect.redshift.preflight;

import java.util.List;

/** What the account tells in which Redshift is. Each question may block, and finds nothing where it may not be asked. */
public interface Account {
    /** What is wrong with who calls AWS; nothing else can work then. */
    List<Finding> callers();

    /** What is wrong with the workgroup or cluster, and with what UNLOAD takes from it. */
    List<Finding> warehouse();
}
