// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import connect.redshift.rows.ByteBudget.Lease;
import connect.redshift.rows.ByteBudget.Share;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    /** The array of a row group that was held and given back. */
    private static byte[] givenBack(Share share, int bytes) {
        Lease lease = share.claim(bytes).orElseThrow();
        byte[] array = lease.buffer(bytes).array();
        share.free(List.of(lease));
        return array;
    }

    private static byte[] claimed(Share share, int bytes) {
        return share.claim(bytes).orElseThrow().buffer(bytes).array();
    }

    @Test
    void anArrayThatWasGivenBackServesTheNextRowGroupOfAnyReader() {
        Share one = share("one");
        one.claim(1);
        byte[] array = givenBack(one, 40);

        Lease second = share("other").claim(30).orElseThrow();
        assertThat(second.buffer(30).array()).isSameAs(array);
        assertThat(second.buffer(30).capacity()).isEqualTo(30);
        assertThat(budget.held()).as("with what the array is longer").isEqualTo(41);
        assertThat(claimed(one, 30)).isNotSameAs(array);
    }

    @ParameterizedTest
    @CsvSource({"40, true", "20, true", "41, false", "19, false"})
    void anArrayServesWhatIsNotLongerAndNotMuchShorter(int bytes, boolean same) {
        Share one = share("one");
        one.claim(1);
        byte[] array = givenBack(one, 40);
        assertThat(claimed(one, bytes) == array).isEqualTo(same);
    }

    @Test
    void spareArraysAreInNobodysWay() {
        Share one = share("one");
        one.claim(1);
        byte[] array = givenBack(one, 60);
        one.free(List.of(one.add(50)));
        assertThat(claimed(one, 60))
                .as("behind an end of a part that had no room beside it")
                .isNotSameAs(array);
    }

    @Test
    void nothingIsSpareWhenNothingIsHeld() {
        Share one = share("one");
        byte[] array = givenBack(one, 60);
        assertThat(claimed(one, 60)).isNotSameAs(array);
    }

    /** A table's row groups that grow a little must not leave an array each behind. */
    @Test
    void aNewArrayTakesTheSparesPlace() {
        Share one = share("one");
        one.claim(1);
        byte[] array = givenBack(one, 20);
        claimed(one, 21);
        assertThat(claimed(one, 20)).as("behind one that was longer").isNotSameAs(array);
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
        assertThat(claimed(one, 20)).isSameAs(later);
        assertThat(claimed(one, 20)).isNotSameAs(earlier);
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

    @Test
    void anArrayLargerThanTheBudgetServesNobodyElse() {
        Share large = share("large");
        Share waits = share("waits");
        Lease alone = large.claim(150).orElseThrow();
        alone.buffer(150);
        assertThat(waits.claim(80)).isEmpty();
        large.free(List.of(alone));
        assertThat(waits.claim(80)).isPresent();
        assertThat(budget.held()).isEqualTo(80);
    }

    @Test
    void aBudgetOfNothingIsRefused() {
        assertThatThrownBy(() -> new ByteBudget(0)).hasMessage("a budget of 0 bytes");
    }
}
