// SPDX-License-Identifier: Apache-2.0
package connect.redshift.record;

import connect.redshift.table.CatalogException;
import connect.redshift.table.Shard;
import connect.redshift.table.Slice;
import connect.redshift.table.TableId;
import connect.redshift.window.EarlierShards;
import connect.redshift.window.EarlierShards.Standing;
import connect.redshift.window.Position;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What is stored for a table under every number of shards that it may have had, and so where one of its streams takes up.
 * The layout with the highest generation is the one that counts; offsets of older ones, even in the same partitions, mean
 * nothing any more. A stream of another layout than that one begins a new generation behind the least position of the
 * old shards, knowing where each of them stood. Every new stream finds the same, since nobody writes an old layout's
 * offsets once a new one has begun: a new layout begins only when no old shard is in the middle of an export, and Connect
 * stops the old tasks before it starts new ones, and fences them with exactly-once.
 */
public final class ShardLayouts {
    private static final List<Shard> CANDIDATES = IntStream.rangeClosed(1, Shard.MOST)
            .boxed()
            .flatMap(count -> Shard.of(count).stream())
            .toList();

    private final TableId table;
    private final Map<Shard, SourceOffset> stored;

    /**
     * Where a stream takes up.
     *
     * @param offset empty where nothing is known, and the stream begins as one of a new table
     * @param stored false for an offset that was worked out and has to be stored
     */
    public record Start(Sharding sharding, Optional<SourceOffset> offset, boolean stored) {}

    /**
     * @param stored by shard, whatever its generation
     */
    public ShardLayouts(TableId table, Map<Shard, SourceOffset> stored) {
        this.table = table;
        this.stored = Map.copyOf(stored);
    }

    /** Every shard that a table may ever have had, in the order of their numbers: 528 in all. */
    public static List<Shard> candidates() {
        return CANDIDATES;
    }

    /**
     * Where the stream of {@code slice} takes up; throws {@link CatalogException} where it must not.
     *
     * @param initial where a shard without an offset stands; empty where only Redshift's clock says so
     */
    public Start start(Slice slice, Optional<Position> initial) {
        Map<Shard, SourceOffset> newest = newest();
        if (newest.isEmpty()) {
            return new Start(new Sharding(0, slice.column(), EarlierShards.NONE), Optional.empty(), true);
        }
        SourceOffset any = newest.values().iterator().next();
        if (count(newest) != slice.shard().count()) {
            return splitAnew(slice, newest, initial);
        }
        if (!any.sharding().column().equals(slice.column())) {
            throw new CatalogException(
                    ("Table \"%s\" is split into %d shards by column \"%s\", and shard.column is \"%s\" now. The rows of a shard"
                                    + " would be others: set another number of shards together with the new column, or take back"
                                    + " the change.")
                            .formatted(
                                    table, slice.shard().count(), any.sharding().column(), slice.column()));
        }
        Optional<SourceOffset> own = Optional.ofNullable(newest.get(slice.shard()));
        return own.map(offset -> new Start(offset.sharding(), own, true)).orElseGet(() -> begun(any.sharding()));
    }

    /** How the offsets of {@code slice} are marked when what is stored does not count. */
    public Sharding anew(Slice slice) {
        Map<Shard, SourceOffset> newest = newest();
        boolean same = !newest.isEmpty()
                && count(newest) == slice.shard().count()
                && newest.values().iterator().next().sharding().column().equals(slice.column());
        long generation = newest.isEmpty() || same ? generation(newest) : generation(newest) + 1;
        return new Sharding(generation, slice.column(), EarlierShards.NONE);
    }

    /** A shard of the newest layout that has stored nothing: as its siblings began, it does. */
    private static Start begun(Sharding sharding) {
        Optional<SourceOffset> offset = sharding.earlier()
                .least()
                .map(position -> new SourceOffset.Finished(position, Optional.empty(), sharding));
        return new Start(sharding, offset, offset.isEmpty());
    }

