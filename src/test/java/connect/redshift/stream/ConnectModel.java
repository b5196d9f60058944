// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.record.OffsetCodec;
import connect.redshift.record.SourceOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * What Connect does with records: sends them, and stores offsets some time later. With exactly-once both happen in one
 * transaction that may span several polls; without it a record is out at once, and a commit stores the offset of any
 * record whose predecessors have been acknowledged, which need not be the last one.
 */
final class ConnectModel {
    private final Delivery delivery;
    private final Random random;
    private final List<Sent> open = new ArrayList<>();
    private final Map<String, Set<Long>> safe = new HashMap<>();
    private final Map<String, String> exports = new HashMap<>();
    private final Set<String> sentInThisLife = new HashSet<>();
    private boolean mayRepeat;
    private Optional<Map<String, Object>> stored = Optional.empty();

    enum Delivery {
        EXACTLY_ONCE,
        AT_LEAST_ONCE
    }

    private record Sent(OptionalLong id, Map<String, Object> offset) {}

    ConnectModel(Delivery delivery, Random random) {
        this.delivery = delivery;
        this.random = random;
    }

    void take(List<SourceRecord> records) {
        for (SourceRecord each : records) {
            Map<String, Object> offset = new HashMap<>();
            each.sourceOffset().forEach((key, value) -> offset.put(key, plain(value)));
            if (each.topic().equals(StreamWiring.HEARTBEATS)) {
                open.add(new Sent(OptionalLong.empty(), offset));
                continue;
            }
            long id = ((Struct) each.value()).getInt64("id");
            // Each full read sends every row once.
            String read = String.valueOf(offset.get("read_at"));
            if (offset.get("export") instanceof String export) {
                exports.put(read, export);
            }
            if (!mayRepeat) {
                assertThat(safe(read)).as("rows whose offset is stored").doesNotContain(id);
                assertThat(sentInThisLife.add(read + " " + id))
                        .as("row %d is new in this life", id)
                        .isTrue();
            }
            open.add(new Sent(OptionalLong.of(id), offset));
        }
    }

    private static Object plain(Object value) {
        assertThat(value).as("what Connect can store").isInstanceOfAny(String.class, Long.class);
        return value;
    }

    void commit() {
        store(delivery == Delivery.EXACTLY_ONCE ? open.size() : random.nextInt(open.size() + 1));
    }

    private void store(int count) {
        List<Sent> covered = open.subList(0, count);
        for (Sent each : covered) {
            stored = Optional.of(each.offset());
            each.id().ifPresent(id -> safe(String.valueOf(each.offset().get("read_at")))
                    .add(id));
        }
        covered.clear();
    }

    /** The worker is killed: what is not stored is forgotten. */
    void crash() {
        open.clear();
        sentInThisLife.clear();
    }

    /** The worker stops in order: everything sent is stored. */
    void stop() {
        store(open.size());
        crash();
    }

    Optional<SourceOffset> stored() {
        return stored.map(OffsetCodec::parse);
    }

    /** Rows that can never be sent again. */
    Set<Long> safe() {
        return safe("null");
    }

    private Set<Long> safe(String read) {
        return safe.computeIfAbsent(read, unused -> new HashSet<>());
    }

    /** The rows of each full read, and the last export that they came from. */
    Map<String, Set<Long>> reads() {
        return safe;
    }

    Map<String, String> exportsOfReads() {
        return exports;
    }

    boolean mayRepeat() {
        return mayRepeat;
    }

    /** Files vanished: from now on rows may come again. */
    void allowRepeats() {
        mayRepeat = true;
    }
}
