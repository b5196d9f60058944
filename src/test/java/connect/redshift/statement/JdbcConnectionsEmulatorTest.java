// SPDX-License-Identifier: Apache-2.0
package connect.redshift.statement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import connect.redshift.account.LocalAccount;
import connect.redshift.aws.AwsAccess;
import connect.redshift.aws.AwsClients;
import connect.redshift.aws.AwsIdentity;
import connect.redshift.aws.DatabaseLogin;
import connect.redshift.aws.DatabaseLogins;
import connect.redshift.aws.LoginRequest;
import connect.redshift.emulator.DatabaseFront;
import connect.redshift.statement.JdbcOptions.Session;
import connect.redshift.statement.JdbcOptions.Tls;
import connect.redshift.statement.JdbcOptions.TlsMode;
import connect.redshift.testing.Certificate;
import connect.redshift.worker.Stack;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How AWS's driver gets in: encrypted, with whose password, and what its sessions are told. */
final class JdbcConnectionsEmulatorTest {
    private static final String CLUSTER = "local-cluster";

    @TempDir
    private static Path folder;

    private static Stack stack;
    private static Certificate certificate;
    private LocalAccount account;
    private DatabaseFront database;
    private DatabaseFront encrypted;
    private AwsClients clients;

    @BeforeAll
    static void start() {
        stack = Stack.start();
        stack.redshift().execute("CREATE SCHEMA shop");
        stack.redshift().execute("CREATE TABLE shop.orders (id INTEGER)");
        stack.redshift().execute("INSERT INTO shop.orders VALUES (7)");
        certificate = Certificate.of(folder, "localhost");
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @BeforeEach
    void open() {
        account = LocalAccount.start().withUser("AKIAUSER", "secret-of-user");
        database = stack.redshift().listen(Optional.empty(), account::admits);
        encrypted = stack.redshift().listen(Optional.of(certificate.server()), account::admits);
        account.withWarehouse(CLUSTER, "127.0.0.1", database.port());
        Optional<java.net.URI> here = Optional.of(account.endpoint());
        clients = AwsClients.build(
                new AwsAccess(
                        Optional.of(LocalAccount.REGION),
                        AwsAccess.Callers.both(AwsIdentity.of(
                                new AwsIdentity.Source.StaticKeys("AKIAUSER", "secret-of-user", Optional.empty()))),
                        new AwsAccess.Endpoints(here, here, here, here, here),
                        AwsAccess.Network.DEFAULT,
                        new AwsAccess.S3Access(Optional.empty(), here, true)),
                2);
    }

    @AfterEach
    void close() {
        clients.close();
        encrypted.close();
        database.close();
        account.close();
    }

    private static JdbcOptions options(Tls tls, Session session) {
        return new JdbcOptions(tls, Duration.ofSeconds(5), Optional.of(Duration.ofMinutes(1)), session, 50);
    }

    /** Temporary passwords of the cluster's user, as they are asked for in {@code connect.redshift.Transport}. */
    private Logins temporary() {
        DatabaseLogins logins = clients.logins(new LoginRequest(
                new LoginRequest.Place(
                        Optional.empty(), Optional.of(CLUSTER), Optional.empty(), Optional.empty(), "dev"),
                new LoginRequest.User(Optional.of("reader"), Optional.empty()),
                Optional.empty(),
                new LoginRequest.Temporary(List.of(), false, Duration.ofMinutes(15))));
        return new Logins(
                () -> {
                    DatabaseLogin found = logins.find();
                    return new Logins.Lease(
                            new Login(found.host(), found.port(), "dev", found.user(), found.password()),
                            found.renewal(),
                            found.end());
                },
                Clock.systemUTC());
    }

    private JdbcConnections connections(Logins logins) {
        return new JdbcConnections(logins, options(new Tls(TlsMode.DISABLE, Optional.empty()), Session.PLAIN), "test");
    }

    private static int one(Connection connection, String sql) throws SQLException {
        try (connection;
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    @Test
    void fiftyThatOpenAtOnceMakeOneCallForCredentials() throws Exception {
        JdbcConnections connections = connections(temporary());
        ExecutorService threads = Executors.newFixedThreadPool(50);
        try {
            CyclicBarrier together = new CyclicBarrier(50);
            Callable<Integer> opening = () -> {
                together.await();
                return one(connections.open(), "SELECT 1");
            };
            List<Future<Integer>> opened = new ArrayList<>();
            for (int opener = 0; opener < 50; opener++) {
                opened.add(threads.submit(opening));
            }
            for (Future<Integer> one : opened) {
                assertThat(one.get()).isEqualTo(1);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(account.calls("GetClusterCredentials")).hasSize(1);
        assertThat(account.calls("DescribeClusters")).hasSize(1);
        assertThat(database.logins()).isEqualTo(50);
    }

    @Test
    void refusedPasswordIsReplacedOnce() throws SQLException {
        account.giveUselessPasswords(1);
        JdbcConnections connections = connections(temporary());
        assertThat(one(connections.open(), "SELECT 1")).isEqualTo(1);
        assertThat(one(connections.open(), "SELECT 1")).isEqualTo(1);
        assertThat(account.calls("GetClusterCredentials")).hasSize(2);
        assertThat(database.logins()).isEqualTo(3);
    }

    @Test
    void passwordThatIsRefusedAgainIsTheUsersMatter() {
        account.giveUselessPasswords(5);
        JdbcConnections connections = connections(temporary());
        assertThatThrownBy(connections::open)
                .isInstanceOfSatisfying(StatementException.class, failure -> assertThat(failure.retriable())
                        .isFalse())
                .hasMessageStartingWith("Could not connect to Redshift as IAM:reader@127.0.0.1:" + database.port())
                .hasMessageContaining("password authentication failed for user \"IAM:reader\"")
                .hasMessageEndingWith(
                        "Check redshift.db.user and redshift.db.password, or what redshift.secret.arn holds, and that the user exists.");
        assertThat(account.calls("GetClusterCredentials")).hasSize(2);
        assertThat(database.logins()).isEqualTo(2);
    }

    @Test
    void passwordThatWasTakenBackIsReplacedWhileTheTaskRuns() throws SQLException {
        JdbcConnections connections = connections(temporary());
        assertThat(one(connections.open(), "SELECT 1")).isEqualTo(1);
        account.revokePasswords();
        assertThat(one(connections.open(), "SELECT 1")).isEqualTo(1);
        assertThat(account.calls("GetClusterCredentials")).hasSize(2);
    }

    @Test
    void sessionsAreToldTheirPathGroupAndRoleQuoted() throws SQLException {
        Session session = new Session(List.of("shop"), Optional.of("it's the group"), Optional.of("postgres"));
        JdbcConnections connections = new JdbcConnections(
                temporary(), options(new Tls(TlsMode.DISABLE, Optional.empty()), session), "kafka-connect orders");
        assertThat(one(connections.open(), "SELECT id FROM orders")).isEqualTo(7);
        assertThat(database.statements())
                .containsSubsequence(
                        "SET search_path TO \"shop\"",
                        "SET query_group TO 'it''s the group'",
                        "SET ROLE \"postgres\"",
                        "SELECT id FROM orders");
        assertThat(database.startups()).singleElement().satisfies(startup -> assertThat(startup)
                .containsEntry("application_name", "kafka-connect orders"));
    }

    private Connection encrypted(String host, TlsMode mode, Optional<Path> root, DatabaseFront front) {
        account.withDatabaseUser("reader", "password-of-reader");
        Login login = new Login(host, front.port(), "dev", "reader", "password-of-reader");
        return new JdbcConnections(
                        new Logins(
                                () -> new Logins.Lease(login, Optional.empty(), Optional.empty()), Clock.systemUTC()),
                        options(new Tls(mode, root), Session.PLAIN),
                        "test")
                .open();
    }

    @Test
    void trustedCertificateOfTheHostIsTaken() throws SQLException {
        Optional<Path> root = Optional.of(certificate.file());
        assertThat(one(encrypted("localhost", TlsMode.VERIFY_FULL, root, encrypted), "SELECT 1"))
                .isEqualTo(1);
        assertThat(one(encrypted("127.0.0.1", TlsMode.VERIFY_CA, root, encrypted), "SELECT 1"))
                .isEqualTo(1);
        assertThat(one(encrypted("127.0.0.1", TlsMode.REQUIRE, Optional.empty(), encrypted), "SELECT 1"))
                .isEqualTo(1);
    }

    @Test
    void certificateOfAnotherHostIsRefused() {
        assertThatThrownBy(
                        () -> encrypted("127.0.0.1", TlsMode.VERIFY_FULL, Optional.of(certificate.file()), encrypted))
                .isInstanceOfSatisfying(StatementException.class, failure -> assertThat(failure.retriable())
                        .isFalse())
                .hasMessageContaining("check redshift.host, redshift.ssl.root.cert and redshift.ssl.mode");
        assertThat(encrypted.logins()).isZero();
    }

    @Test
    void certificateThatNobodyTrustsIsRefused() {
        for (TlsMode mode : List.of(TlsMode.VERIFY_FULL, TlsMode.VERIFY_CA)) {
            assertThatThrownBy(() -> encrypted("localhost", mode, Optional.empty(), encrypted))
                    .hasMessageContaining("check redshift.host, redshift.ssl.root.cert and redshift.ssl.mode");
        }
        assertThat(encrypted.logins()).isZero();
    }

    /** No password goes out in clear text because a server says that it has no TLS. */
    @Test
    void serverWithoutTlsIsRefused() {
        for (TlsMode mode : List.of(TlsMode.VERIFY_FULL, TlsMode.VERIFY_CA, TlsMode.REQUIRE)) {
            assertThatThrownBy(() -> encrypted("localhost", mode, Optional.of(certificate.file()), database))
                    .isInstanceOf(StatementException.class);
        }
        assertThat(database.logins()).isZero();
    }
}
