// SPDX-License-Identifier: Apache-2.0
package connect.redshift.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nothing gets dearer as history grows. */
final class HistoryTest {
    @Test
    void theThousandthWindowTakesWhatTheTwentiethDid() {
        History history = new History();
        List<History.Ten> figures = new ArrayList<>();
        for (int windows : new int[] {20, 100, 1_000}) {
            History.Ten ten = history.lastTenOf(windows);
            System.out.printf("windows %d: %s%n", windows, ten);
            figures.add(ten);
        }
        for (History.Ten later : figures) {
            assertThat(later.statements()).isEqualTo(figures.get(0).statements());
            assertThat(later.stagingCalls()).isEqualTo(figures.get(0).stagingCalls());
            assertThat(later.objects()).isEqualTo(figures.get(0).objects());
        }
    }
}
