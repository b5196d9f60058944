// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.stream.ConnectModel.Delivery;
import connect.redshift.stream.TableLife.Hazard;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Thousands of random lives over the real stream, planner, exporter and release: no row is lost, none is sent again
 * once its offset is stored, no stored offset is without its files, nothing is left in staging. {@code -Dcrash.seed=…
 * -Dcrash.lives=1} lives one again.
 */
final class CrashAnywhereTest {
    private static final int LIVES = Integer.getInteger("crash.lives", 1_000);
    private static final long SEED = Long.getLong("crash.seed", new Random().nextInt(1_000_000_000));

    @Test
    void withTransactionsEveryRowComesExactlyOnce() {
        live(Delivery.EXACTLY_ONCE);
    }

    @Test
    void withoutTransactionsOnlyRowsBehindTheStoredOffsetComeAgain() {
        live(Delivery.AT_LEAST_ONCE);
    }

    @Test
    void aZombieDisturbsNobody() {
        live(Delivery.EXACTLY_ONCE, Set.of(Hazard.ZOMBIES));
    }

    @Test
    void vanishedFilesAreUnloadedAgain() {
        live(Delivery.EXACTLY_ONCE, Set.of(Hazard.VANISHING_FILES));
        live(Delivery.AT_LEAST_ONCE, Set.of(Hazard.VANISHING_FILES));
    }

    private static void live(Delivery delivery) {
        live(delivery, Set.of());
    }

    private static void live(Delivery delivery, Set<Hazard> hazards) {
        TableLife.Tally tally = new TableLife.Tally(0, 0, 0, 0);
        for (long seed = SEED; seed < SEED + LIVES; seed++) {
            try {
                tally = tally.plus(new TableLife(seed, delivery, hazards).live());
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError(
                        "%s life with %s went wrong: -Dcrash.seed=%d -Dcrash.lives=1"
                                .formatted(delivery, hazards, seed),
                        failure);
            }
        }
        System.out.printf("%s %s crash.seed=%d crash.lives=%d: %s%n", delivery, hazards, SEED, LIVES, tally);
        // Quiet lives would prove nothing.
        if (LIVES >= 100) {
            assertThat(tally.rows()).isGreaterThan(10 * LIVES);
            assertThat(tally.restarts()).isGreaterThan(2 * LIVES);
            assertThat(tally.resumedExports()).isGreaterThan(LIVES / 10);
        }
    }
}
