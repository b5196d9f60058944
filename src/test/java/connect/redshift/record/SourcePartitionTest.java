// SPDX-License-Identifier: Apache-2.0
package connect.redshift.record;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.table.Shard;
import connect.redshift.table.TableId;
import connect.redshift.window.Position;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.json.JsonConverter;
import org.junit.jupiter.api.Test;

class SourcePartitionTest {
    private final SourcePartition partition = new SourcePartition("dev", new TableId("shop", "orders"), "updated_at");

    /** Connect finds offsets by these bytes: another order of keys would lose every stored offset. */
    @Test
    void bytesOfThePartitionAreTheSameInEveryJvm() {
        assertThat(json(partition.toMap()))
                .isEqualTo(
                        "{\"schema\":\"shop\",\"database\":\"dev\",\"watermark\":\"updated_at\",\"table\":\"orders\"}");
    }

    @Test
    void shardIsPartOfIt() {
        assertThat(json(partition.of(new Shard(2, 4)).toMap()))
                .isEqualTo(
                        "{\"schema\":\"shop\",\"database\":\"dev\",\"watermark\":\"updated_at\",\"shard\":\"2/4\",\"table\":\"orders\"}");
        assertThat(partition.of(Shard.ONLY)).isEqualTo(partition);
    }

    /** Connect's REST API reads a stored partition, and asks for its offset with what it read. */
    @Test
    void bytesSurviveConnectsOwnReading() {
        try (JsonConverter converter = converter()) {
            byte[] stored = converter.fromConnectData("", null, partition.toMap());
            Object read = converter.toConnectData("", stored).value();
            assertThat(converter.fromConnectData("", null, read)).isEqualTo(stored);
        }
    }

    @Test
    void dotsInNamesMakeNoTwoTablesOne() {
        assertThat(new SourcePartition("dev", new TableId("a.b", "c"), "at").toMap())
                .isNotEqualTo(new SourcePartition("dev", new TableId("a", "b.c"), "at").toMap());
    }

    /** A changed query must find the offset of the one before. */
    @Test
    void aQuerysTextIsInItsOffsetsAndNotInItsPartition() {
        SourcePartition recent = new SourcePartition(
                "dev", TableId.ofQuery("recent"), Optional.of("at"), Shard.ONLY, Optional.of("0123456789abcdef"));
        assertThat(json(recent.toMap())).isEqualTo("{\"database\":\"dev\",\"watermark\":\"at\",\"query\":\"recent\"}");
        Map<String, Object> offset = recent.offset(new SourceOffset.Finished(new Position.Beginning()));
        assertThat(offset).isEqualTo(Map.of("version", 1L, "state", "finished", "query_hash", "0123456789abcdef"));
        assertThat(OffsetCodec.parse(offset)).isEqualTo(new SourceOffset.Finished(new Position.Beginning()));
        assertThat(OffsetCodec.queryHash(offset)).contains("0123456789abcdef");
        assertThat(partition.offset(new SourceOffset.Finished(new Position.Beginning())))
                .doesNotContainKey("query_hash");
    }

    private static String json(Map<String, String> map) {
        try (JsonConverter converter = converter()) {
            return new String(converter.fromConnectData("", null, map), StandardCharsets.UTF_8);
        }
    }

    private static JsonConverter converter() {
        JsonConverter converter = new JsonConverter();
        converter.configure(Map.of("schemas.enable", "false"), true);
        return converter;
    }
}
