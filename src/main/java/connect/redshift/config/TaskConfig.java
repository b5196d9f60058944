// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import connect.redshift.table.Shard;
import connect.redshift.table.Slice;
import connect.redshift.table.TableId;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One task's share: the connector's settings and the tables dealt to it.
 *
 * @param tasks how many tasks the connector may have
 * @param number of the task among its connector's, as Connect counts them; for operators only
 */
public record TaskConfig(ConnectorConfig connector, List<TableShare> tables, int tasks, int number) {
    static final String TABLES = "task.tables";
    static final String NUMBER = "task.id";

    /** Connect's own setting. */
    private static final String MOST_TASKS = "tasks.max";

    /**
     * What one stream reads: a table, or a slice of it, and the column that orders its change; without one it is read as a
     * whole.
     */
    public record TableShare(TableId table, Optional<String> watermarkColumn, Slice slice) {
        /** A table in one piece. */
        public TableShare(TableId table, Optional<String> watermarkColumn) {
            this(table, watermarkColumn, Slice.ALL);
        }

        public TableShare(TableId table, String watermarkColumn) {
            this(table, Optional.of(watermarkColumn));
        }
    }

    /** The map that Connect hands to the task; equal shares give equal maps. */
    public static Map<String, String> toMap(Map<String, String> settings, List<TableShare> tables) {
        Map<String, String> map = new HashMap<>(settings);
        map.put(
                TABLES,
                tables.stream()
                        .map(share -> encoded(share.table().schema()) + "/"
                                + encoded(share.table().name()) + "/"
                                + encoded(share.watermarkColumn().orElse("")) + text(share.slice()))
                        .collect(Collectors.joining(",")));
        return map;
    }

    /** Tells each task which one it is: Connect numbers them in this order and tells none. */
    public static List<Map<String, String>> numbered(List<Map<String, String>> tasks) {
        return IntStream.range(0, tasks.size())
                .mapToObj(number -> {
                    Map<String, String> task = new HashMap<>(tasks.get(number));
                    task.put(NUMBER, Integer.toString(number));
                    return task;
                })
                .toList();
    }

    public static TaskConfig from(Map<String, String> map) {
        String tables = map.getOrDefault(TABLES, "");
        List<TableShare> shares = tables.isEmpty()
                ? List.of()
                : Arrays.stream(tables.split(",", -1)).map(TaskConfig::share).toList();
        return new TaskConfig(
                ConnectorConfig.from(map), shares, mostTasks(map), Integer.parseInt(map.getOrDefault(NUMBER, "0")));
    }

    private static int mostTasks(Map<String, String> map) {
        String most = map.getOrDefault(MOST_TASKS, "1").strip();
        return most.matches("[1-9]\\d{0,5}") ? Integer.parseInt(most) : 1;
    }

    private static TableShare share(String text) {
        List<String> names = Arrays.stream(text.split("/", -1))
                .map(name -> URLDecoder.decode(name, StandardCharsets.UTF_8))
                .toList();
        return new TableShare(
                new TableId(names.get(0), names.get(1)),
                Optional.of(names.get(2)).filter(column -> !column.isEmpty()),
                names.size() > 3 ? new Slice(Shard.parse(names.get(3)), names.get(4)) : Slice.ALL);
    }

    /** Nothing for a table in one piece, whose share is what it was before there were shards. */
    private static String text(Slice slice) {
        return slice.isAll() ? "" : "/" + encoded(slice.shard().name()) + "/" + encoded(slice.column());
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8);
    }
}
