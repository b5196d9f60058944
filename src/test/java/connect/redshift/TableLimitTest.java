// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.table.TableId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class TableLimitTest {
    private static List<TableId> tables(String... names) {
        return Stream.of(names).map(name -> new TableId("s", name)).toList();
    }

    @Test
    void withoutALimitAllAreRead() {
        assertThat(new TableLimit(0).within(tables("a", "b"))).isEqualTo(tables("a", "b"));
    }

    /** Whatever it is called, a new table takes nobody's place. */
    @Test
    void whatIsReadGoesOn() {
        TableLimit limit = new TableLimit(2);
        assertThat(limit.within(tables("b", "c", "d"))).isEqualTo(tables("b", "c"));
        assertThat(limit.within(tables("a", "b", "c", "d"))).isEqualTo(tables("b", "c"));
        assertThat(limit.within(tables("a", "c", "d"))).isEqualTo(tables("a", "c"));
    }

    @Test
    void theProblemNamesWhatIsLeftOut() {
        assertThat(new TableLimit(2).problems(tables("a", "b"))).isEmpty();
        assertThat(new TableLimit(2).problems(tables("a", "b", "c", "d")))
                .containsExactly("4 tables are selected and guardrail.tables=2, so these are left out: s.c, s.d."
                        + " Raise the limit, or select fewer tables.");
    }
}
