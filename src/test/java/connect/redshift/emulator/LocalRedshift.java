// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
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
        return new DatabaseFront(new DatabaseFront.Services(settings, warehouse, runner, faults), tls, admits);
    }

    @Override
    public void close() {
        front.close();
        runner.close();
        staging.close();
        warehouse.close();
    }

    /**
     * A local Redshift and a local S3 as a process: properties {@code redshift.port} (8439), {@code s3.port} (8440), {@code s3.folder}
     * (none: in memory), {@code bucket} (staging) and {@code sql} (a file to run first).
     */
    public static void main(String[] arguments) throws Exception {
        int s3Port = Integer.getInteger("s3.port", 8440);
        Optional<String> folder = Optional.ofNullable(System.getProperty("s3.folder"));
        LocalS3 s3 = folder.isPresent() ? LocalS3.start(s3Port, Path.of(folder.get())) : LocalS3.start(s3Port);
        String bucket = System.getProperty("bucket", "staging");
        if (s3.client().listBuckets().buckets().stream()
                .noneMatch(one -> one.name().equals(bucket))) {
            s3.createBucket(bucket);
        }
        LocalRedshift redshift = start(Settings.with(s3).withPort(Integer.getInteger("redshift.port", 8439)));
        String sql = System.getProperty("sql", "");
        if (!sql.isEmpty()) {
            redshift.execute(java.nio.file.Files.readString(Path.of(sql)));
        }
        Settings.Target target = redshift.settings().target();
        Set<String> roles = redshift.settings().roles().attached();
        System.out.println("Data API " + redshift.endpoint() + ", workgroup " + target.workgroup() + ", database "
                + target.database() + ", region " + target.region() + ", role " + String.join(" ", roles));
        System.out.println("S3 " + s3.endpoint() + ", bucket " + bucket + ", access key " + s3.accessKey()
                + ", secret key " + s3.secretKey());
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            redshift.close();
            s3.close();
            stopped.countDown();
        }));
        stopped.await();
    }
}
