// SPDX-License-Identifier: Apache-2.0
package connect.redshift.record;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.testing.Golden;
import connect.redshift.testing.MutantLoader;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Offsets that any version of ours stored are found and mean today what they meant then. */
final class GoldenOffsetsTest {
    @BeforeAll
    static void update() {
        Golden.update(GoldenOffsets.FILE, GoldenOffsets.today());
    }

    @Test
    void whatVersionsStoredMeansWhatItMeant() {
        assertThat(new GoldenOffsets().get())
                .as("a change of what is stored needs a new version, and its set: -Dgolden.update=true")
                .isEmpty();
    }

    @Test
    void everyVersionHasASet() {
        assertThat(Golden.versions()).endsWith(Golden.present()).contains("0.1.0");
    }

    /** Each is one way to forget offsets, to read them otherwise, or to write what the version before cannot read. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            record/OffsetCodec.java     | VERSION = 1;                              | VERSION = 2;
            record/OffsetCodec.java     | READING = "reading"                       | READING = "unloading"
            record/OffsetCodec.java     | map.put("rows", reading.rows());          | map.put("rows", reading.rows() + 1);
            record/OffsetCodec.java     | return new Position.Ended(at);            | return at;
            record/OffsetCodec.java     | yield reading(map);                       | yield new SourceOffset.Finished(position(map, "up_to"));
            record/OffsetCodec.java     | case WHOLE -> new Position.WholeRead(instant(map, "read_at")); | case WHOLE -> new Position.NullsRead();
            record/OffsetCodec.java     | return Optional.of(fingerprint);          | return Optional.empty();
            record/Sharding.java        | case "nulls" -> new Position.NullsRead(); | case "nulls" -> new Position.Beginning();
            record/Sharding.java        | GENERATION = "generation"                 | GENERATION = "layout"
            record/SourcePartition.java | map.put("database", database);            | map.put("db", database);
            record/SourcePartition.java | new HashMap<>()                           | new java.util.TreeMap<>()
            record/OffsetMap.java       | map.put(SourcePartition.QUERY_HASH, hash) | map.put("query.hash", hash)
            table/QueryText.java        | MessageDigest.getInstance("SHA-256")      | MessageDigest.getInstance("SHA-1")
            """)
    void anotherFormIsFound(String file, String from, String to) throws ReflectiveOperationException {
        Supplier<?> mutated = MutantLoader.of(file, from, to).instance(GoldenOffsets.class, Supplier.class);

        assertThat(problems(mutated)).isNotEmpty();
    }

    /** Else every mutant might be found for being loaded. */
    @Test
    void sourceAsItIsHasNoProblem() throws ReflectiveOperationException {
        assertThat(problems(MutantLoader.of("record/OffsetCodec.java", "VERSION = 1;", "VERSION = 1;")
                        .instance(GoldenOffsets.class, Supplier.class)))
                .isEmpty();
    }

    private static List<?> problems(Supplier<?> offsets) {
        try {
            return (List<?>) offsets.get();
        } catch (RuntimeException | AssertionError found) {
            return List.of(found);
        }
    }
}
