// SPDX-License-Identifier: Apache-2.0
package connect.redshift.statement;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How database connections are opened.
 *
 * @param connect longest wait for a connection
 * @param keepAlive after how long a silence the network is told that the connection lives; empty for never
 * @param connections at most so many at the same time
 */
public record JdbcOptions(Tls tls, Duration connect, Optional<Duration> keepAlive, Session session, int connections) {

    /**
     * Encryption.
     *
     * @param rootCertificate trusted besides those of this Java
     */
    public record Tls(TlsMode mode, Optional<Path> rootCertificate) {}

    /** Whether the connection is encrypted, and what of the server is checked, in libpq's words. */
    public enum TlsMode {
        DISABLE,
        REQUIRE,
        VERIFY_CA,
        VERIFY_FULL;

        public static TlsMode of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
        }

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** What every session is told before its statement. */
    public record Session(List<String> searchPath, Optional<String> queryGroup, Optional<String> role) {
        public static final Session PLAIN = new Session(List.of(), Optional.empty(), Optional.empty());

        public Session {
            searchPath = List.copyOf(searchPath);
        }

        /** The SQL for it, in the order in which it must be run: a role may not be allowed to do the rest. */
        List<String> statements() {
            List<String> statements = new java.util.ArrayList<>();
            if (!searchPath.isEmpty()) {
                statements.add("SET search_path TO "
                        + String.join(
                                ", ",
                                searchPath.stream().map(SqlText::identifier).toList()));
            }
            queryGroup.ifPresent(group -> statements.add("SET query_group TO " + SqlText.literal(group)));
            role.ifPresent(name -> statements.add("SET ROLE " + SqlText.identifier(name)));
            return statements;
        }
    }
}
