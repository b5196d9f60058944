// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import connect.redshift.aws.AwsClients;
import connect.redshift.aws.DatabaseLogin;
import connect.redshift.aws.DatabaseLogins;
import connect.redshift.aws.LoginException;
import connect.redshift.aws.LoginRequest;
import connect.redshift.config.ConnectionConfig;
import connect.redshift.config.LoginConfig;
import connect.redshift.config.TargetConfig;
import connect.redshift.statement.Background;
import connect.redshift.statement.DataApiStatementRunner;
import connect.redshift.statement.DataApiStatementRunner.Target;
import connect.redshift.statement.DataApiStatementRunner.Warehouse;
import connect.redshift.statement.JdbcStatementRunner;
import connect.redshift.statement.Login;
import connect.redshift.statement.Logins;
import connect.redshift.statement.StatementException;
import connect.redshift.statement.StatementRunner;
import java.time.Clock;
import java.util.Optional;
import org.apache.kafka.common.config.types.Password;

/** How statements get to Redshift, as {@code connection.mode} says. */
final class Transport implements AutoCloseable {
    private final StatementRunner runner;
    private final Runnable end;

    private Transport(StatementRunner runner, Runnable end) {
        this.runner = runner;
        this.end = end;
    }

    /** Connects to nothing yet. */
    static Transport open(ConnectionConfig connection, String name, AwsClients clients, Background background) {
        return switch (connection.target().transport()) {
            case DATA_API -> new Transport(new DataApiStatementRunner(clients.dataApi(), target(connection)), () -> {});
            case JDBC -> {
                DatabaseLogins found = clients.logins(request(connection));
                String database = connection.warehouse().database();
                Clock clock = Clock.systemUTC();
                JdbcStatementRunner jdbc = new JdbcStatementRunner(
                        new Logins(() -> lease(found, database), clock), connection.jdbc(), name, background, clock);
                yield new Transport(jdbc, jdbc::close);
            }
        };
    }

    StatementRunner runner() {
        return runner;
    }

    private static Target target(ConnectionConfig connection) {
        TargetConfig.Warehouse warehouse = connection.warehouse();
        Optional<Warehouse> workgroup = warehouse.workgroup().map(Warehouse.Workgroup::new);
        return new Target(
                workgroup.orElseGet(
                        () -> new Warehouse.Cluster(warehouse.cluster().orElseThrow())),
                warehouse.database(),
                connection.login().secret(),
                connection.login().user());
    }

    private static LoginRequest request(ConnectionConfig connection) {
        TargetConfig.Warehouse warehouse = connection.warehouse();
        LoginConfig login = connection.login();
        return new LoginRequest(
                new LoginRequest.Place(
                        warehouse.workgroup(),
                        warehouse.cluster(),
                        warehouse.host(),
                        warehouse.port(),
                        warehouse.database()),
                new LoginRequest.User(login.user(), login.password().map(Password::value)),
                login.secret(),
                new LoginRequest.Temporary(
                        login.temporary().groups(),
                        login.temporary().autoCreate(),
                        login.temporary().duration()));
    }

    private static Logins.Lease lease(DatabaseLogins logins, String database) {
        try {
            DatabaseLogin found = logins.find();
            return new Logins.Lease(
                    new Login(found.host(), found.port(), database, found.user(), found.password()),
                    found.renewal(),
                    found.end());
        } catch (LoginException failure) {
            throw new StatementException(failure.getMessage(), failure.retriable(), failure);
        }
    }

    @Override
    public void close() {
        end.run();
    }
}
