// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import connect.redshift.aws.AwsAccess;
import connect.redshift.config.TargetConfig.Warehouse;
import connect.redshift.statement.JdbcOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** Which Redshift, reached how, and as whom. */
public record ConnectionConfig(TargetConfig target, LoginConfig login, AwsAccess aws, JdbcOptions jdbc) {
    public static final String REGION = AwsConfig.REGION;

    public Warehouse warehouse() {
        return target.warehouse();
    }

    public Duration statementTimeout() {
        return target.statementTimeout();
    }

    static void define(ConfigDef def) {
        TargetConfig.define(def);
        LoginConfig.define(def);
        AwsConfig.define(def);
        JdbcConfig.define(def);
    }

    static List<Problem> problems(AbstractConfig config) {
        List<Problem> problems = new ArrayList<>(TargetConfig.problems(config));
        problems.addAll(LoginConfig.problems(config));
        problems.addAll(AwsConfig.problems(config));
        problems.addAll(JdbcConfig.problems(config));
        return problems;
    }

    /** Those of these settings that were changed although the transport has no use for them. */
    static List<Problem> jdbcOnly(AbstractConfig config, List<String> keys) {
        return keys.stream()
                .filter(key -> changed(config, key))
                .map(key -> new Problem(key, "%s works with connection.mode=jdbc only.".formatted(key)))
                .toList();
    }

    /** Whether a setting has another value than it would have by itself. */
    static boolean changed(AbstractConfig config, String key) {
        ConfigDef.ConfigKey defined = ConnectorConfig.definition().configKeys().get(key);
        return !Objects.equals(config.values().get(key), defined.defaultValue);
    }

    static Optional<Problem> when(boolean wrong, String setting, String message) {
        return wrong ? Optional.of(new Problem(setting, message)) : Optional.empty();
    }

    static Optional<String> present(AbstractConfig config, String key) {
        return Optional.of(config.getString(key)).filter(text -> !text.isEmpty());
    }

    static ConnectionConfig from(AbstractConfig config) {
        TargetConfig target = TargetConfig.from(config);
        return new ConnectionConfig(
                target, LoginConfig.from(config), AwsConfig.from(config, target.region()), JdbcConfig.from(config));
    }
}
