// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import java.time.Duration;

/** A statement that was submitted, as it stands now. */
public record LoggedStatement(
        String id, String status, String sql, String name, String token, Duration duration, String error, long rows) {}
