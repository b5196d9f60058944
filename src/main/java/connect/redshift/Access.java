// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import connect.redshift.aws.AwsClients;
import connect.redshift.config.ConnectorConfig;
import connect.redshift.config.StagingConfig;
import connect.redshift.preflight.Account;
import connect.redshift.record.Topics;
import connect.redshift.staging.S3Staging;
import connect.redshift.staging.S3Uri;
import connect.redshift.staging.Staging;
import connect.redshift.statement.Statements;
import connect.redshift.table.Catalog;
import java.time.Clock;
import java.time.Duration;

/** What a task, a connector and a validation share: clients, the executor they are called on, statements, staging. */
final class Access implements AutoCloseable {
    private final ConnectorConfig config;
    private final TaskExecutor background;
    private final AwsClients clients;
    private final Transport transport;
    private final Statements statements;

    private Access(ConnectorConfig config, TaskExecutor background, AwsClients clients, Duration timeout) {
        this.config = config;
        this.background = background;
        this.clients = clients;
        this.transport = Transport.open(config.connection(), config.name(), clients, background);
        this.statements = new Statements(transport.runner(), background, Clock.systemUTC(), timeout);
    }

    /**
     * Opens clients and threads; nothing remote is called.
     *
     * @param threads how many calls may run at once
     * @param timeout how long a statement may take
     */
    static Access open(ConnectorConfig config, String threadName, int threads, Duration timeout) {
        AwsClients clients = AwsClients.build(config.connection().aws(), threads);
        return new Access(config, new TaskExecutor(threadName, threads), clients, timeout);
    }

    TaskExecutor background() {
        return background;
    }

    Account account() {
        return new AccountFindings(clients.questions(), config);
    }

    Statements statements() {
        return statements;
    }

    Staging staging() {
        return new S3Staging(clients.s3());
    }

    Catalog catalog() {
        return new Catalog(
                statements, config.name(), config.connection().warehouse().database());
    }

    Topics topics() {
        return new Topics(
                config.records().topicPrefix(), config.connection().warehouse().database(), config::topicTemplate);
    }

    /** The connector's own folder in the staging bucket. */
    S3Uri root() {
        String folder = config.name().replaceAll("[^A-Za-z0-9._-]", "_");
        StagingConfig.Bucket bucket = config.staging().bucket();
        return new S3Uri(bucket.name(), bucket.prefix() + folder + "/");
    }

    @Override
    public void close() {
        statements.cancelAll();
        try (clients;
                transport;
                background) {
            // From the last to the first: calls end, then what they called is closed.
        }
    }
}
