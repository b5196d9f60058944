// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import connect.redshift.table.NamePattern;
import java.net.URI;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** Checks of single settings, each with a message that names what was expected. */
final class Setting {
    /** What takes every value. */
    static final ConfigDef.Validator ANY = ConfigDef.LambdaValidator.with((name, value) -> {}, () -> "");

    private Setting() {}

    static boolean isHttpUri(String text) {
        try {
            URI uri = URI.create(text);
            return uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    /** The name of an AWS region, of any partition and also of one that is younger than this code. */
    static ConfigDef.Validator region() {
        return matching(name -> name.matches("[a-z]{2}(-[a-z]+)+-\\d"), "an AWS region such as eu-west-1");
    }

    /** An absent value is somebody else's to refuse. */
    static ConfigDef.Validator matching(Predicate<String> right, String expected) {
        return ConfigDef.LambdaValidator.with(
                (name, value) -> {
                    if (value != null && !((String) value).isEmpty() && !right.test((String) value)) {
                        throw new ConfigException(name, value, "Expected " + expected + ".");
                    }
                },
                () -> expected);
    }

    /** A list of which each has a form. */
    static ConfigDef.Validator each(Predicate<String> right, String expected) {
        return ConfigDef.LambdaValidator.with(
                (name, value) -> {
                    for (Object one : (List<?>) value) {
                        if (!right.test((String) one)) {
                            throw new ConfigException(name, one, "Expected " + expected + ".");
                        }
                    }
                },
                () -> expected);
    }

    /** What {@code parse} refuses with an IllegalArgumentException is refused with its words. */
    static ConfigDef.Validator parsed(Function<String, ?> parse, String expected) {
        return ConfigDef.LambdaValidator.with(
                (name, value) -> {
                    try {
                        var unused = parse.apply((String) value);
                    } catch (IllegalArgumentException wrong) {
                        throw new ConfigException(name, value, wrong.getMessage() + ".");
                    }
                },
                () -> expected);
    }

    static ConfigDef.Validator zone() {
        return ConfigDef.LambdaValidator.with(
                (name, value) -> {
                    if (!ZoneId.getAvailableZoneIds().contains((String) value)) {
                        throw new ConfigException(
                                name, value, "Expected a time zone such as UTC or America/Sao_Paulo.");
                    }
                },
                () -> "a time zone of the IANA database");
    }

    /** Regular expressions for the whole of something. */
    static ConfigDef.Validator patterns(String subject) {
        return ConfigDef.LambdaValidator.with(
                (name, value) -> {
                    for (Object pattern : (List<?>) value) {
                        try {
                            var unused = NamePattern.of((String) pattern);
                        } catch (IllegalArgumentException malformed) {
                            throw new ConfigException(
                                    name, pattern, "Expected a regular expression: " + malformed.getMessage() + ".");
                        }
                    }
                },
                () -> "regular expressions, each for the whole of " + subject);
    }

    /** The names of an enum's values in small letters. */
    static ConfigDef.Validator oneOf(Enum<?>... values) {
        return ConfigDef.ValidString.in(Arrays.stream(values)
                .map(value -> value.name().toLowerCase(Locale.ROOT))
                .toArray(String[]::new));
    }
}
