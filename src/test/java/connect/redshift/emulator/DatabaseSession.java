// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import connect.redshift.emulator.Faults.Fault;
import connect.redshift.emulator.Faults.Kind;
import connect.redshift.emulator.Wire.Message;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.net.ssl.SSLSocket;

/** One connection of a database driver, and the connection to PostgreSQL behind it. */
final class DatabaseSession implements AutoCloseable {
    /** What PostgreSQL knows of what AWS's driver sends; the rest are names of Redshift's own. */
    private static final Set<String> PASSED_ON =
            Set.of("client_encoding", "DateStyle", "extra_float_digits", "application_name", "TimeZone", "search_path");

    private static final String CANCELLED = "57014";

    private final DatabaseFront front;
    private final DatabaseFront.Services services;
    private Socket client;
    private Socket postgres;
    private volatile int process;
    private volatile boolean cancelled;
    private volatile Submission unload;

    DatabaseSession(DatabaseFront front, DatabaseFront.Services services, Socket client) {
        this.front = front;
        this.services = services;
        this.client = client;
    }

    int process() {
        return process;
    }

    void run() throws IOException, InterruptedException {
        Optional<Map<String, String>> startup = begin();
        if (startup.isEmpty()) {
            return;
        }
        front.begun(startup.get());
        DataInputStream in = new DataInputStream(client.getInputStream());
        DataOutputStream out = new DataOutputStream(client.getOutputStream());
        if (!login(startup.get(), in, out)) {
            return;
        }
        URI address = URI.create(services.warehouse().jdbcUrl().substring("jdbc:".length()));
        postgres = new Socket(address.getHost(), address.getPort());
        postgres.setTcpNoDelay(true);
        postgres.getOutputStream()
                .write(Wire.startup(settings(startup.get(), address.getPath().substring(1))));
        front.execute(this::relay);
        DataOutputStream server = new DataOutputStream(postgres.getOutputStream());
        for (Message message = Wire.read(in); message != null; message = Wire.read(in)) {
            translated(message).write(server);
        }
    }

