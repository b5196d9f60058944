// SPDX-License-Identifier: Apache-2.0
package connect.redshift.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import connect.redshift.table.Ordering;
import org.junit.jupiter.api.Test;

final class WindowTest {
    private static final Watermark TEN = new Watermark(Ordering.NUMBER, "10");
    private static final Watermark TWENTY = new Watermark(Ordering.NUMBER, "20");

    @Test
    void aWindowIsOpenBelowAndClosedAbove() {
        assertThat(new Window(new Position.Behind(TEN), TWENTY).predicate("\"id\""))
                .isEqualTo("\"id\" > 10 AND \"id\" <= 20");
    }

    @Test
    void fromTheBeginningThereIsNoLowerEnd() {
        assertThat(new Window(new Position.Beginning(), TWENTY).predicate("\"id\""))
                .isEqualTo("\"id\" <= 20");
    }

    @Test
    void behindAWindowLiesItsUpperEnd() {
        assertThat(new Window(new Position.Behind(TEN), TWENTY).end()).isEqualTo(new Position.Behind(TWENTY));
    }

    @Test
    void itIsWrittenAsOneWouldSayIt() {
        assertThat(new Window(new Position.Beginning(), TWENTY)).hasToString("(the beginning, 20]");
    }

    @Test
    void rowsWithoutAWatermarkAreAWindowOfTheirOwn() {
        Window nulls = new Window(new Position.Beginning(), new Position.NullsRead());
        assertThat(nulls.predicate("\"id\"")).isEqualTo("\"id\" IS NULL");
        assertThat(new Window(nulls.end(), TEN).predicate("\"id\"")).isEqualTo("\"id\" <= 10");
    }

    @Test
    void anEndIsReachedAsItsPositionIs() {
        Window last = new Window(new Position.Behind(TEN), new Position.Ended(new Position.Behind(TWENTY)));
        assertThat(last.predicate("\"id\"")).isEqualTo("\"id\" > 10 AND \"id\" <= 20");
    }

    @Test
    void bothEndsAreOfOneOrdering() {
        Watermark text = new Watermark(Ordering.TEXT, "a");
        assertThatThrownBy(() -> new Window(new Position.Behind(TEN), text))
                .hasMessage("a window cannot reach from a NUMBER to a TEXT");
    }
}
