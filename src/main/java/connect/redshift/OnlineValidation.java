// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import connect.redshift.config.ConnectionConfig;
import connect.redshift.config.ConnectorConfig;
import connect.redshift.config.CostConfig;
import connect.redshift.config.PollingConfig;
import connect.redshift.config.Problem;
import connect.redshift.config.RecordsConfig;
import connect.redshift.config.StagingConfig;
import connect.redshift.config.TablesConfig;
import connect.redshift.config.WindowsConfig;
import connect.redshift.preflight.Finding;
import connect.redshift.preflight.Preflight;
import connect.redshift.record.Topics;
import connect.redshift.table.Slice;
import connect.redshift.table.TableId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.connect.errors.ConnectException;

/** What Redshift and S3 have against settings that make sense by themselves, each told of the setting to change. */
final class OnlineValidation {
    private final Map<String, String> props;
    private final ConnectorConfig config;

    /** @param props that were found sound */
    OnlineValidation(Map<String, String> props) {
        this.props = props;
        this.config = ConnectorConfig.from(props);
    }

    /** Asks for as long as {@code validation.timeout.ms} allows, closing included; none if all is well. */
    List<Problem> problems(Function<ConnectorConfig, Access> open) {
        return findings(open).stream().map(this::problem).toList();
    }

    private List<Finding> findings(Function<ConnectorConfig, Access> open) {
        try (Access access = open.apply(config)) {
            Preflight preflight = new Preflight(
                    access.account(),
                    access.catalog(),
                    access.staging(),
                    access.background(),
                    new Preflight.Subjects(
                            config.tables().filter(),
                            config.queries().ids(),
                            this::subject,
                            tables -> selection(access.topics(), tables),
                            access.root()));
            return preflight.findings(asking(config.polling().validationTimeout()));
        } catch (IllegalArgumentException noRegion) {
            return List.of(new Finding(Finding.Subject.CONNECTION, noRegion.getMessage()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ConnectException("interrupted while validating", interrupted);
        }
    }

    /** What is left of a validation's time when stopping what was asked is part of it. */
    private static Duration asking(Duration limit) {
        Duration least = limit.dividedBy(4);
        Duration rest = limit.minus(TaskExecutor.LONGEST_CLOSE);
        return rest.compareTo(least) > 0 ? rest : least;
    }

    private Preflight.TableSubject subject(TableId table) {
        WindowsConfig windows = config.windows(table);
        return new Preflight.TableSubject(
                windows.bulk(),
                new Preflight.Choice(config.watermarkColumn(table), config.watermarkSetting(table)),
                new Preflight.Choice(windows.initial(), config.tables().initialSetting(table)),
                config.rules(table),
                config.filterSetting(table),
                config.querySetting(table),
                new Preflight.Sharding(
                        config.slices(table).stream().findFirst().orElse(Slice.ALL), config.shardColumnSetting(table)));
    }

    private List<Finding> selection(Topics topics, List<TableId> tables) {
        return Stream.concat(
                        config.problems(tables).stream()
                                .map(problem -> Finding.of(problem.setting(), problem.message())),
                        Stream.concat(
                                topics.problems(tables).stream()
                                        .map(problem -> new Finding(Finding.Subject.TOPICS, problem)),
                                new TableLimit(config.cost().tables())
                                        .problems(tables).stream()
                                                .map(problem -> Finding.of(CostConfig.TABLES, problem))))
                .toList();
    }

    private Problem problem(Finding finding) {
        String setting = finding.setting().orElseGet(() -> switch (finding.subject()) {
            case CONNECTION, STAGING -> named(finding.message()).orElseGet(() -> setting(finding.subject()));
            case TABLES, WATERMARK, TOPICS -> setting(finding.subject());
        });
        return new Problem(setting, finding.message());
    }

    /** Whoever words a failure names the settings to look at, most likely first: one that is set goes before others. */
    private Optional<String> named(String message) {
        Set<String> keys = ConnectorConfig.definition().names();
        List<String> named = Stream.of(message.split("[^a-z0-9.]+", -1))
                .map(word -> word.replaceAll("[.]$", ""))
                .filter(word -> keys.contains(word) && !word.equals(PollingConfig.VALIDATION_TIMEOUT))
                .toList();
        return named.stream().filter(props::containsKey).findFirst().or(() -> named.stream()
                .findFirst());
    }

    private static String setting(Finding.Subject subject) {
        return switch (subject) {
            case CONNECTION -> ConnectionConfig.REGION;
            case TABLES -> TablesConfig.INCLUDE;
            case WATERMARK -> TablesConfig.WATERMARK;
            case TOPICS -> RecordsConfig.TOPIC_TEMPLATE;
            case STAGING -> StagingConfig.BUCKET;
        };
    }
}
