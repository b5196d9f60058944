// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import connect.redshift.table.ColumnMask;
import connect.redshift.table.ColumnRules;
import connect.redshift.table.NamePattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;

/** Which columns are exported, and which of them are masked: by settings whose names carry a length or a salt. */
public record ColumnsConfig(ColumnRules rules) {
    static final String INCLUDE = "column.include.list";
    static final String EXCLUDE = "column.exclude.list";
    private static final String GROUP = "Columns";

    static void define(ConfigDef def) {
        int order = 0;
        def.define(
                        INCLUDE,
                        ConfigDef.Type.LIST,
                        "",
                        Setting.patterns("schema.table.column"),
                        Importance.MEDIUM,
                        "The columns that are exported: regular expressions separated by commas, each of which must match the"
                                + " whole of schema.table.column, whatever its capitals. Empty for all columns.",
                        GROUP,
                        ++order,
                        Width.LONG,
                        "Include columns")
                .define(
                        EXCLUDE,
                        ConfigDef.Type.LIST,
                        "",
                        Setting.patterns("schema.table.column"),
                        Importance.MEDIUM,
                        "Columns that are not exported, in the same form. They never leave Redshift; a watermark column among"
                                + " them still orders the rows.",
                        GROUP,
                        ++order,
                        Width.LONG,
                        "Exclude columns");
    }

    /** The settings with names of their own, each with its columns. */
    private static Map<String, String> masks(AbstractConfig config) {
        Map<String, String> masks = new TreeMap<>();
        config.originals().forEach((key, value) -> {
            if (key.startsWith("column.") && !key.equals(INCLUDE) && !key.equals(EXCLUDE)) {
                masks.put(key, String.valueOf(value));
            }
        });
        return masks;
    }

    static List<Problem> problems(AbstractConfig config) {
        List<Problem> problems = new ArrayList<>();
        masks(config).forEach((key, columns) -> {
            try {
                ColumnMask.parse(key, columns);
            } catch (IllegalArgumentException wrong) {
                problems.add(new Problem(EXCLUDE, wrong.getMessage()));
            }
        });
        return problems;
    }

    static ColumnsConfig from(AbstractConfig config) {
        return new ColumnsConfig(new ColumnRules(
                patterns(config, INCLUDE),
                patterns(config, EXCLUDE),
                masks(config).entrySet().stream()
                        .map(mask -> ColumnMask.parse(mask.getKey(), mask.getValue()))
                        .toList()));
    }

    private static List<NamePattern> patterns(AbstractConfig config, String key) {
        return config.getList(key).stream().map(ColumnRules::pattern).toList();
    }
}
