// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.stream.ConnectModel.Delivery;
import connect.redshift.stream.TableLife.Hazard;
import connect.redshift.testing.MutantLoader;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Shows that {@link CrashAnywhereTest} can fail: each mutant is one way to lose or double a row or to leave files, put
 * into the source by text and compiled beside the tests, and random lives must find it.
 */
final class CrashMutantsTest {
    private static final int LIVES = Integer.getInteger("mutant.lives", 400);
    private static final long SEED = Long.getLong("mutant.seed", new Random().nextInt(1_000_000_000));

    /** A fault, and the one place in a source file of the main tree where it is put. */
    record Mutant(String name, String file, String from, String to) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** One seed in every kind of life, in whichever classes this one was loaded with. */
    public static final class Lives implements LongPredicate {
        private record Kind(Delivery delivery, Set<Hazard> hazards) {}

        private static final List<Kind> KINDS = List.of(
                new Kind(Delivery.EXACTLY_ONCE, Set.of()),
                new Kind(Delivery.AT_LEAST_ONCE, Set.of()),
                new Kind(Delivery.EXACTLY_ONCE, Set.of(Hazard.ZOMBIES)),
                new Kind(Delivery.EXACTLY_ONCE, Set.of(Hazard.VANISHING_FILES)));

        @Override
        public boolean test(long seed) {
            try {
                for (Kind kind : KINDS) {
                    new TableLife(seed, kind.delivery(), kind.hazards()).live();
                }
                return true;
            } catch (AssertionError | RuntimeException found) {
                return false;
            }
        }
    }

    static Stream<Mutant> mutants() {
        return Stream.of(
                new Mutant(
                        "a stored offset's files are not spared",
                        "stream/StagedExports.java",
                        "offset.flatMap(SourceOffset::exportInUse).ifPresent(needed::add);",
                        ""),
                new Mutant(
                        "files that a later commit may name are not spared",
                        "stream/StagedExports.java",
                        "needed.addAll(told.nameable(offset));",
                        ""),
                new Mutant(
                        "what is told counts as stored",
                        "stream/StagedExports.java",
                        "running = storedOffset()",
                        "running = CompletableFuture.completedFuture(Optional.<SourceOffset>empty())"),
                new Mutant(
                        "a half-read export is unloaded again",
                        "stream/TableContext.java",
                        "return new Reopening(this, reading);",
                        "return new Unloading(this, reading.window(), Instant.MIN);"),
                new Mutant(
                        "an offset is one row short",
                        "stream/ExportCursor.java",
                        "SourceOffset behind = behind(batch.part(), row + 1);",
                        "SourceOffset behind = behind(batch.part(), Math.max(row, 1));"),
                new Mutant(
                        "a window is closed one row early",
                        "stream/ExportCursor.java",
                        "rows == last.rows()",
                        "rows >= last.rows() - 1"),
                new Mutant("a window includes its lower end", "window/Window.java", "+ \" > \" +", "+ \" >= \" +"),
                new Mutant("a window excludes its upper end", "window/Window.java", "+ \" <= \"", "+ \" < \""),
                new Mutant(
                        "times are read up to the clock",
                        "window/Bound.java",
                        ".formatted(CLOCK, delay.plusMillis(999).toSeconds())",
                        ".formatted(CLOCK, 0)"),
                new Mutant(
                        "a maximum is settled at once",
                        "window/WindowPlanner.java",
                        "seen.seenAt().plus(bound.delay())",
                        "seen.seenAt()"),
                new Mutant(
                        "a cut window begins again",
                        "window/WindowPlanner.java",
                        "return new Plan.Read(new Window(after, end), !cuts.isEmpty());",
                        "return new Plan.Read(new Window(new Position.Beginning(), end), !cuts.isEmpty());"),
                new Mutant(
                        "a cut is skipped",
                        "window/WindowPlanner.java",
                        "return new Plan.Read(new Window(after, end), !cuts.isEmpty());",
                        "return new Plan.Read(new Window(cuts.isEmpty() ? after : end, cuts.isEmpty() ? end : cuts.remove()), !cuts.isEmpty());"),
                new Mutant(
                        "rows without a watermark are sent at each start",
                        "record/OffsetCodec.java",
                        "case NULLS -> new Position.NullsRead();",
                        "case NULLS -> new Position.Beginning();"),
                new Mutant(
                        "the end is not kept",
                        "record/OffsetCodec.java",
                        "return new Position.Ended(at);",
                        "return at;"),
                new Mutant(
                        "a vanished window is skipped",
                        "stream/TableContext.java",
                        "lost = Optional.of(reading.window());",
                        "moveTo(reading.window().end());"),
                new Mutant(
                        "an export in memory is not spared",
                        "stream/TableStream.java",
                        "Stream.of(step.exportInUse(), context.offset().flatMap(SourceOffset::exportInUse))",
                        "Stream.of(Optional.<String>empty(), Optional.<String>empty())"),
                new Mutant("nothing is released", "export/ExportRelease.java", "own.forEach(this::delete);", ""),
                new Mutant(
                        "nothing is swept", "export/ExportRelease.java", "orphans(needed).forEach(this::delete);", ""));
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void randomLivesFindIt(Mutant mutant) throws ReflectiveOperationException {
        LongPredicate lives =
                MutantLoader.of(mutant.file(), mutant.from(), mutant.to()).instance(Lives.class, LongPredicate.class);
        long found = LongStream.range(SEED, SEED + LIVES)
                .filter(seed -> !lives.test(seed))
                .findFirst()
                .orElse(-1);
        assertThat(found)
                .as("lives that find that %s, mutant.seed=%d", mutant, SEED)
                .isNotNegative();
        System.out.printf("mutant.seed=%d: life %d finds that %s%n", SEED, found - SEED + 1, mutant);
    }

    /** Else every mutant might die of the harness. */
    @Test
    void sourceAsItIsSurvives() throws ReflectiveOperationException {
        LongPredicate lives = MutantLoader.of("stream/StagedExports.java", "release.own(", "release.own(")
                .instance(Lives.class, LongPredicate.class);
        for (long seed = SEED; seed < SEED + 20; seed++) {
            assertThat(lives.test(seed)).as("mutant.seed=%d", seed).isTrue();
        }
    }
}
