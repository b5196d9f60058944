// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import connect.redshift.testing.Certificate;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A local Redshift as a process, with an S3 of its own or somebody's. Arguments are {@code name=value}:
 *
 * <ul>
 *   <li>{@code listen} (127.0.0.1) and {@code redshift.port} (8439): where the Data API answers
 *   <li>{@code access.key} (local): the access key id that it takes
 *   <li>{@code database.user} and {@code database.password}: who may log in; without them there is no database port
 *   <li>{@code database.port} (5439), {@code database.tls}: the host name of its certificate, without one no TLS
 *   <li>{@code s3.endpoint}, {@code s3.access.key}, {@code s3.secret.key}: where UNLOAD writes; without them an S3 in
 *       this process, at {@code s3.port} (8440) on loopback, in memory or in {@code s3.folder}
 *   <li>{@code bucket} (staging): made if it is not there
 *   <li>{@code sql}: a file to run first
 * </ul>
 */
public final class Server {
    private static final String ROLE = "arn:aws:iam::123456789012:role/unload";

    private final Map<String, String> arguments;

    private Server(Map<String, String> arguments) {
        this.arguments = arguments;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Map<String, String> named = new TreeMap<>();
        for (String argument : arguments) {
            int end = argument.indexOf('=');
            if (end < 0) {
                throw new IllegalArgumentException("Argument \"%s\" is not name=value".formatted(argument));
            }
            named.put(argument.substring(0, end), argument.substring(end + 1));
        }
        new Server(named).run();
    }

    private void run() throws IOException, InterruptedException {
        Settings.Staging s3 = argument("s3.endpoint").map(this::others).orElseGet(this::own);
        createBucket(s3, argument("bucket").orElse("staging"));
        Settings settings = Settings.local()
                .with(s3)
                .with(new Settings.Access(
                        Set.of(argument("access.key").orElse("local")),
                        Settings.local().access().secrets()))
                .with(new Settings.Roles(Set.of(ROLE), Set.of(), Optional.of(ROLE)))
                .with(new InetSocketAddress(argument("listen").orElse("127.0.0.1"), number("redshift.port", 8439)));
        LocalRedshift redshift = LocalRedshift.start(settings);
        if (argument("sql").isPresent()) {
            redshift.execute(Files.readString(Path.of(argument("sql").get())));
        }
        // Last, so that who can connect to it finds everything.
        if (argument("database.password").isPresent()) {
            redshift.listen(number("database.port", 5439), tls(), this::admits);
        }
        Settings.Target target = settings.target();
        System.out.printf(
                "Data API %s, workgroup %s, database %s, region %s, role %s%nS3 %s, access key %s%nReady.%n",
                redshift.endpoint(),
                target.workgroup(),
                target.database(),
                target.region(),
                ROLE,
                s3.endpoint(),
                s3.accessKey());
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            redshift.close();
            stopped.countDown();
        }));
        stopped.await();
    }

    private Settings.Staging others(String endpoint) {
        return new Settings.Staging(
                URI.create(endpoint),
                argument("s3.access.key").orElse("local"),
                argument("s3.secret.key").orElse("local-secret"),
                Map.of());
    }

    /** Ends with this process. */
    private Settings.Staging own() {
        int port = number("s3.port", 8440);
        LocalS3 s3 = argument("s3.folder")
                .map(folder -> LocalS3.start(port, Path.of(folder)))
                .orElseGet(() -> LocalS3.start(port));
        return Settings.Staging.of(s3);
    }

    private static void createBucket(Settings.Staging s3, String bucket) {
        try (S3Client client = LocalS3.client(s3.endpoint(), s3.accessKey(), s3.secretKey())) {
            if (client.listBuckets().buckets().stream()
                    .noneMatch(one -> one.name().equals(bucket))) {
                client.createBucket(request -> request.bucket(bucket));
            }
        }
    }

    private Optional<SSLContext> tls() throws IOException {
        Optional<String> host = argument("database.tls");
        if (host.isEmpty()) {
            return Optional.empty();
        }
        Path folder = Files.createTempDirectory("certificate");
        return Optional.of(Certificate.of(folder, host.get()).server());
    }

    private boolean admits(String user, String password) {
        return user.equals(argument("database.user").orElse("local"))
                && password.equals(argument("database.password").orElseThrow());
    }

    private Optional<String> argument(String name) {
        return Optional.ofNullable(arguments.get(name));
    }

    private int number(String name, int without) {
        return argument(name).map(Integer::parseInt).orElse(without);
    }
}
