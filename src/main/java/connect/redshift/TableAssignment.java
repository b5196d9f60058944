// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import connect.redshift.config.TaskConfig.TableShare;
import connect.redshift.table.TableId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * Deals shares of tables to tasks, the heaviest first, each to the lightest task. It remembers what it dealt: a share that
 * comes goes to the lightest task then and moves no other, one that goes leaves its place, and only another number of
 * tasks deals anew. The memory is as old as the connector's start; one that starts again, or on another worker, deals
 * from scratch, so that equal tables and weights give equal shares, and offsets make a move cost nothing but a look.
 * Connect restarts all tasks of a connector when one share changes, whatever is dealt. Not thread-safe: Connect asks for
 * task configurations one at a time.
 */
final class TableAssignment {
    private static final Comparator<TableShare> BY_NAME = Comparator.comparing(TableShare::table)
            .thenComparing(share -> share.watermarkColumn().orElse(""))
            .thenComparing(share -> share.slice().shard().index());

    private final List<Task> tasks = new ArrayList<>();
    private int limit;

    /** What one task has. */
    private static final class Task {
        private final Set<TableShare> shares = new HashSet<>();
        private final Map<TableId, Integer> tables = new HashMap<>();
        private long load;

        private void add(TableShare share, long weight) {
            shares.add(share);
            tables.merge(share.table(), 1, Integer::sum);
            load += weight;
        }
    }

    /**
     * The shares of each task, sorted, at most {@code most} of them and no more than there are shares. Only a task that
     * has lost all of its tables while a later one has some is left without, so that no other changes its number.
     *
     * @param weights not negative
     */
    List<List<TableShare>> deal(Collection<TableShare> shares, ToLongFunction<TableShare> weights, int most) {
        if (most != limit) {
            tasks.clear();
            limit = most;
        }
        Set<TableShare> fresh = new HashSet<>(shares);
        tasks.replaceAll(task -> kept(task, fresh, weights));
        fresh.stream()
                .sorted(Comparator.comparingLong(weights).reversed().thenComparing(BY_NAME))
                .forEach(share -> place(share).add(share, weights.applyAsLong(share)));
        while (!tasks.isEmpty() && tasks.get(tasks.size() - 1).shares.isEmpty()) {
            tasks.remove(tasks.size() - 1);
        }
        return tasks.stream()
                .map(task -> task.shares.stream().sorted(BY_NAME).toList())
                .toList();
    }

    /** What is left of a task, and is new to nobody. */
    private static Task kept(Task before, Set<TableShare> fresh, ToLongFunction<TableShare> weights) {
        Task task = new Task();
        before.shares.stream().filter(fresh::remove).forEach(share -> task.add(share, weights.applyAsLong(share)));
        return task;
    }

    /** Shares of one table are apart as far as there are tasks; then what is lightest counts, and what comes first. */
    private Task place(TableShare share) {
        if (tasks.size() < limit && tasks.stream().noneMatch(task -> task.shares.isEmpty())) {
            tasks.add(new Task());
        }
        return tasks.stream()
                .min(Comparator.<Task>comparingInt(task -> task.tables.getOrDefault(share.table(), 0))
                        .thenComparingLong(task -> task.load)
                        .thenComparingInt(task -> task.shares.size()))
                .orElseThrow();
    }
}
