// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import connect.redshift.config.TargetConfig.Transport;
import connect.redshift.statement.JdbcOptions;
import connect.redshift.statement.JdbcOptions.Session;
import connect.redshift.statement.JdbcOptions.Tls;
import connect.redshift.statement.JdbcOptions.TlsMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** How database connections are opened, where statements travel over them. */
final class JdbcConfig {
    private static final String SSL_MODE = "redshift.ssl.mode";
    private static final String ROOT_CERTIFICATE = "redshift.ssl.root.cert";
    private static final String CONNECT_TIMEOUT = "redshift.connect.timeout.ms";
    private static final String KEEP_ALIVE = "redshift.keepalive.idle.ms";
    private static final String CONNECTIONS = "redshift.max.connections";
    private static final String SEARCH_PATH = "redshift.search.path";
    private static final String QUERY_GROUP = "redshift.query.group";
    private static final String ROLE = "redshift.role";

    private JdbcConfig() {}

    static void define(ConfigDef def) {
        new SettingGroup(def, "JDBC")
                .choice(
                        SSL_MODE,
                        List.of("verify-full", "verify-ca", "require", "disable"),
                        "TLS",
                        "Whether the connection is encrypted and whom it trusts: the server's certificate and host name are"
                                + " checked ('verify-full'), only the certificate ('verify-ca'), nothing ('require'), or there is"
                                + " no encryption ('disable').")
                .text(
                        ROOT_CERTIFICATE,
                        Importance.LOW,
                        Setting.ANY,
                        "Root certificate",
                        "A file (PEM or DER) with a certificate to trust besides those of the worker's Java; of several in it, the"
                                + " first.")
                .millis(
                        CONNECT_TIMEOUT,
                        Duration.ofSeconds(10),
                        ConfigDef.Range.between(1_000L, 600_000L),
                        "Connect timeout",
                        "How long connecting to Redshift may take, in milliseconds.")
                .millis(
                        KEEP_ALIVE,
                        Duration.ofMinutes(1),
                        ConfigDef.Range.between(0L, 7_200_000L),
                        "Keep alive",
                        "After how many idle milliseconds the network is kept from forgetting a connection; AWS's NAT gateways"
                                + " and load balancers forget after 350 seconds. 0 for never.")
                .number(
                        CONNECTIONS,
                        8,
                        ConfigDef.Range.between(1, 200),
                        "Connections",
                        "How many database connections a task opens at most: one for each statement that runs; others wait.")
                .list(
                        SEARCH_PATH,
                        Setting.ANY,
                        "Search path",
                        "Schemas in which names without a schema are looked for, as in functions of table.<group>.filter.")
                .text(
                        QUERY_GROUP,
                        Importance.LOW,
                        Setting.ANY,
                        "Query group",
                        "The query_group of every session, by which workload management chooses a queue.")
                .text(
                        ROLE,
                        Importance.LOW,
                        Setting.ANY,
                        "Role",
                        "The database role that every session takes on (SET ROLE).");
    }

    static List<Problem> problems(AbstractConfig config) {
        return TargetConfig.transport(config) == Transport.JDBC
                ? List.of()
                : ConnectionConfig.jdbcOnly(
                        config,
                        List.of(
                                SSL_MODE,
                                ROOT_CERTIFICATE,
                                CONNECT_TIMEOUT,
                                KEEP_ALIVE,
                                CONNECTIONS,
                                SEARCH_PATH,
                                QUERY_GROUP,
                                ROLE));
    }

    static JdbcOptions from(AbstractConfig config) {
        return new JdbcOptions(
                new Tls(
                        TlsMode.of(config.getString(SSL_MODE)),
                        ConnectionConfig.present(config, ROOT_CERTIFICATE).map(Path::of)),
                Duration.ofMillis(config.getLong(CONNECT_TIMEOUT)),
                Optional.of(Duration.ofMillis(config.getLong(KEEP_ALIVE))).filter(idle -> !idle.isZero()),
                new Session(
                        config.getList(SEARCH_PATH),
                        ConnectionConfig.present(config, QUERY_GROUP),
                        ConnectionConfig.present(config, ROLE)),
                config.getInt(CONNECTIONS));
    }
}
