// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import connect.redshift.aws.AwsClients;
import connect.redshift.aws.CallCounts;
import connect.redshift.config.ConnectorConfig;
import connect.redshift.config.StagingConfig;
import connect.redshift.preflight.Account;
import connect.redshift.record.Topics;
import connect.redshift.staging.S3Staging;
import connect.redshift.staging.S3Uri;
import connect.redshift.staging.Staging;
import connect.redshift.statement.CallRates;
import connect.redshift.statement.Gathering;
import connect.redshift.statement.Statements;
import connect.redshift.table.Catalog;
import connect.redshift.table.Relation;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HexFormat;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a task, a connector and a validation share: clients, the executor they are called on, statements, staging. */
final class Access implements AutoCloseable {
    /** What needs an escape in SQL, URLs or shells. */
    private static final Pattern NO_PART_OF_A_KEY = Pattern.compile("[^A-Za-z0-9._-]");

    private final ConnectorConfig config;
    private final TaskExecutor background;
    private final AwsClients clients;
    private final Transport transport;
    private final Statements statements;

    private Access(
            ConnectorConfig config,
            TaskExecutor background,
            AwsClients clients,
            Statements.Limits limits,
            CallRates rates,
            Clock clock) {
        this.config = config;
        this.background = background;
        this.clients = clients;
        this.transport = Transport.open(config.connection(), config.name(), clients, background);
        this.statements = new Statements(transport.runner(), background, clock, limits, rates);
    }

    /**
     * Opens clients and threads; nothing remote is called.
     *
     * @param threads how many calls may run at once
     * @param limits of each statement
     */
    static Access open(ConnectorConfig config, String threadName, int threads, Statements.Limits limits, Clock clock) {
        return open(config, new Threads(threadName, threads), limits, CallRates.unlimited(), clock);
    }

    /** The same, keeping to these rates of calls. */
    static Access open(
            ConnectorConfig config, Threads threads, Statements.Limits limits, CallRates rates, Clock clock) {
        AwsClients clients = AwsClients.build(config.connection().aws(), threads.count());
        return new Access(config, new TaskExecutor(threads.name(), threads.count()), clients, limits, rates, clock);
    }

    /** How many calls may run at once, and what their threads are called. */
    record Threads(String name, int count) {}

    TaskExecutor background() {
        return background;
    }

    /** Calls of AWS so far. */
    CallCounts calls() {
        return clients.calls();
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
        return catalog(Gathering.Company.NONE);
    }

    /** One whose questions about tables are asked together. */
    Catalog catalog(Gathering.Company company) {
        return new Catalog(
                statements,
                statementWord(),
                config.connection().warehouse().database(),
                config.queries().queries().stream()
                        .map(query -> new Relation.Query(query.id(), query.text(), query.watermarkColumn()))
                        .toList(),
                company);
    }

    Topics topics() {
        return new Topics(
                config.records().topicPrefix(),
                config.connection().warehouse().database(),
                config::topicTemplate,
                Stream.concat(Stream.of(config.records().heartbeatTopic()), config.errors().topic().stream())
                        .toList());
    }

    /** What the names of this connector's statements begin with, and those of no other connector. */
    String statementPrefix() {
        return statementWord() + " ";
    }

    /** The connector's name as one word, so that no other connector's statements begin with it and a blank. */
    private String statementWord() {
        return config.name().replace("%", "%25").replace(" ", "%20");
    }

    /** The connector's own folder in the staging bucket; no other name leads to it. */
    S3Uri root() {
        String folder = NO_PART_OF_A_KEY
                .matcher(config.name())
                .replaceAll(
                        found -> "~" + HexFormat.of().formatHex(found.group().getBytes(StandardCharsets.UTF_8)));
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
