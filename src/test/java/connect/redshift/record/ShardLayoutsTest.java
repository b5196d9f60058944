// SPDX-License-Identifier: Apache-2.0
package connect.redshift.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import connect.redshift.table.CatalogException;
import connect.redshift.table.Ordering;
import connect.redshift.table.Shard;
import connect.redshift.table.Slice;
import connect.redshift.table.TableId;
import connect.redshift.window.EarlierShards;
import connect.redshift.window.EarlierShards.Standing;
import connect.redshift.window.Position;
import connect.redshift.window.Watermark;
import connect.redshift.window.Window;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which offsets count when a table is split anew; {@code ShardsAnywhereTest} shows that it adds up. */
final class ShardLayoutsTest {
    private static final TableId ORDERS = new TableId("shop", "orders");
    private static final Optional<Position> BEGINNING = Optional.of(new Position.Beginning());
    private static final Sharding BY_ID = new Sharding(0, "id", EarlierShards.NONE);

    private final Map<Shard, SourceOffset> stored = new HashMap<>();

    private ShardLayouts.Start start(int index, int count, String column) {
        return new ShardLayouts(ORDERS, stored).start(new Slice(new Shard(index, count), column), BEGINNING);
    }

    private void store(int index, int count, Position position, Sharding sharding) {
        stored.put(new Shard(index, count), new SourceOffset.Finished(position, Optional.empty(), sharding));
    }

    private static Position at(String number) {
        return new Position.Behind(new Watermark(Ordering.NUMBER, number));
    }

    private static Standing standing(int index, int count, Position position) {
        return new Standing(new Slice(new Shard(index, count), count == 1 ? "" : "id"), position);
    }

    @Test
    void thereAre528Candidates() {
        assertThat(ShardLayouts.candidates()).hasSize(528).doesNotHaveDuplicates();
    }

    @Test
    void newTableBeginsWithoutAGeneration() {
        ShardLayouts.Start start = start(1, 4, "id");
        assertThat(start.offset()).isEmpty();
        assertThat(start.sharding()).isEqualTo(BY_ID);
    }

    @Test
    void sameLayoutGoesOn() {
        store(1, 4, at("7"), BY_ID);
        assertThat(start(1, 4, "id").offset()).contains(stored.get(new Shard(1, 4)));
        assertThat(start(2, 4, "id").offset()).isEmpty();
    }

    @Test
    void anotherLayoutBeginsBehindTheLeast() {
        store(0, 2, at("9"), BY_ID);
        store(1, 2, at("10"), BY_ID);
        ShardLayouts.Start start = start(2, 4, "id");
        Sharding sharding =
                new Sharding(1, "id", new EarlierShards(List.of(standing(0, 2, at("9")), standing(1, 2, at("10")))));
        assertThat(start)
                .isEqualTo(new ShardLayouts.Start(
                        sharding, Optional.of(new SourceOffset.Finished(at("9"), Optional.empty(), sharding)), false));
        assertThat(sharding.earlier().ahead(at("9")).standings()).containsExactly(standing(1, 2, at("10")));
        assertThat(sharding.earlier().ahead(at("10")).standings()).isEmpty();
    }

    @Test
    void shardThatNeverStoredAnythingStandsAtTheBeginning() {
        store(1, 2, at("10"), BY_ID);
        assertThat(start(0, 1, "").offset().map(offset -> ((SourceOffset.Finished) offset).position()))
                .contains(new Position.Beginning());
    }

    /** The offset of shard 0/2 is of generation 0; only its sibling has stored one of generation 2. */
    @Test
    void staleOffsetInTheOwnPartitionDoesNotCount() {
        store(0, 2, at("3"), BY_ID);
        store(0, 1, at("20"), new Sharding(1, "", new EarlierShards(List.of(standing(0, 2, at("3"))))));
        Sharding back = new Sharding(2, "id", new EarlierShards(List.of(standing(0, 1, at("20")))));
        store(1, 2, at("30"), back);
        ShardLayouts.Start start = start(0, 2, "id");
        assertThat(start.offset()).contains(new SourceOffset.Finished(at("20"), Optional.empty(), back));
    }

