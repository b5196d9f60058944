// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import javax.net.ssl.SSLContext;

/**
 * The port that database drivers connect to: a go-between in front of PostgreSQL that speaks its protocol, checks the
 * password itself, turns Redshift's SQL into PostgreSQL's, and runs UNLOAD. It proves that AWS's driver logs in, runs,
 * cancels and fails as the connector expects it to; it proves nothing about Redshift's own server.
 */
public final class DatabaseFront implements AutoCloseable {
    private final ServerSocket server;
    private final Services services;
    private final Optional<SSLContext> tls;
    private final BiPredicate<String, String> admits;
    private final Set<DatabaseSession> sessions = ConcurrentHashMap.newKeySet();
    private final List<String> statements = new CopyOnWriteArrayList<>();
    private final List<Map<String, String>> startups = new CopyOnWriteArrayList<>();
    private final AtomicInteger logins = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "local-redshift-database");
        thread.setDaemon(true);
        return thread;
    });

    /** What a session needs of the local Redshift. */
    record Services(Settings settings, Warehouse warehouse, StatementRunner runner, Faults faults) {}

    DatabaseFront(Services services, int port, Optional<SSLContext> tls, BiPredicate<String, String> admits) {
        this.services = services;
        this.tls = tls;
        this.admits = admits;
        try {
            this.server =
                    new ServerSocket(port, 50, services.settings().address().getAddress());
        } catch (IOException failure) {
            throw new UncheckedIOException("Could not bind the local Redshift's database port", failure);
        }
        threads.execute(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Every SQL text that came over any session, as it was sent, oldest first. */
    public List<String> statements() {
        return List.copyOf(statements);
    }

    /** What each session asked for when it began, those that were refused too. */
    public List<Map<String, String>> startups() {
        return List.copyOf(startups);
    }

    /** How many passwords were looked at. */
    public int logins() {
        return logins.get();
    }

    public int openSessions() {
        return sessions.size();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                client.setTcpNoDelay(true);
                threads.execute(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        DatabaseSession session = new DatabaseSession(this, services, client);
        sessions.add(session);
        try (client) {
            session.run();
        } catch (IOException gone) {
            // One of the two ends has gone away, and the other goes with it.
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } finally {
            session.close();
            sessions.remove(session);
        }
    }

    Optional<SSLContext> tls() {
        return tls;
    }

    boolean admits(Map<String, String> startup, String password) {
        logins.incrementAndGet();
        return admits.test(startup.getOrDefault("user", ""), password);
    }

    void begun(Map<String, String> startup) {
        startups.add(Map.copyOf(startup));
    }

    void ran(String sql) {
        statements.add(sql);
    }

    void cancel(int process) throws InterruptedException {
        for (DatabaseSession session : sessions) {
            if (session.process() == process) {
                session.cancel();
            }
        }
    }

    void execute(Runnable relay) {
        threads.execute(relay);
    }

    /** Cuts every session, as a failing network does. */
    public void cut() {
        sessions.forEach(DatabaseSession::close);
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException closed) {
            throw new UncheckedIOException(closed);
        }
        cut();
        threads.shutdownNow();
    }
}
