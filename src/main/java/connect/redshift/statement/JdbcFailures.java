// SPDX-License-Identifier: Apache-2.0
package connect.redshift.statement;

import java.sql.SQLException;
import java.util.Set;
import javax.net.ssl.SSLException;

/**
 * What went wrong on a database connection: retry or give up, and what the user can do. SQLSTATE comes first (PostgreSQL
 * manual, appendix A; Redshift uses the same); what Redshift says of a statement is read as that of the Data API.
 */
final class JdbcFailures {
    private static final String CANCELLED = "57014";

    private JdbcFailures() {}

    /** Whether another password might help. */
    static boolean isLoginRefused(SQLException failure) {
        return state(failure).startsWith("28");
    }

    static StatementException ofConnecting(Login login, SQLException failure) {
        boolean tls = hasCause(failure, SSLException.class)
                || String.valueOf(failure.getMessage()).contains("could not be verified by hostnameverifier");
        // A refused password may be a new one that has not come around yet, but mostly it is wrong.
        boolean retriable = !tls && (isConnectionLost(failure) || state(failure).startsWith("53"));
        return new StatementException(
                "Could not connect to Redshift as %s: %s%s"
                        .formatted(login, sentence(words(failure)), tls ? ADVICE_FOR_TLS : advice(failure)),
                retriable,
                failure);
    }

    private static final String ADVICE_FOR_TLS =
            " The server's certificate is not trusted or not for this host: check redshift.host, redshift.ssl.root.cert and"
                    + " redshift.ssl.mode.";

    private static String advice(SQLException failure) {
        if (words(failure).contains("does not support SSL")) {
            return " Redshift does, so this is another server: check redshift.host and redshift.port. For a server without, set"
                    + " redshift.ssl.mode=disable.";
        }
        return switch (state(failure)) {
            case "28000", "28P01" ->
                " Check redshift.db.user and redshift.db.password, or what redshift.secret.arn holds, and that the user exists.";
            case "3D000" -> " Check redshift.database.";
            case "08001", "08004", "08006" ->
                " Check redshift.host and redshift.port, and that the worker's network and Redshift's security group let it through.";
            case "53300" -> " Lower redshift.max.connections or tasks.max.";
            default -> "";
        };
    }

    static StatementState.Failed ofStatement(SQLException failure) {
        StatementState.Failed byText = DataApiFailures.ofStatement(words(failure));
        Set<String> passing = Set.of(CANCELLED, "57P01", "57P02", "57P03", "40001", "40P01", "53300");
        return new StatementState.Failed(
                byText.error(), byText.retriable() || isConnectionLost(failure) || passing.contains(state(failure)));
    }

    private static boolean isConnectionLost(SQLException failure) {
        return state(failure).startsWith("08");
    }

    private static String state(SQLException failure) {
        return failure.getSQLState() == null ? "" : failure.getSQLState();
    }

    /** The driver puts what a socket said into the cause only. */
    private static String words(SQLException failure) {
        Throwable cause = failure.getCause();
        String words = String.valueOf(failure.getMessage()).strip();
        return cause == null || cause.getMessage() == null || words.contains(cause.getMessage())
                ? words
                : "%s (%s)".formatted(words, cause.getMessage());
    }

    private static String sentence(String words) {
        return words.endsWith(".") ? words : words + ".";
    }

    private static boolean hasCause(Throwable failure, Class<? extends Throwable> type) {
        return type.isInstance(failure) || (failure.getCause() != null && hasCause(failure.getCause(), type));
    }
}