    private Start splitAnew(Slice slice, Map<Shard, SourceOffset> newest, Optional<Position> initial) {
        Sharding old = newest.values().iterator().next().sharding();
        List<Standing> standings = new ArrayList<>();
        boolean ended = true;
        for (Shard shard : Shard.of(count(newest))) {
            Position position = position(shard, newest, old, initial);
            ended &= position instanceof Position.Ended;
            standings.add(new Standing(new Slice(shard, old.column()), standing(position)));
        }
        EarlierShards now = new EarlierShards(standings);
        Position least = now.least().orElseThrow();
        // What older layouts had sent beyond it is still out.
        Sharding sharding = new Sharding(
                old.generation() + 1, slice.column(), now.and(old.earlier().ahead(least)));
        Position position = ended ? new Position.Ended(least) : least;
        return new Start(
                sharding, Optional.of(new SourceOffset.Finished(position, fingerprint(newest), sharding)), false);
    }

    private Position position(Shard shard, Map<Shard, SourceOffset> newest, Sharding old, Optional<Position> initial) {
        SourceOffset offset = newest.get(shard);
        if (offset instanceof SourceOffset.Reading reading) {
            throw new CatalogException(
                    ("Table \"%s\" was read%s, and%s is in the middle of export %s, so the table cannot be split into another"
                                    + " number of shards yet. Set shards back to %d until its offset says \"finished\", and then"
                                    + " change it.")
                            .formatted(
                                    table,
                                    shard.isOnly() ? " in one piece" : " as " + shard.count() + " shards",
                                    shard.isOnly() ? " it" : shard.label(),
                                    reading.export(),
                                    shard.count()));
        }
        if (offset instanceof SourceOffset.Finished finished) {
            return finished.position();
        }
        return old.earlier()
                .least()
                .or(() -> initial)
                .orElseThrow(() -> new CatalogException(
                        ("Table \"%s\" has no offset of%s, which begins with rows from then on (snapshot.mode=no_data), so the"
                                        + " table cannot be split into another number of shards yet. Set shards back to %d until"
                                        + " it has stored one, and then change it.")
                                .formatted(table, shard.label(), shard.count())));
    }

    /** What is out for good: a table that is read as a whole again and again is read anew. */
    private static Position standing(Position position) {
        if (position instanceof Position.Ended ended) {
            return ended.at();
        }
        return position instanceof Position.WholeRead ? new Position.Beginning() : position;
    }

    private static Optional<String> fingerprint(Map<Shard, SourceOffset> layout) {
        return layout.values().stream()
                .filter(SourceOffset.Finished.class::isInstance)
                .flatMap(offset -> ((SourceOffset.Finished) offset).fingerprint().stream())
                .findFirst();
    }

    /** The offsets of the layout that counts, by shard; empty where nothing is stored. */
    private Map<Shard, SourceOffset> newest() {
        long generation = generation(stored);
        Map<Shard, SourceOffset> newest =
                new TreeMap<>(Comparator.comparingInt(Shard::count).thenComparingInt(Shard::index));
        stored.forEach((shard, offset) -> {
            if (offset.sharding().generation() == generation) {
                newest.put(shard, offset);
            }
        });
        List<Integer> counts =
                newest.keySet().stream().map(Shard::count).distinct().toList();
        if (counts.size() > 1) {
            throw new CatalogException(
                    ("Table \"%s\" has offsets of %s shards, all of generation %d, so none of them says where it stands. Set"
                                    + " those that are not to count to null.")
                            .formatted(table, counts, generation));
        }
        return newest;
    }

    private static long generation(Map<Shard, SourceOffset> offsets) {
        return offsets.values().stream()
                .mapToLong(offset -> offset.sharding().generation())
                .max()
                .orElse(0);
    }

    private static int count(Map<Shard, SourceOffset> layout) {
        return layout.keySet().iterator().next().count();
    }
}
