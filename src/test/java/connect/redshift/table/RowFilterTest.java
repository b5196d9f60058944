// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RowFilterTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a = 1",
                "a = ')' OR b = 'it''s \\') (('",
                "\"a)\" IN (1, (2))",
                "a = 1 -- all of them (",
                "a /* ) ; */ = 1"
            })
    void aWholeConditionStandsInBracketsOfItsOwn(String condition) {
        assertThat(RowFilter.parse(condition).and()).isEqualTo(" AND (\n" + condition + "\n)");
        assertThat(RowFilter.parse(condition).where()).isEqualTo("\nWHERE (\n" + condition + "\n)");
    }

    @Test
    void noConditionIsNoText() {
        assertThat(RowFilter.NONE.and() + RowFilter.NONE.where()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            a = 1) OR (b = 2 | it has a ")" too many
            a = 1; DROP      | it has a ";" too many
            (a = 1           | it has a "(" that is not closed
            a = 'x           | it has a ' that is not closed
            a = '\\'         | it has a ' that is not closed
            "a = 1           | it has a " that is not closed
            a = 1 /* all     | it has a comment that is not closed
            /* /* */ a = 1   | it has a comment in a comment
            a = $$'$$        | it has a quote of dollar signs, $$
            """)
    void whatIsNotWholeIsRefused(String condition, String message) {
        assertThatThrownBy(() -> RowFilter.parse(condition))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