    @Test
    void halfReadExportIsFinishedFirst() {
        store(0, 2, at("9"), BY_ID);
        stored.put(
                new Shard(1, 2),
                new SourceOffset.Reading("e1", new Window(new Position.Beginning(), at("5")), 0, 3, BY_ID));
        assertThatThrownBy(() -> start(0, 4, "id"))
                .isInstanceOf(CatalogException.class)
                .hasMessage(
                        "Table \"shop.orders\" was read as 2 shards, and shard 1/2 is in the middle of export e1, so the"
                                + " table cannot be split into another number of shards yet. Set shards back to 2 until its offset"
                                + " says \"finished\", and then change it.");
    }

    @Test
    void otherColumnNeedsAnotherNumber() {
        store(0, 2, at("9"), BY_ID);
        assertThatThrownBy(() -> start(0, 2, "code"))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("is split into 2 shards by column \"id\", and shard.column is \"code\" now");
        assertThat(start(0, 3, "code").sharding().column()).isEqualTo("code");
    }

    @Test
    void twoLayoutsOfOneGenerationAreRefused() {
        store(0, 2, at("9"), BY_ID);
        store(0, 1, at("9"), Sharding.NONE);
        assertThatThrownBy(() -> start(0, 2, "id"))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("has offsets of [1, 2] shards, all of generation 0");
    }

    @Test
    void startFromNowMustHaveBeenStored() {
        store(0, 2, at("9"), BY_ID);
        assertThatThrownBy(() ->
                        new ShardLayouts(ORDERS, stored).start(new Slice(new Shard(0, 4), "id"), Optional.empty()))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("has no offset of shard 1/2, which begins with rows from then on");
    }

    @Test
    void endedTableStaysEnded() {
        store(0, 1, new Position.Ended(at("9")), Sharding.NONE);
        assertThat(start(0, 2, "id").offset().map(offset -> ((SourceOffset.Finished) offset).position()))
                .contains(new Position.Ended(at("9")));
    }

    @Test
    void wholeTableIsReadAnew() {
        store(0, 1, new Position.WholeRead(Instant.EPOCH), Sharding.NONE);
        assertThat(start(0, 2, "id").offset().map(offset -> ((SourceOffset.Finished) offset).position()))
                .contains(new Position.Beginning());
    }

    @Test
    void textsHaveNoOrderHere() {
        store(0, 2, new Position.Behind(new Watermark(Ordering.TEXT, "b")), BY_ID);
        store(1, 2, new Position.Behind(new Watermark(Ordering.TEXT, "a")), BY_ID);
        ShardLayouts.Start start = start(0, 1, "");
        assertThat(start.offset().map(offset -> ((SourceOffset.Finished) offset).position()))
                .contains(new Position.NullsRead());
        assertThat(start.sharding().earlier().ahead(new Position.NullsRead()).standings())
                .hasSize(2);
    }

    @Test
    void offsetsKeepHowTheTableWasSplit() {
        Sharding sharding = new Sharding(
                3,
                "o:r,d/er",
                new EarlierShards(List.of(
                        new Standing(
                                new Slice(new Shard(1, 2), "o:r,d/er"),
                                new Position.Behind(new Watermark(Ordering.TIMESTAMP, "2026-01-01 00:00:00.5"))),
                        standing(0, 1, new Position.Beginning()),
                        standing(0, 4, new Position.NullsRead()),
                        standing(1, 4, new Position.WholeRead(Instant.EPOCH)))));
        SourceOffset offset = new SourceOffset.Finished(at("9"), Optional.empty(), sharding);
        assertThat(OffsetCodec.parse(offset.toMap())).isEqualTo(offset);
        assertThat(offset.toMap())
                .containsEntry("generation", 3L)
                .containsEntry("shard.column", "o:r,d/er")
                .containsEntry(
                        "earlier",
                        "1/2:o%3Ar%2Cd%2Fer:timestamp:2026-01-01+00%3A00%3A00.5,0/1::beginning:,0/4:id:nulls:,"
                                + "1/4:id:whole:1970-01-01T00%3A00%3A00Z");
        Map<String, Object> edited = new HashMap<>(offset.toMap());
        edited.put("earlier", "all of it");
        assertThatThrownBy(() -> OffsetCodec.parse(edited))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Offset key \"earlier\" is \"all of it\"; expected what the connector wrote");
    }
}
