// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.testing.MutantLoader;
import java.util.List;
import java.util.Random;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random lives of a table whose number of shards changes over and over, over the real streams: every row comes exactly
 * once. {@code -Dshards.seed=… -Dshards.lives=1} lives one again.
 */
final class ShardsAnywhereTest {
    private static final int LIVES = Integer.getInteger("shards.lives", 150);
    private static final long SEED = Long.getLong("shards.seed", new Random().nextInt(1_000_000_000));

    @Test
    void everyRowComesOnceHoweverOftenTheTableIsSplitAnew() {
        int changes = 0;
        int rows = 0;
        for (long seed = SEED; seed < SEED + LIVES; seed++) {
            try {
                ShardedLife.Tally tally = new ShardedLife(seed).live();
                changes += tally.changes();
                rows += tally.rows();
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("-Dshards.seed=%d -Dshards.lives=1".formatted(seed), failure);
            }
        }
        System.out.printf("shards.seed=%d shards.lives=%d: %d changes, %d rows%n", SEED, LIVES, changes, rows);
        if (LIVES >= 100) {
            assertThat(changes).isGreaterThan(5 * LIVES);
            assertThat(rows).isGreaterThan(20 * LIVES);
        }
    }

    /** A fault, and the one place in a source file of the main tree where it is put. */
    record Mutant(String name, String file, String from, String to) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** One seed, in whichever classes this one was loaded with. */
    public static final class Lives implements LongPredicate {
        @Override
        public boolean test(long seed) {
            try {
                new ShardedLife(seed).live();
                return true;
            } catch (AssertionError | RuntimeException found) {
                return false;
            }
        }
    }

    static Stream<Mutant> mutants() {
        return List.of(
                new Mutant(
                        "what is out already is not left out",
                        "window/EarlierShards.java",
                        "return ahead.isEmpty()",
                        "return !ahead.isEmpty() || ahead.isEmpty()"),
                new Mutant(
                        "a new layout begins with the greatest position",
                        "window/EarlierShards.java",
                        "allMatch(each -> isAtMost(candidate, each.position()))",
                        "allMatch(each -> isAtMost(each.position(), candidate))"),
                new Mutant("an old layout's offset counts", "record/ShardLayouts.java", ".max()", ".min()"),
                new Mutant(
                        "what layouts before the last had sent is forgotten",
                        "record/ShardLayouts.java",
                        "now.and(old.earlier().ahead(least))",
                        "now"),
                new Mutant(
                        "a shard without an offset forgets what is out",
                        "record/ShardLayouts.java",
                        ".orElseGet(() -> begun(any.sharding()))",
                        ".orElseGet(() -> begun(anew(slice)))"),
                new Mutant(
                        "rows without a watermark are not left out",
                        "window/EarlierShards.java",
                        "\" AND (%s <= %s OR %s IS NULL)\"",
                        "\" AND (%s <= %s AND NOT (%s IS NULL))\""))
                .stream();
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void randomLivesFindIt(Mutant mutant) throws ReflectiveOperationException {
        LongPredicate lives =
                MutantLoader.of(mutant.file(), mutant.from(), mutant.to()).instance(Lives.class, LongPredicate.class);
        long found = LongStream.range(SEED, SEED + 2L * LIVES)
                .filter(seed -> !lives.test(seed))
                .findFirst()
                .orElse(-1);
        assertThat(found)
                .as("lives that find that %s, shards.seed=%d", mutant, SEED)
                .isNotNegative();
        System.out.printf("shards.seed=%d: life %d finds that %s%n", SEED, found - SEED + 1, mutant);
    }

    /** Else every mutant might die of the harness. */
    @Test
    void sourceAsItIsSurvives() throws ReflectiveOperationException {
        LongPredicate lives = MutantLoader.of(
                        "window/EarlierShards.java", "return ahead.isEmpty()", "return ahead.isEmpty()")
                .instance(Lives.class, LongPredicate.class);
        for (long seed = SEED; seed < SEED + 10; seed++) {
            assertThat(lives.test(seed)).as("shards.seed=%d", seed).isTrue();
        }
    }
}
