// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Redshift on the loopback interface: the Data API over HTTP, Redshift's SQL on PostgreSQL, UNLOAD into an S3. */
public final class LocalRedshift implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalRedshift.class);

    private final Settings settings;
    private final Warehouse warehouse;
    private final Staging staging;
    private final Faults faults = new Faults();
    private final StatementBook book;
    private final StatementRunner runner;
    private final HttpFront front;
    private final URI endpoint;

    private LocalRedshift(Settings settings) {
        this.settings = settings;
        this.warehouse = new Warehouse(settings);
        this.staging = new Staging(settings);
        this.book = new StatementBook(settings.clock(), settings.limits().activeStatements());
        this.runner = new StatementRunner(settings, warehouse, staging, faults);
        this.front = new HttpFront(settings, new DataApi(settings, warehouse, book, runner), faults, this::statements);
        this.endpoint = front.start();
        LOG.info("Local Redshift at {}, seed {}", endpoint, settings.seed());
    }

    public static LocalRedshift start(Settings settings) {
        return new LocalRedshift(settings);
    }

    /** The Data API's endpoint override. */
    public URI endpoint() {
        return endpoint;
    }

    public Settings settings() {
        return settings;
    }

    /** Runs statements in Redshift's dialect as the superuser, past the Data API. */
    public void execute(String sql) {
        warehouse.execute(sql);
    }

    /** Rows of a query, as text. */
    public List<List<String>> query(String sql) {
        return warehouse.query(sql);
    }

    /** The PostgreSQL database behind it, for bulk loading with COPY. */
    public String jdbcUrl() {
        return warehouse.jdbcUrl();
    }

    /** Every statement that the Data API took, oldest first. */
    public List<LoggedStatement> statements() {
        return book.all().stream().map(Submission::logged).toList();
    }

    public List<LoggedStatement> runningStatements() {
        return book.all().stream()
                .filter(one -> !one.status().isEnd())
                .map(Submission::logged)
                .toList();
    }

    /** What the Data API was asked for. */
    public CallLog calls() {
        return front.calls();
    }

    public Faults faults() {
        return faults;
    }

    /** Opens a port for database drivers, with TLS or without; {@code admits} says who may log in with which password. */
    public DatabaseFront listen(Optional<SSLContext> tls, BiPredicate<String, String> admits) {
        return listen(0, tls, admits);
    }

    /** The same at a port of the caller's choice. */
    DatabaseFront listen(int port, Optional<SSLContext> tls, BiPredicate<String, String> admits) {
        return new DatabaseFront(new DatabaseFront.Services(settings, warehouse, runner, faults), port, tls, admits);
    }

    @Override
    public void close() {
        front.close();
        runner.close();
        staging.close();
        warehouse.close();
    }
}
