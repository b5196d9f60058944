// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import connect.redshift.rows.ByteBudget.Lease;
import connect.redshift.rows.ByteBudget.Share;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ByteBudgetTest {
    private final ByteBudget budget = new ByteBudget(100);
    private final List<String> woken = new ArrayList<>();

    private Share share(String name) {
        return budget.share(() -> woken.add(name));
    }

    @Test
    void rowGroupsAreServedInTheirOrder() {
        Share holder = share("holder");
        Share large = share("large");
        Share small = share("small");
        Lease held = holder.claim(60).orElseThrow();
        Lease more = holder.claim(40).orElseThrow();
        assertThat(large.claim(90)).isEmpty();
        assertThat(small.claim(1)).isEmpty();

        holder.free(List.of(held));
        assertThat(small.claim(1)).as("a small one that came later").isEmpty();
        assertThat(woken).isEmpty();

        holder.free(List.of(more));
        assertThat(woken).containsExactly("large", "small");
        assertThat(large.claim(90)).isPresent();
        assertThat(small.claim(1)).isPresent();
        assertThat(budget.held()).isEqualTo(91);
    }

    @Test
    void aRowGroupLargerThanTheBudgetIsHeldAlone() {
        Share one = share("one");
        Share other = share("other");
        Lease held = one.claim(1).orElseThrow();
        assertThat(other.claim(1_000)).isEmpty();
        assertThat(one.claim(1)).as("what comes behind the large one").isEmpty();
        one.free(List.of(held));
        Lease large = other.claim(1_000).orElseThrow();
        assertThat(one.claim(1)).isEmpty();
        other.free(List.of(large));
        assertThat(one.claim(1)).isPresent();
    }

    /** A reader must have the end of a part before it can ask for a row group, so ends alone never keep one back. */
    @Test
    void endsOfPartsKeepNoRowGroupBack() {
        Share one = share("one");
        one.add(70);
        one.add(70);
        assertThat(budget.held()).isEqualTo(140);
        assertThat(one.addIfRoom(1)).isEmpty();
        assertThat(one.claim(10)).isPresent();
        assertThat(one.claim(10)).isEmpty();
    }

    @Test
    void nothingIsReadAheadWhileAnybodyWaits() {
        Share one = share("one");
        one.claim(50);
        assertThat(share("other").claim(60)).isEmpty();
        assertThat(one.addIfRoom(1)).isEmpty();
    }

    @Test
    void whoGoesMakesRoom() {
        Share gone = share("gone");
        Share waits = share("waits");
        Share next = share("next");
        gone.claim(100);
        assertThat(waits.claim(100)).isEmpty();
        assertThat(next.claim(100)).isEmpty();
        waits.withdraw();
        gone.freeAll();
        assertThat(woken).containsExactly("next");
        next.withdraw();
        assertThat(budget.held()).isZero();
    }

    @Test
    void givingBackTwiceCountsOnce() {
        Share one = share("one");
        Lease lease = one.claim(10).orElseThrow();
        one.add(5);
        one.free(List.of(lease));
        one.free(List.of(lease));
        assertThat(budget.held()).isEqualTo(5);
        one.freeAll();
        one.freeAll();
        assertThat(budget.held()).isZero();
    }

    @Test
    void aBudgetOfNothingIsRefused() {
        assertThatThrownBy(() -> new ByteBudget(0)).hasMessage("a budget of 0 bytes");
    }
}
