// SPDX-License-Identifier: Apache-2.0
package connect.redshift.connections;

import connect.redshift.account.LocalAccount;
import connect.redshift.emulator.DatabaseFront;
import connect.redshift.worker.Stack;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * A local Redshift, an S3 and an account in front of both: every call of an AWS service comes to the account, which
 * checks its signature and remembers it before the service answers; the database's own port asks the account who may log
 * in.
 */
final class Site implements AutoCloseable {
    static final String WORKGROUP = "local";
    static final String CLUSTER = "local-cluster";
    static final String TABLE = "shop.orders";
    static final int ROWS = 3;
    static final String UNLOAD = "arn:aws:iam::123456789012:role/unload";

    private final Stack stack;
    private final LocalAccount account;
    private final DatabaseFront database;

    private Site(Stack stack, LocalAccount account, DatabaseFront database) {
        this.stack = stack;
        this.account = account;
        this.database = database;
    }

    static Site open() {
        return open(Optional.empty());
    }

    /** With a database port that speaks TLS. */
    static Site open(Optional<SSLContext> tls) {
        Stack stack = Stack.start();
        stack.redshift().execute("CREATE SCHEMA shop");
        stack.redshift().execute("CREATE TABLE shop.orders (id INTEGER NOT NULL PRIMARY KEY, at TIMESTAMP)");
        stack.redshift()
                .execute(
                        "INSERT INTO shop.orders SELECT n, TIMESTAMP '2026-01-01 00:00:00' + n * INTERVAL '1 second' FROM generate_series(1, %d) AS n"
                                .formatted(ROWS));
        LocalAccount account = LocalAccount.start();
        DatabaseFront database = stack.redshift().listen(tls, account::admits);
        String key = stack.s3().accessKey();
        String secret = stack.s3().secretKey();
        account.withServer("redshift-data", stack.redshift().endpoint(), key, secret)
                .withServer("s3", stack.s3().endpoint(), key, secret)
                .withWarehouse(WORKGROUP, "127.0.0.1", database.port())
                .withWarehouse(CLUSTER, "127.0.0.1", database.port())
                .withState(WORKGROUP, "AVAILABLE", List.of(UNLOAD), Optional.of(UNLOAD))
                .withState(CLUSTER, "available", List.of(UNLOAD), Optional.of(UNLOAD));
        return new Site(stack, account, database);
    }

    LocalAccount account() {
        return account;
    }

    DatabaseFront database() {
        return database;
    }

    Stack stack() {
        return stack;
    }

    /** What a connector to this site has set whichever way it comes. */
    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("name", "matrix");
        settings.put("connector.class", "connect.redshift.RedshiftSourceConnector");
        settings.put("redshift.database", "dev");
        settings.put("table.include.list", "shop\\.orders");
        settings.put("watermark.column", "at");
        settings.put("topic.prefix", "matrix");
        settings.put("aws.s3.bucket.name", Stack.BUCKET);
        settings.put("aws.s3.path.style.access", "true");
        settings.put("timestamp.delay.interval.ms", "1000");
        settings.put("poll.interval.ms", "1000");
        for (String service :
                new String[] {"redshift.data", "sts", "secretsmanager", "redshift", "redshift.serverless", "s3"}) {
            settings.put(
                    "aws.%s.endpoint".formatted(service), account.endpoint().toString());
        }
        return settings;
    }

    @Override
    public void close() {
        database.close();
        account.close();
        stack.close();
    }
}
