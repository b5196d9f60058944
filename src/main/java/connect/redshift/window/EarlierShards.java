// SPDX-License-Identifier: Apache-2.0
package connect.redshift.window;

import connect.redshift.statement.SqlText;
import connect.redshift.table.RowFilter;
import connect.redshift.table.Slice;
import connect.redshift.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where the shards of a table stood when it was split anew: what lay behind them is out, whoever reads it now. Every new
 * shard begins with the least of these positions and leaves out what is out already; once it has passed a position,
 * that has nothing to say any more.
 */
public record EarlierShards(List<Standing> standings) {
    /** Of a table that was never split anew. */
    public static final EarlierShards NONE = new EarlierShards(List.of());

    /** A slice of the table, and how far it was read. */
    public record Standing(Slice slice, Position position) {
        @Override
        public String toString() {
            return slice.shard().name() + ": " + position;
        }
    }

    public EarlierShards {
        standings = List.copyOf(standings);
    }

    /** The position behind which all is out, as far as positions can be told apart; empty where nobody stood anywhere. */
    public Optional<Position> least() {
        if (standings.isEmpty()) {
            return Optional.empty();
        }
        // Texts have no order here. That they are behind the rows without a watermark is sure, the rest is left out.
        return Optional.of(standings.stream()
                .map(Standing::position)
                .filter(candidate -> standings.stream().allMatch(each -> isAtMost(candidate, each.position())))
                .findFirst()
                .orElseGet(Position.NullsRead::new));
    }

    /** Those that may have been further than {@code position}. */
    public EarlierShards ahead(Position position) {
        Position at = position instanceof Position.Ended ended ? ended.at() : position;
        return new EarlierShards(standings.stream()
                .filter(standing -> !isAtMost(standing.position(), at))
                .toList());
    }

    /** These and others. */
    public EarlierShards and(EarlierShards others) {
        List<Standing> all = new ArrayList<>(standings);
        all.addAll(others.standings);
        return new EarlierShards(all);
    }

    /**
     * The rows of a filter without those that are out already, for who stands at {@code position}.
     *
     * @param watermarkColumn empty where whole tables are read
     */
    public RowFilter left(RowFilter filter, Position position, Table table, Optional<String> watermarkColumn) {
        String quotedWatermark = SqlText.identifier(watermarkColumn.orElse(""));
        List<Standing> ahead = ahead(position).standings();
        return ahead.isEmpty()
                ? filter
                : filter.narrowed(ahead.stream()
                        .map(standing -> "NOT (" + standing.slice().condition(table)
                                + out(standing.position(), quotedWatermark) + ")")
                        .collect(Collectors.joining("\nAND ")));
    }

    @Override
    public String toString() {
        return standings.toString();
    }

    /** Never NULL, so that NOT of it lets every other row through. */
    private static String out(Position position, String quotedWatermark) {
        if (position instanceof Position.Behind behind) {
            return " AND (%s <= %s OR %s IS NULL)"
                    .formatted(quotedWatermark, behind.value().sql(), quotedWatermark);
        }
        return position instanceof Position.WholeRead ? "" : " AND %s IS NULL".formatted(quotedWatermark);
    }

    /** Whether it is certain that all that is out at {@code one} is out at {@code other}. */
    private static boolean isAtMost(Position one, Position other) {
        if (one instanceof Position.Behind behind && other instanceof Position.Behind further) {
            return behind.value().isAtMost(further.value());
        }
        return rank(one) <= rank(other);
    }

    private static int rank(Position position) {
        return position instanceof Position.Beginning
                ? 0
                : position instanceof Position.NullsRead ? 1 : position instanceof Position.Behind ? 2 : 3;
    }
}
