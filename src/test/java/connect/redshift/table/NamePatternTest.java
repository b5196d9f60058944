// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Expressions that would keep java.util.regex busy for ever are answered, and those with another meaning refused. */
final class NamePatternTest {
    private static final String LONG = "a".repeat(20_000) + "!";

    @ParameterizedTest
    @ValueSource(
            strings = {"(a+)+$", "(a*)*b", "(a|aa)+$", "(a|a?)+", "((a+)*)*$", "(.*a){20}", "(\\w+\\s?)*$", "(x+x+)+y"})
    @Timeout(value = 60, unit = SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void noExpressionStalls(String expression) {
        assertThat(NamePattern.of(expression).matches(LONG)).isFalse();
        assertThat(new TableFilter(List.of(NamePattern.of(expression)), List.of()).test(new TableId("s", LONG)))
                .isFalse();
        assertThat(NamePattern.ignoringCase(expression).matches(LONG)).isFalse();
    }

    /** Compiled, the last two would fill the memory. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            shop\\.(?!tmp).*        | "(?!" is a look around, which RE2 does not have, so that matching never takes long
            shop\\.(?=o).*          | "(?=" is a look around, which RE2 does not have, so that matching never takes long
            .*(?<=s)                | "(?<=" is a look around, which RE2 does not have, so that matching never takes long
            .*(?<!_tmp)             | "(?<!" is a look around, which RE2 does not have, so that matching never takes long
            (a)\\.\\1               | "\\1" is a reference back, which RE2 does not have, so that matching never takes long
            (?<n>a)\\.\\k<n>        | "\\k<" is a reference back, which RE2 does not have, so that matching never takes long
            (?>a+)b                 | "(?>" is an atomic group, which RE2 does not have, so that matching never takes long
            a++b                    | "++" is a possessive quantifier, which RE2 does not have, so that matching never takes long
            [a-z&&[^b]]             | "[a-z&&[^b]" is a class in a class, which RE2 does not have; escape what is no class with \\
            \\p{Alpha}+             | invalid character class range: "\\p{Alpha}", as RE2 reads it
            (                       | missing closing ), as RE2 reads it
            ((a{1000}){1000}){1000} | its counts multiply to more than 10000; write * or + for the longest of them
            a{1,99999999999999}     | its counts multiply to more than 10000; write * or + for the longest of them
            """)
    void whatCannotBeReadInLinearTimeIsNamed(String expression, String message) {
        assertThatThrownBy(() -> NamePattern.of(expression))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void anExpressionHasAnEnd() {
        assertThatThrownBy(() -> NamePattern.of("(".repeat(100_000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("it has 100000 characters and may have 4000");
    }

    @Test
    void theWholeNameMustMatch() {
        assertThat(NamePattern.of("a.c").matches("abc")).isTrue();
        assertThat(NamePattern.of("a.c").matches("abcd")).isFalse();
        assertThat(NamePattern.of("a.*").matches("a\nb"))
                .as("names may have any characters")
                .isTrue();
        assertThat(NamePattern.of("ä").matches("Ä")).isFalse();
        assertThat(NamePattern.ignoringCase("ä").matches("Ä")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "shop\\.orders, true",
        "^shop\\.orders$, true",
        "shop.orders, false",
        "shop\\.(orders), false",
        "shop\\.orders|shop\\.lines, false",
        "shop\\.order_?, false"
    })
    void oneNameIsTold(String expression, boolean oneName) {
        assertThat(NamePattern.of(expression).isOneName()).isEqualTo(oneName);
    }
}
