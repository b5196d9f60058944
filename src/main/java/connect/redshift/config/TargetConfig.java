// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/**
 * Which Redshift is read, and over which transport.
 *
 * @param region of the warehouse: as set, or as the names of host and workgroup tell; never a default
 * @param namedBy the setting that names the warehouse
 */
public record TargetConfig(
        Transport transport, Warehouse warehouse, Optional<String> region, Duration statementTimeout, String namedBy) {
    static final String MODE = "connection.mode";
    static final String WORKGROUP = "redshift.workgroup";
    static final String CLUSTER = "redshift.cluster.id";
    static final String HOST = "redshift.host";
    static final String PORT = "redshift.port";
    static final String DATABASE = "redshift.database";
    static final String STATEMENT_TIMEOUT = "statement.timeout.ms";
    private static final String DATA_API = "data-api";
    private static final String JDBC = "jdbc";

    /** A workgroup's ARN names it by a UUID. */
    private static final Pattern WORKGROUP_ARN =
            Pattern.compile("arn:aws[a-z-]*:redshift-serverless:([a-z0-9-]+):\\d{12}:workgroup/[a-z0-9-]+");

    /** How statements get to Redshift. */
    public enum Transport {
        DATA_API,
        JDBC
    }

    /**
     * The database and where it is.
     *
     * @param workgroup its name or ARN; at most one of this and {@code cluster} is present, and neither where a host is
     *     all that is known
     * @param host empty where the transport needs none or finds it out
     * @param port empty where the usual one was left standing, which a secret may then replace
     */
    public record Warehouse(
            Optional<String> workgroup,
            Optional<String> cluster,
            Optional<String> host,
            Optional<Integer> port,
            String database) {}

    static void define(ConfigDef def) {
        new SettingGroup(def, "Connection")
                .choice(
                        MODE,
                        List.of(DATA_API, JDBC),
                        "Transport",
                        "How statements get to Redshift: through the Redshift Data API over HTTPS ('data-api'), or over a"
                                + " database connection of the AWS JDBC driver ('jdbc'), for users with a password and a route"
                                + " to port 5439. Rows travel through S3 either way.")
                .text(
                        WORKGROUP,
                        Importance.HIGH,
                        Setting.matching(TargetConfig::isWorkgroup, "the name or ARN of a serverless workgroup"),
                        "Workgroup",
                        "The Redshift Serverless workgroup to read, by name or ARN. Exactly one of this and"
                                + " redshift.cluster.id, or a redshift.host that tells.")
                .text(
                        CLUSTER,
                        Importance.HIGH,
                        Setting.matching(name -> name.matches("[a-z][a-z0-9-]{0,62}"), "the identifier of a cluster"),
                        "Cluster",
                        "The provisioned Redshift cluster to read. Exactly one of this and redshift.workgroup, or a"
                                + " redshift.host that tells.")
                .text(
                        HOST,
                        Importance.MEDIUM,
                        Setting.matching(
                                RedshiftHost::isHost,
                                "a host name without port and database (redshift.port and redshift.database)"),
                        "Host",
                        "The host name of Redshift's endpoint. One that AWS gave tells workgroup or cluster and region, which"
                                + " then need not be set; a custom domain or a managed VPC endpoint does not. With"
                                + " connection.mode=jdbc it is where to connect to; without it AWS is asked.")
                .number(
                        PORT,
                        5439,
                        ConfigDef.Range.between(1, 65_535),
                        "Port",
                        "The port of redshift.host, with connection.mode=jdbc.")
                .required(DATABASE, "Database", "The database to read.")
                .millis(
                        STATEMENT_TIMEOUT,
                        Duration.ofHours(12),
                        ConfigDef.Range.between(1_000L, Duration.ofHours(24).toMillis()),
                        "Statement timeout",
                        "How long one statement may take, in milliseconds, before it is cancelled and tried again later; at"
                                + " most the Data API's 24 hours.");
    }

    private static boolean isWorkgroup(String text) {
        return text.matches("[a-z0-9-]{3,64}") || WORKGROUP_ARN.matcher(text).matches();
    }

    static Transport transport(AbstractConfig config) {
        return config.getString(MODE).equals(JDBC) ? Transport.JDBC : Transport.DATA_API;
    }

    private static Optional<RedshiftHost> told(AbstractConfig config) {
        return ConnectionConfig.present(config, HOST).flatMap(RedshiftHost::parse);
    }

    /** What stands in the settings, else what the host tells. */
    static Optional<String> workgroup(AbstractConfig config) {
        Optional<String> set = ConnectionConfig.present(config, WORKGROUP);
        return set.isPresent() || ConnectionConfig.present(config, CLUSTER).isPresent()
                ? set
                : told(config).flatMap(RedshiftHost::workgroup);
    }

    static Optional<String> cluster(AbstractConfig config) {
        Optional<String> set = ConnectionConfig.present(config, CLUSTER);
        return set.isPresent() || ConnectionConfig.present(config, WORKGROUP).isPresent()
                ? set
                : told(config).flatMap(RedshiftHost::cluster);
    }

    static List<Problem> problems(AbstractConfig config) {
        List<Problem> problems = new ArrayList<>(whichTarget(config));
        hostAgrees(config).ifPresent(problems::add);
        regionsAgree(config).ifPresent(problems::add);
        Optional<String> workgroup = ConnectionConfig.present(config, WORKGROUP);
        if (transport(config) == Transport.JDBC
                && workgroup.filter(TargetConfig::isArn).isPresent()) {
            problems.add(new Problem(
                    WORKGROUP,
                    "%s is an ARN; with connection.mode=jdbc set the workgroup's name, since the APIs for credentials and endpoints take names only."
                            .formatted(workgroup.get())));
        }
        return problems;
    }

    private static List<Problem> whichTarget(AbstractConfig config) {
        boolean workgroup = ConnectionConfig.present(config, WORKGROUP).isPresent();
        boolean cluster = ConnectionConfig.present(config, CLUSTER).isPresent();
        Optional<String> host = ConnectionConfig.present(config, HOST);
        String one = "Set exactly one of redshift.workgroup and redshift.cluster.id; %s.";
        if (workgroup && cluster) {
            return onBoth(one.formatted("both are set"));
        }
        if (workgroup || cluster || told(config).flatMap(RedshiftHost::target).isPresent()) {
            return List.of();
        }
        if (host.isEmpty()) {
            // A secret may name the cluster and the host.
            boolean told = transport(config) == Transport.JDBC && LoginConfig.hasSecret(config);
            return told ? List.of() : onBoth(one.formatted("neither is set"));
        }
        if (transport(config) == Transport.JDBC && LoginConfig.isKnown(config)) {
            return List.of();
        }
        return List.of(new Problem(
                HOST,
                ("\"%s\" does not tell which workgroup or cluster it belongs to, as <cluster>.<id>.<region>.redshift.amazonaws.com"
                                + " and <workgroup>.<account>.<region>.redshift-serverless.amazonaws.com do. Set redshift.workgroup or"
                                + " redshift.cluster.id, too.")
                        .formatted(host.get())));
    }

    private static List<Problem> onBoth(String message) {
        return List.of(new Problem(WORKGROUP, message), new Problem(CLUSTER, message));
    }

    private static Optional<Problem> hostAgrees(AbstractConfig config) {
        Optional<RedshiftHost> told = told(config).filter(host -> host.target().isPresent());
        if (told.isEmpty()) {
            return Optional.empty();
        }
        String kind = told.get().serverless() ? "workgroup" : "cluster";
        String name = told.get().target().get();
        Optional<String> workgroup = ConnectionConfig.present(config, WORKGROUP);
        Optional<String> cluster = ConnectionConfig.present(config, CLUSTER);
        // An ARN has no name to compare.
        boolean agrees = told.get().serverless()
                ? cluster.isEmpty() && workgroup.stream().allMatch(set -> isArn(set) || set.equals(name))
                : workgroup.isEmpty() && cluster.stream().allMatch(name::equals);
        return ConnectionConfig.when(
                !agrees,
                HOST,
                "This is the host of %s %s, but %s is set; name the same one, or only one of the two settings."
                        .formatted(
                                kind,
                                name,
                                workgroup
                                        .map(set -> WORKGROUP + "=" + set)
                                        .or(() -> cluster.map(set -> CLUSTER + "=" + set))
                                        .orElse("nothing")));
    }

    private static boolean isArn(String workgroup) {
        return workgroup.startsWith("arn:");
    }

    /** Each setting that names a region, with the region that it names. */
    private static Map<String, String> regions(AbstractConfig config) {
        Map<String, String> regions = new LinkedHashMap<>();
        ConnectionConfig.present(config, AwsConfig.REGION).ifPresent(region -> regions.put(AwsConfig.REGION, region));
        told(config).ifPresent(host -> regions.put(HOST, host.region()));
        ConnectionConfig.present(config, WORKGROUP)
                .map(WORKGROUP_ARN::matcher)
                .filter(Matcher::matches)
                .ifPresent(arn -> regions.put(WORKGROUP, arn.group(1)));
        return regions;
    }

    private static Optional<Problem> regionsAgree(AbstractConfig config) {
        Map<String, String> regions = regions(config);
        if (regions.values().stream().distinct().count() < 2) {
            return Optional.empty();
        }
        List<String> told = regions.entrySet().stream()
                .map(one -> "%s names %s".formatted(one.getKey(), one.getValue()))
                .toList();
        return Optional.of(new Problem(
                regions.keySet().iterator().next(),
                "%s; they must name the same region.".formatted(String.join(", ", told))));
    }

    static TargetConfig from(AbstractConfig config) {
        return new TargetConfig(
                transport(config),
                new Warehouse(
                        workgroup(config),
                        cluster(config),
                        ConnectionConfig.present(config, HOST),
                        Optional.of(config.getInt(PORT)).filter(port -> ConnectionConfig.changed(config, PORT)),
                        config.getString(DATABASE)),
                regions(config).values().stream().findFirst(),
                Duration.ofMillis(config.getLong(STATEMENT_TIMEOUT)),
                Stream.of(WORKGROUP, CLUSTER)
                        .filter(key -> ConnectionConfig.present(config, key).isPresent())
                        .findFirst()
                        .orElse(HOST));
    }
}