    /** The startup message; nothing after a request to cancel. */
    private Optional<Map<String, String>> begin() throws IOException, InterruptedException {
        while (true) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            int length = in.readInt();
            int code = in.readInt();
            switch (code) {
                case Wire.TLS -> encrypt();
                case Wire.GSS -> client.getOutputStream().write('N');
                case Wire.CANCEL -> {
                    int target = in.readInt();
                    int key = in.readInt();
                    pass(target, key);
                    front.cancel(target);
                    return Optional.empty();
                }
                default -> {
                    return Optional.of(Wire.startup(in, length));
                }
            }
        }
    }

    private void encrypt() throws IOException {
        if (front.tls().isEmpty()) {
            client.getOutputStream().write('N');
            return;
        }
        client.getOutputStream().write('S');
        SSLSocket encrypted =
                (SSLSocket) front.tls().get().getSocketFactory().createSocket(client, null, client.getPort(), true);
        encrypted.setUseClientMode(false);
        encrypted.startHandshake();
        client = encrypted;
    }

    private boolean login(Map<String, String> startup, DataInputStream in, DataOutputStream out) throws IOException {
        Wire.cleartextPasswordWanted().write(out);
        Message password = Wire.read(in);
        String user = startup.getOrDefault("user", "");
        if (password == null || !front.admits(startup, Wire.text(password.body(), 0))) {
            Wire.fatal("28000", "password authentication failed for user \"%s\"".formatted(user))
                    .write(out);
            return false;
        }
        String database = startup.getOrDefault("database", user);
        if (!SqlText.foldAscii(database)
                .equals(SqlText.foldAscii(services.settings().target().database()))) {
            Wire.fatal("3D000", "database \"%s\" does not exist".formatted(database))
                    .write(out);
            return false;
        }
        return true;
    }

    private Map<String, String> settings(Map<String, String> startup, String database) {
        Map<String, String> settings = new LinkedHashMap<>(startup);
        settings.keySet().retainAll(PASSED_ON);
        settings.put("user", "postgres");
        settings.put("database", database.substring(0, (database + "?").indexOf('?')));
        settings.put(
                "options",
                "-c emulator.database=%s -c timezone=%s"
                        .formatted(
                                services.settings().target().database(),
                                services.settings().session().timeZone()));
        return settings;
    }

    /** From PostgreSQL to the driver; on the way it tells by which number the driver will cancel. */
    private void relay() {
        try {
            DataInputStream in = new DataInputStream(postgres.getInputStream());
            DataOutputStream out = new DataOutputStream(client.getOutputStream());
            for (Message message = Wire.read(in); message != null; message = Wire.read(in)) {
                if (message.type() == 'K') {
                    process = ByteBuffer.wrap(message.body()).getInt();
                }
                message.write(out);
            }
        } catch (IOException gone) {
            // The driver has closed its end, or PostgreSQL has.
        } finally {
            close();
        }
    }

    private Message translated(Message message) throws InterruptedException {
        if (message.type() == 'Q') {
            return Wire.withText(message, 0, translated(Wire.text(message.body(), 0)));
        }
        if (message.type() == 'P') {
            int sql = Wire.text(message.body(), 0).getBytes(java.nio.charset.StandardCharsets.UTF_8).length + 1;
            return Wire.withText(message, sql, translated(Wire.text(message.body(), sql)));
        }
        return message;
    }

    /** What PostgreSQL is to run: the same in its own words, or a statement that fails as this one does. */
    private String translated(String sql) throws InterruptedException {
        front.ran(sql);
        cancelled = false;
        services.faults().awaitRelease(sql, () -> cancelled);
        if (cancelled) {
            return failing(CANCELLED, "Query cancelled on user's request");
        }
        Optional<Fault> fault = services.faults().take(Faults.OF_RUNS, "", sql);
        if (fault.isPresent()) {
            String text = fault.get().text().isEmpty()
                    ? "injected failure"
                    : fault.get().text();
            return failing(fault.get().kind() == Kind.ABORT ? CANCELLED : "XX000", text);
        }
        try {
            if (UnloadParser.isUnload(sql)) {
                return unloaded(sql);
            }
            List<SqlToken> tokens = SqlScanner.meaning(sql);
            if (tokens.size() > 1
                    && tokens.get(0).isWord("SET")
                    && tokens.get(1).isWord("query_group")) {
                return sql.replaceFirst("(?i)query_group", "emulator.query_group");
            }
            SelectRules.checkStatement(tokens);
            return services.warehouse().dialect().translate(sql);
        } catch (SqlFailure failure) {
            return failing("XX000", failure.getMessage());
        }
    }

    private String unloaded(String sql) throws InterruptedException {
        Submission one = new Submission(
                UUID.randomUUID().toString(),
                new Submission.Request(
                        List.of(sql),
                        List.of(sql),
                        false,
                        false,
                        "",
                        "",
                        new Caller(
                                services.settings().target().database(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty())),
                services.settings().clock());
        unload = one;
        try (Connection connection = services.warehouse().open()) {
            Outcome outcome = services.runner().unload(connection, sql, one);
            return "SET emulator.last_unload = '%d'".formatted(outcome.rows());
        } catch (Submission.Cancelled stopped) {
            return failing(CANCELLED, "Query cancelled on user's request");
        } catch (SQLException | IOException failure) {
            return one.isCancelled()
                    ? failing(CANCELLED, "Query cancelled on user's request")
                    : failing("XX000", failure.getMessage());
        } finally {
            one.end(Submission.Status.FINISHED, null);
            unload = null;
        }
    }

    private static String failing(String state, String error) {
        String words = error.startsWith("ERROR: ") ? error.substring("ERROR: ".length()) : error;
        return "DO "
                + SqlText.literal("BEGIN RAISE EXCEPTION USING ERRCODE = %s, MESSAGE = %s; END"
                        .formatted(SqlText.literal(state), SqlText.literal(words)));
    }

    private void pass(int target, int key) throws IOException {
        URI address = URI.create(services.warehouse().jdbcUrl().substring("jdbc:".length()));
        try (Socket cancelling = new Socket(address.getHost(), address.getPort())) {
            DataOutputStream out = new DataOutputStream(cancelling.getOutputStream());
            out.writeInt(16);
            out.writeInt(Wire.CANCEL);
            out.writeInt(target);
            out.writeInt(key);
            out.flush();
            // PostgreSQL closes when it has done it.
            cancelling.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
        }
    }

    void cancel() throws InterruptedException {
        cancelled = true;
        Submission running = unload;
        if (running != null && !running.status().isEnd()) {
            running.cancel();
        }
    }

    @Override
    public void close() {
        for (Socket socket : new Socket[] {client, postgres}) {
            if (socket != null) {
                try {
                    socket.close();
                } catch (IOException closed) {
                    // It was closed by the other end.
                }
            }
        }
    }
}
