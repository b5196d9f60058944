// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** The one PostgreSQL of this JVM, and the template its databases are made from: starting it takes seconds, a database does not. */
final class SharedPostgres {
    private static final String TEMPLATE = "redshift_template";
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private SharedPostgres() {}

    static String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + Started.SERVER.getPort() + "/" + database
                + "?user=postgres&preferQueryMode=extended&ApplicationName=local-redshift";
    }

    /** A new database, named apart from all others of this JVM. */
    static String create() {
        synchronized (SharedPostgres.class) {
            String name = "warehouse_" + DATABASES.incrementAndGet();
            run("postgres", "CREATE DATABASE " + name + " TEMPLATE " + TEMPLATE);
            return name;
        }
    }

    static void drop(String name) {
        run("postgres", "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    }

    static void run(String database, String... statements) {
        try (Connection connection = DriverManager.getConnection(url(database));
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException failure) {
            throw new IllegalStateException("Could not prepare the local warehouse", failure);
        }
    }

    private static final class Started {
        static final EmbeddedPostgres SERVER = start();

        static {
            String url = "jdbc:postgresql://127.0.0.1:" + SERVER.getPort() + "/";
            prepare(url + "postgres?user=postgres", "CREATE DATABASE " + TEMPLATE);
            prepare(url + TEMPLATE + "?user=postgres&preferQueryMode=simple", catalog());
        }

        private static EmbeddedPostgres start() {
            try {
                // Byte order and no locale, as Redshift compares; nothing here has to survive a power cut.
                return EmbeddedPostgres.builder()
                        .setLocaleConfig("locale", "C")
                        .setLocaleConfig("encoding", "UTF8")
                        .setServerConfig("listen_addresses", "127.0.0.1")
                        .setServerConfig("timezone", "UTC")
                        .setServerConfig("standard_conforming_strings", "off")
                        .setServerConfig("escape_string_warning", "off")
                        .setServerConfig("max_connections", "120")
                        .setServerConfig("fsync", "off")
                        .setServerConfig("synchronous_commit", "off")
                        .setServerConfig("full_page_writes", "off")
                        .start();
            } catch (IOException failure) {
                throw new UncheckedIOException("Could not start the embedded PostgreSQL", failure);
            }
        }

        private static void prepare(String url, String sql) {
            try (Connection connection = DriverManager.getConnection(url);
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException failure) {
                throw new IllegalStateException("Could not prepare the warehouse template", failure);
            }
        }

        private static String catalog() {
            try (InputStream resource = SharedPostgres.class.getResourceAsStream("warehouse.sql")) {
                return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
