// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;

/** Defines the settings of one group in the order in which they are shown; an unset text is empty, never null. */
final class SettingGroup {
    private final ConfigDef def;
    private final String name;
    private int order;

    SettingGroup(ConfigDef def, String name) {
        this.def = def;
        this.name = name;
    }

    /** A text without which nothing works. */
    SettingGroup required(String key, String display, String documentation) {
        def.define(
                key,
                ConfigDef.Type.STRING,
                ConfigDef.NO_DEFAULT_VALUE,
                new ConfigDef.NonEmptyString(),
                Importance.HIGH,
                documentation,
                name,
                ++order,
                Width.MEDIUM,
                display);
        return this;
    }

    SettingGroup text(
            String key, Importance importance, ConfigDef.Validator validator, String display, String documentation) {
        return define(
                key, ConfigDef.Type.STRING, "", validator, new Shown(importance, Width.MEDIUM, display, documentation));
    }

    /** A password, a key or a token: shown by nobody. */
    SettingGroup secret(String key, String display, String documentation) {
        return define(
                key,
                ConfigDef.Type.PASSWORD,
                "",
                Setting.ANY,
                new Shown(Importance.MEDIUM, Width.MEDIUM, display, documentation));
    }

    SettingGroup list(String key, ConfigDef.Validator validator, String display, String documentation) {
        return define(
                key,
                ConfigDef.Type.LIST,
                List.of(),
                validator,
                new Shown(Importance.LOW, Width.LONG, display, documentation));
    }

    /** An address; only the odd network needs one. */
    SettingGroup url(String key, String display, String documentation) {
        return define(
                key,
                ConfigDef.Type.STRING,
                "",
                Setting.matching(Setting::isHttpUri, "an http or https URL"),
                new Shown(Importance.LOW, Width.LONG, display, documentation));
    }

    /** One of these words; the first is the default. */
    SettingGroup choice(String key, List<String> words, String display, String documentation) {
        return define(
                key,
                ConfigDef.Type.STRING,
                words.get(0),
                ConfigDef.ValidString.in(words.toArray(String[]::new)),
                new Shown(Importance.MEDIUM, Width.SHORT, display, documentation));
    }

    /** A switch that is off unless somebody turns it on. */
    SettingGroup flag(String key, String display, String documentation) {
        return define(
                key,
                ConfigDef.Type.BOOLEAN,
                false,
                Setting.ANY,
                new Shown(Importance.LOW, Width.SHORT, display, documentation));
    }

    SettingGroup number(String key, int value, ConfigDef.Range range, String display, String documentation) {
        return define(
                key, ConfigDef.Type.INT, value, range, new Shown(Importance.LOW, Width.SHORT, display, documentation));
    }

    /** A time in milliseconds. */
    SettingGroup millis(String key, Duration value, ConfigDef.Range range, String display, String documentation) {
        return define(
                key,
                ConfigDef.Type.LONG,
                value.toMillis(),
                range,
                new Shown(Importance.LOW, Width.SHORT, display, documentation));
    }

    /** The class of a plug-in; null where there is none, since no class stands for that. */
    SettingGroup type(String key, String display, String documentation) {
        return define(
                key,
                ConfigDef.Type.CLASS,
                null,
                Setting.ANY,
                new Shown(Importance.LOW, Width.LONG, display, documentation));
    }

    private record Shown(Importance importance, Width width, String display, String documentation) {}

    private SettingGroup define(
            String key, ConfigDef.Type type, Object initial, ConfigDef.Validator validator, Shown shown) {
        def.define(
                key,
                type,
                initial,
                validator,
                shown.importance(),
                shown.documentation(),
                name,
                ++order,
                shown.width(),
                shown.display());
        return this;
    }
}
