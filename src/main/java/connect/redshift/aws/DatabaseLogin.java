// SPDX-License-Identifier: Apache-2.0
package connect.redshift.aws;

import java.time.Instant;
import java.util.Optional;

/**
 * Who may log in to a database, and where.
 *
 * @param renewal when another should be asked for; empty for a login that stays until somebody changes it
 * @param end when it ends; empty likewise
 */
public record DatabaseLogin(
        String host, int port, String user, String password, Optional<Instant> renewal, Optional<Instant> end) {
    @Override
    public String toString() {
        return "DatabaseLogin[%s@%s:%d]".formatted(user, host, port);
    }
}
