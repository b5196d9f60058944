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
    void anArrayThatWasGivenBackServesTheNextRowGroupOfAnyReader() {
        Share one = share("one");
        Share other = share("other");
        one.claim(1);
        Lease first = one.claim(40).orElseThrow();
        byte[] array = first.buffer(40).array();
        one.free(List.of(first));

        Lease second = other.claim(30).orElseThrow();
        assertThat(second.buffer(30).array()).isSameAs(array);
        assertThat(second.buffer(30).capacity()).isEqualTo(30);
        assertThat(budget.held()).as("with what the array is longer").isEqualTo(41);
        assertThat(one.claim(30).orElseThrow().buffer(30).array()).isNotSameAs(array);
    }

    @Test
    void anArrayThatIsTooShortOrMuchTooLongStaysWhereItIs() {
        Share one = share("one");
        one.claim(1);
        Lease first = one.claim(40).orElseThrow();
        byte[] array = first.buffer(40).array();
        one.free(List.of(first));
        assertThat(one.claim(41).orElseThrow().buffer(41).array()).isNotSameAs(array);
        assertThat(one.claim(19).orElseThrow().buffer(19).array()).isNotSameAs(array);
    }

    /** A table's row groups that grow a little must not leave an array each behind. */
    @Test
    void aNewArrayTakesTheSparesPlace() {
        Share one = share("one");
        one.claim(1);
        Lease first = one.claim(20).orElseThrow();
        byte[] array = first.buffer(20).array();
        one.free(List.of(first));
        one.claim(21);
        assertThat(one.claim(20).orElseThrow().buffer(20).array())
                .as("behind one that was longer")
                .isNotSameAs(array);
    }

    @Test
    void noMoreAreSpareThanAreHeld() {
        Share one = share("one");
        one.claim(1);
        Lease first = one.claim(20).orElseThrow();
        Lease second = one.claim(20).orElseThrow();
        byte[] earlier = first.buffer(20).array();
        byte[] later = second.buffer(20).array();
        one.free(List.of(first, second));
        assertThat(one.claim(20).orElseThrow().buffer(20).array()).isSameAs(later);
        assertThat(one.claim(20).orElseThrow().buffer(20).array()).isNotSameAs(earlier);
    }

    @Test
    void largeOnesFillWholeMegabytes() {
        ByteBudget large = new ByteBudget(100 << 20);
        Share one = large.share(() -> {});
        one.claim(1);
        Lease first = one.claim((20 << 20) - 5).orElseThrow();
        byte[] array = first.buffer((20 << 20) - 5).array();
        assertThat(large.held()).isEqualTo(1 + (21 << 20) - 16);
        one.free(List.of(first));
        assertThat(one.claim((20 << 20) + 5)
                        .orElseThrow()
                        .buffer((20 << 20) + 5)
                        .array())
                .isSameAs(array);
    }

    /** What is kept for later is never in anybody's way, and is gone when the last reader is. */
    @Test
    void sparesFillOnlyWhatNobodyHolds() {
        Share one = share("one");
        Lease small = one.claim(1).orElseThrow();
        Lease first = one.claim(60).orElseThrow();
        byte[] array = first.buffer(60).array();
        one.free(List.of(first));
        one.add(50);
        one.freeAll();
        one.claim(1);
        assertThat(one.claim(60).orElseThrow().buffer(60).array())
                .as("after an end of a part that had no room beside it")
                .isNotSameAs(array);

        one.freeAll();
        one.free(List.of(small));
        Lease second = one.claim(60).orElseThrow();
        byte[] another = second.buffer(60).array();
        one.free(List.of(second));
        assertThat(one.claim(60).orElseThrow().buffer(60).array())
                .as("after nothing was held")
                .isNotSameAs(another);
    }

    @Test
    void aBudgetOfNothingIsRefused() {
        assertThatThrownBy(() -> new ByteBudget(0)).hasMessage("a budget of 0 bytes");
    }
}
