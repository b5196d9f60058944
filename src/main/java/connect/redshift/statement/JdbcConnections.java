// SPDX-License-Identifier: Apache-2.0
package connect.redshift.statement;

import com.amazon.redshift.Driver;
import com.amazon.redshift.RedshiftConnection;
import com.amazon.redshift.ssl.NonValidatingFactory;
import connect.redshift.statement.JdbcOptions.Tls;
import java.io.File;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;

/**
 * Opens database connections. The one class that names AWS's driver, and only for user and password: its own IAM login
 * wants the AWS SDK as it was built with, and knows no roles, endpoints or proxies of ours.
 */
final class JdbcConnections {
    private final Logins logins;
    private final JdbcOptions options;
    private final String application;
    private final Driver driver = new Driver();

    /**
     * @param application what operators see in Redshift's list of sessions
     */
    JdbcConnections(Logins logins, JdbcOptions options, String application) {
        this.logins = logins;
        this.options = options;
        this.application = application;
    }

    /** A new connection, told what every session is told; throws {@link StatementException}. A refused login is replaced once. */
    Connection open() {
        Login login = logins.current();
        try {
            return connect(login);
        } catch (SQLException failure) {
            if (!JdbcFailures.isLoginRefused(failure)) {
                throw JdbcFailures.ofConnecting(login, failure);
            }
            logins.refused(login);
            return again(login, failure);
        }
    }

    private Connection again(Login refused, SQLException refusal) {
        Login other = logins.current();
        if (other.equals(refused)) {
            throw JdbcFailures.ofConnecting(refused, refusal);
        }
        try {
            return connect(other);
        } catch (SQLException failure) {
            if (JdbcFailures.isLoginRefused(failure)) {
                logins.refused(other);
            }
            throw JdbcFailures.ofConnecting(other, failure);
        }
    }

    private Connection connect(Login login) throws SQLException {
        String url = "jdbc:redshift://%s:%d/%s"
                .formatted(login.host(), login.port(), URLEncoder.encode(login.database(), StandardCharsets.UTF_8));
        Connection connection = driver.connect(url, properties(login));
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            for (String sql : options.session().statements()) {
                statement.execute(sql);
            }
            return connection;
        } catch (SQLException | RuntimeException failure) {
            connection.close();
            throw failure;
        }
    }

    private Properties properties(Login login) {
        Properties properties = new Properties();
        properties.setProperty("user", login.user());
        properties.setProperty("password", login.password());
        properties.setProperty("applicationname", application);
        properties.setProperty("connecttimeout", seconds(options.connect()));
        // A server that accepts and then says nothing would hold the thread for ever.
        properties.setProperty("logintimeout", seconds(options.connect().multipliedBy(3)));
        // Else the session gets this JVM's time zone, and SQL about time another meaning than over the Data API.
        properties.setProperty("connectiontimezone", "SERVER");
        // Results are small: no thread and no gigabyte for each.
        properties.setProperty("enablefetchringbuffer", "false");
        options.keepAlive().ifPresent(idle -> {
            properties.setProperty("socketfactory", KeepAliveSockets.class.getName());
            properties.setProperty("socketfactoryarg", seconds(idle));
        });
        properties.setProperty(
                "tcpkeepalive", Boolean.toString(options.keepAlive().isPresent()));
        encrypt(properties, options.tls());
        pin(properties);
        return properties;
    }

    /** The driver knows "require" only as a factory that trusts everybody, and "disable" as another property. */
    private static void encrypt(Properties properties, Tls tls) {
        switch (tls.mode()) {
            case DISABLE -> properties.setProperty("ssl", "false");
            case REQUIRE -> {
                properties.setProperty("ssl", "true");
                properties.setProperty("sslfactory", NonValidatingFactory.class.getName());
            }
            case VERIFY_CA, VERIFY_FULL -> {
                properties.setProperty("ssl", "true");
                properties.setProperty("sslmode", tls.mode().word());
                tls.rootCertificate().ifPresent(file -> properties.setProperty("sslrootcert", file.toString()));
            }
        }
    }

    /** Left to itself the driver takes properties from an rsjdbc.ini in the home folder or, worse, the temporary one. */
    private static void pin(Properties properties) {
        properties.setProperty("iamauth", "false");
        properties.setProperty("loglevel", "0");
        File nothing = new File("/dev/null");
        if (nothing.exists()) {
            properties.setProperty("inifile", nothing.getPath());
        }
    }

    private static String seconds(Duration duration) {
        return Long.toString(Math.max(1, duration.toSeconds()));
    }

    /** Asks the server to stop what runs on a connection; harmless when nothing does. May take the driver ten seconds. */
    static void cancel(Connection connection) throws SQLException {
        // Statement.cancel() does nothing a second time, and the first may come a moment before the query does.
        connection.unwrap(RedshiftConnection.class).cancelQuery();
    }
}
