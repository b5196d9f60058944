// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One database of the embedded PostgreSQL that speaks Redshift's SQL. */
final class Warehouse implements AutoCloseable {
    private final Settings settings;
    private final String name;

    Warehouse(Settings settings) {
        this.settings = settings;
        this.name = SharedPostgres.create();
    }

    String jdbcUrl() {
        return SharedPostgres.url(name);
    }

    Dialect dialect() {
        return new Dialect(settings.target().database(), settings.session().caseSensitiveIdentifiers());
    }

    /** Loads fixtures: any number of statements, in Redshift's dialect, of what PostgreSQL adds to it as well. */
    void execute(String sql) {
        try (Connection connection = open();
                Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            for (String one : split(sql)) {
                statement.execute(dialect().translate(one));
            }
        } catch (SQLException failure) {
            throw new SqlFailure(failure.getMessage());
        }
    }

    List<List<String>> query(String sql) {
        try (Connection connection = open();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(dialect().translate(sql))) {
            List<List<String>> rows = new ArrayList<>();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.add(result.getString(i));
                }
                rows.add(row);
            }
            return rows;
        } catch (SQLException failure) {
            throw new SqlFailure(failure.getMessage());
        }
    }

    /** A session of the Data API's user. */
    Connection open() throws SQLException {
        Connection connection = DriverManager.getConnection(jdbcUrl());
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "SET TimeZone = " + SqlText.literal(settings.session().timeZone()));
            statement.execute("SET emulator.database = "
                    + SqlText.literal(settings.target().database().toLowerCase(Locale.ROOT)));
        }
        return connection;
    }

    private static List<String> split(String sql) {
        List<String> statements = new ArrayList<>();
        StringBuilder one = new StringBuilder();
        boolean meaning = false;
        for (SqlToken token : SqlScanner.tokens(sql)) {
            if (token.isSymbol(";")) {
                if (meaning) {
                    statements.add(one.toString());
                }
                one.setLength(0);
                meaning = false;
            } else {
                one.append(token.text());
                meaning |= !token.isBlank();
            }
        }
        if (meaning) {
            statements.add(one.toString());
        }
        return statements;
    }

    @Override
    public void close() {
        SharedPostgres.drop(name);
    }
}
