// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import connect.redshift.worker.Stack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each section of {@code config/sql/grants.sql} lets its user read what is there and what comes, and nothing else. */
final class GrantsEmulatorTest {
    private static final String SECTION = "\n-- == ";

    /** Of the one PostgreSQL that all tests of this JVM share; a role that owns or may do something cannot be dropped. */
    private static final List<String> ROLES =
            List.of("kafka_connect", "\"iamr:kafka-connect\"", "kafka_connect_reader", "kafka_connect_readers", "etl");

    static Stream<String> sections() throws IOException {
        return Arrays.stream(Files.readString(Path.of("config/sql/grants.sql")).split(SECTION))
                .skip(1);
    }

    @ParameterizedTest
    @MethodSource("sections")
    void sectionLetsItsUserReadAndNothingElse(String section) {
        String sql = "-- " + section;
        String user = sql.contains("\"IAMR:kafka-connect\"") ? "\"IAMR:kafka-connect\"" : "kafka_connect";
        try (Stack stack = Stack.start()) {
            LocalRedshift redshift = stack.redshift();
            try {
                redshift.execute(
                        """
                        CREATE USER etl PASSWORD DISABLE;
                        CREATE SCHEMA sales;
                        CREATE SCHEMA payroll;
                        GRANT USAGE, CREATE ON SCHEMA sales TO etl;
                        CREATE TABLE sales.orders (id INTEGER);
                        CREATE TABLE payroll.salaries (id INTEGER)""");
                redshift.execute(sql);
                redshift.execute("SET SESSION AUTHORIZATION etl; CREATE TABLE sales.later (id INTEGER)");

                redshift.execute(as(user, "SELECT id FROM sales.orders"));
                redshift.execute(as(user, "SELECT id FROM sales.later"));
                refused(redshift, user, "SELECT id FROM payroll.salaries");
                refused(redshift, user, "INSERT INTO sales.orders VALUES (1)");
                refused(redshift, user, "CREATE TABLE sales.own (id INTEGER)");
                assertThat(redshift.query("SELECT count(*) FROM sales.orders")).isEqualTo(List.of(List.of("0")));
            } finally {
                drop(redshift);
            }
        }
    }

    private static String as(String user, String sql) {
        return "SET SESSION AUTHORIZATION %s; %s".formatted(user, sql);
    }

    private static void refused(LocalRedshift redshift, String user, String sql) {
        assertThatThrownBy(() -> redshift.execute(as(user, sql))).hasMessageContaining("permission denied");
    }

    private static void drop(LocalRedshift redshift) {
        for (String role : ROLES) {
            String name = role.replace("\"", "");
            if (redshift.query("SELECT rolname FROM pg_roles WHERE rolname = '%s'".formatted(name))
                    .isEmpty()) {
                continue;
            }
            redshift.execute("DROP OWNED BY %s CASCADE; DROP ROLE %s".formatted(role, role));
        }
    }
}
