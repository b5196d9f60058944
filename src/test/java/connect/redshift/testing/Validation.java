// SPDX-License-Identifier: Apache-2.0
package connect.redshift.testing;

import connect.redshift.RedshiftSourceConnector;
import connect.redshift.worker.Stack;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.params.provider.Arguments;

/** What a user reads who validates a configuration. */
public final class Validation {
    private Validation() {}

    /** The errors on each setting that has any. */
    public static Map<String, List<String>> errors(Map<String, String> settings) {
        Config validated = new RedshiftSourceConnector().validate(settings);
        Map<String, List<String>> errors = new TreeMap<>();
        for (ConfigValue value : validated.configValues()) {
            if (!value.errorMessages().isEmpty()) {
                errors.put(value.name(), value.errorMessages());
            }
        }
        return errors;
    }

    /**
     * A row of a table of wrong settings.
     *
     * @param message the one error, on {@code setting} alone
     * @param changes names and values of settings in turn; an empty value takes the setting away
     */
    public static Arguments wrong(String what, String setting, String message, String... changes) {
        return Arguments.of(what, setting, message, List.of(changes));
    }

    /** The errors of a connector to {@code stack}, without the ids of statements, which are new each time. */
    public static Map<String, List<String>> told(Stack stack, List<String> changes) {
        Map<String, String> changed = new HashMap<>();
        for (int index = 0; index < changes.size(); index += 2) {
            changed.put(changes.get(index), changes.get(index + 1));
        }
        Map<String, String> settings = LocalConnector.settings(stack, changed);
        settings.values().removeIf(String::isEmpty);
        Map<String, List<String>> told = new TreeMap<>();
        errors(settings)
                .forEach((setting, messages) -> told.put(
                        setting,
                        messages.stream()
                                .map(message -> message.replaceAll("Statement [0-9a-f-]{36}", "Statement <id>"))
                                .toList()));
        return told;
    }
}
