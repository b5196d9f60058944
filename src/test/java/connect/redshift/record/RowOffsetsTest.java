// SPDX-License-Identifier: Apache-2.0
package connect.redshift.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import connect.redshift.table.Ordering;
import connect.redshift.table.Shard;
import connect.redshift.table.TableId;
import connect.redshift.window.Position;
import connect.redshift.window.Watermark;
import connect.redshift.window.Window;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RowOffsetsTest {
    private static final Window WINDOW = new Window(new Position.Beginning(), new Watermark(Ordering.NUMBER, "20"));
    private static final Window OTHER = new Window(new Position.Beginning(), new Watermark(Ordering.NUMBER, "30"));
    private static final SourceOffset.Reading START = new SourceOffset.Reading("e1", WINDOW, 0, 0);

    private final SourcePartition partition = new SourcePartition(
            "dev", TableId.ofQuery("recent"), Optional.of("id"), Shard.ONLY, Optional.of("0123456789abcdef"));
    private final RowOffsets offsets = new RowOffsets(partition);

    private void requireSame(SourceOffset behind) {
        Map<String, Object> map = offsets.of(behind);
        Map<String, Object> plain = partition.offset(behind);

        assertThat(map).isEqualTo(plain).hasSameHashCodeAs(plain).hasSameSizeAs(plain);
        assertThat(new HashMap<>(map)).isEqualTo(plain);
        plain.forEach((key, value) ->
                assertThat(map.containsKey(key) ? map.get(key) : null).isEqualTo(value));
        assertThat(map.containsKey("state!")).isFalse();
        assertThat(OffsetCodec.parse(map)).isEqualTo(behind);
    }

    @Test
    void theyAreWhatEachOffsetIsByItself() {
        requireSame(START.at(0, 1));
        requireSame(START.at(0, 2));
        requireSame(START.at(1, 1));
        requireSame(START.at(1, 5_000_000_000L));
        requireSame(new SourceOffset.Reading("e2", WINDOW, 1, 7));
        requireSame(new SourceOffset.Reading("e2", OTHER, 1, 8));
        requireSame(new SourceOffset.Finished(new Position.Behind(new Watermark(Ordering.NUMBER, "20"))));
        requireSame(START.at(0, 3));
    }

    /** Connect may store a record's offset when many later ones are out. */
    @Test
    void anEarlierOneStaysWhatItWas() {
        Map<String, Object> one = offsets.of(START.at(0, 1));
        Map<String, Object> ofOtherPart = offsets.of(START.at(1, 9));

        assertThat(OffsetCodec.parse(one)).isEqualTo(START.at(0, 1));
        assertThat(OffsetCodec.parse(ofOtherPart)).isEqualTo(START.at(1, 9));
        assertThatThrownBy(() -> one.put("rows", 2L)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> one.entrySet().iterator().next().setValue(2L))
                .isInstanceOf(UnsupportedOperationException.class);
    }
}
