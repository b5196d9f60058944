// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import connect.redshift.config.ConnectorConfig;
import connect.redshift.config.TaskConfig;
import connect.redshift.config.TaskConfig.TableShare;
import connect.redshift.record.Topics;
import connect.redshift.statement.Statements;
import connect.redshift.table.TableId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.ConnectorTransactionBoundaries;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connect's first door: checks the settings, chooses the tables, deals them to tasks. */
public final class RedshiftSourceConnector extends SourceConnector {
    private static final Logger LOG = LoggerFactory.getLogger(RedshiftSourceConnector.class);

    /** The catalog is small work; more threads would only stand by. */
    private static final int THREADS = 4;

    private static final Duration FIRST_LISTING = Duration.ofSeconds(30);

    /** Of a list of tables, which a start waits for, and then for a fifth as long for their sizes. */
    private static final Duration LISTING_DEADLINE = Duration.ofSeconds(24);

    /** A warehouse that is being woken has no list of its tables yet, and soon has. */
    private static final Duration LISTING_RETRY = Duration.ofSeconds(15);

    private Map<String, String> settings;
    private ConnectorConfig config;
    private Access access;
    private TableMonitor monitor;
    private TableLimit limit;
    private final TableAssignment assignment = new TableAssignment();
    private final Set<TableId> leftOut = new HashSet<>();
    private List<TableId> dealt = List.of();

    @Override
    public String version() {
        return Version.current();
    }

    @Override
    public ConfigDef config() {
        return ConnectorConfig.definition();
    }

    @Override
    public Class<? extends Task> taskClass() {
        return RedshiftSourceTask.class;
    }

    @Override
    public void start(Map<String, String> props) {
        settings = Map.copyOf(props);
        config = ConnectorConfig.from(settings);
        access = open(config);
        limit = new TableLimit(config.cost().tables());
        monitor = new TableMonitor(
                access.catalog(),
                config.tables().filter(),
                access.background(),
                new TableMonitor.Times(config.tables().listInterval(), LISTING_DEADLINE, LISTING_RETRY),
                context()::requestTaskReconfiguration);
        if (config.tables().selectsAny()) {
            monitor.start();
        }
    }

    private static Access open(ConnectorConfig config) {
        return Access.open(
                config,
                "redshift-" + config.name() + "-connector",
                THREADS,
                Statements.Limits.impatient(config.polling().validationTimeout()),
                new ForwardClock());
    }

    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        TableMonitor.Listing listing =
                config.tables().selectsAny() ? monitor.listing(FIRST_LISTING) : TableMonitor.Listing.NONE;
        leftOut.retainAll(listing.tables());
        dealt = withTopics(limit.within(Stream.concat(config.queries().ids().stream(), listing.tables().stream())
                .filter(this::isReadable)
                .toList()));
        List<TableShare> shares = dealt.stream()
                .flatMap(table -> config.slices(table).stream()
                        .map(slice -> new TableShare(table, config.watermarkColumn(table), slice)))
                .toList();
        return TaskConfig.numbered(assignment.deal(shares, share -> weight(listing, share), maxTasks).stream()
                .map(share -> TaskConfig.toMap(settings, share))
                .toList());
    }

    private static long weight(TableMonitor.Listing listing, TableShare share) {
        return Math.max(1, listing.weight(share.table()) / share.slice().shard().count());
    }

    /** A table that nothing says how to read may have come later: it is told once, and the others go on. */
    private boolean isReadable(TableId table) {
        Optional<String> problem = config.problem(table);
        problem.ifPresent(words -> leaveOut(table, words));
        return problem.isEmpty();
    }

    /** The same of a table whose topic is another's; but a start does not choose which one of two is read. */
    private List<TableId> withTopics(List<TableId> tables) {
        Topics topics = access.topics();
        List<String> problems = topics.problems(tables);
        if (problems.isEmpty()) {
            return tables;
        }
        if (dealt.isEmpty()) {
            throw new ConnectException(String.join(" ", problems));
        }
        List<TableId> kept = new ArrayList<>(tables);
        kept.retainAll(Set.copyOf(dealt));
        for (TableId fresh : tables) {
            if (!dealt.contains(fresh)) {
                kept.add(fresh);
                List<String> own = topics.problems(kept);
                if (!own.isEmpty()) {
                    kept.remove(fresh);
                    leaveOut(fresh, String.join(" ", own));
                }
            }
        }
        return kept;
    }

    private void leaveOut(TableId table, String problem) {
        if (leftOut.add(table)) {
            LOG.error("A table is left out. {}", problem);
        }
    }

    @Override
    public void stop() {
        if (access != null) {
            access.close();
        }
    }

    /**
     * Offsets are exact to the row, so Connect's transactions make each row come once, unless it is asked for twice.
     * Connect has no place for a reason here; where exactly-once is required, {@link #validate} has told it.
     */
    @Override
    public ExactlyOnceSupport exactlyOnceSupport(Map<String, String> props) {
        return ConnectorConfig.repeats(props).isEmpty() ? ExactlyOnceSupport.SUPPORTED : ExactlyOnceSupport.UNSUPPORTED;
    }

    /** In every mode: a transaction may end after any row, and with a window's last one. */
    @Override
    public ConnectorTransactionBoundaries canDefineTransactionBoundaries(Map<String, String> props) {
        return ConnectorTransactionBoundaries.SUPPORTED;
    }

    /**
     * Refuses offsets that nobody would read or understand, all of them together. Taking offsets away is always allowed,
     * also for tables that are not selected any more.
     */
    @Override
    public boolean alterOffsets(Map<String, String> props, Map<Map<String, ?>, Map<String, ?>> offsets) {
        Map<Map<String, ?>, Map<String, ?>> written = new HashMap<>(offsets);
        written.values().removeIf(Objects::isNull);
        if (!written.isEmpty()) {
            List<String> problems = problems(props, written);
            if (!problems.isEmpty()) {
                // Connect shows a user the words of this exception and of no other.
                throw new ConnectException(String.join(" ", problems));
            }
        }
        return true;
    }

    /** Connect asks an instance that was never started. */
    private static List<String> problems(Map<String, String> props, Map<Map<String, ?>, Map<String, ?>> offsets) {
        ConnectorConfig config = ConnectorConfig.from(props);
        AlteredOffsets altered = new AlteredOffsets(config, offsets);
        List<String> problems = altered.problems();
        if (!problems.isEmpty() || !ConnectorConfig.validatesOnline(props)) {
            return problems;
        }
        try (Access access = open(config)) {
            return altered.problems(access.catalog(), config.polling().validationTimeout());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ConnectException("interrupted while offsets were looked at", interrupted);
        }
    }

    /** Looks at the settings, then, if they make sense and nobody forbade it, asks Redshift and S3. */
    @Override
    public Config validate(Map<String, String> props) {
        Config validated = ConnectorConfig.validate(props);
        boolean sound = validated.configValues().stream()
                .allMatch(value -> value.errorMessages().isEmpty());
        if (sound && ConnectorConfig.validatesOnline(props)) {
            new OnlineValidation(props)
                    .problems(RedshiftSourceConnector::open)
                    .forEach(problem -> ConnectorConfig.attach(validated, problem));
        }
        return validated;
    }
}
