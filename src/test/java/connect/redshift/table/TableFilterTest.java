// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class TableFilterTest {
    private static final TableId ORDERS = new TableId("public", "orders");
    private static final TableId ORDERS_OLD = new TableId("public", "orders_old");
    private static final TableId DOTTED = new TableId("a.b", "c");

    @Test
    void anExpressionMustMatchTheWholeName() {
        TableFilter filter = filter(List.of("public\\.orders"), List.of());
        assertThat(filter.test(ORDERS)).isTrue();
        assertThat(filter.test(ORDERS_OLD)).isFalse();
        assertThat(filter.test(new TableId("xpublic", "orders"))).isFalse();
    }

    @Test
    void anyIncludeIsEnough() {
        TableFilter filter = filter(List.of("public\\.x", "a\\.b\\.c"), List.of());
        assertThat(filter.test(DOTTED)).isTrue();
    }

    @Test
    void excludeWins() {
        TableFilter filter = filter(List.of("public\\..*"), List.of(".*_old"));
        assertThat(filter.test(ORDERS)).isTrue();
        assertThat(filter.test(ORDERS_OLD)).isFalse();
    }

    @Test
    void expressionsWithoutATableAreNamed() {
        TableFilter filter = filter(List.of("public\\.orders", "public\\.ordrs"), List.of("public\\.orders"));
        assertThat(filter.unmatchedTables(List.of(ORDERS, ORDERS_OLD)))
                .extracting(NamePattern::toString)
                .containsExactly("public\\.ordrs");
    }

    @Test
    void schemasAreSelectedByTheirOwnNames() {
        TableFilter filter = new TableFilter(
                new TableFilter.Names(patterns(List.of("public", "pub", "a\\.b")), patterns(List.of("pub.*x"))),
                new TableFilter.Names(List.of(), patterns(List.of(".*_old"))));
        assertThat(filter.test(ORDERS)).isTrue();
        assertThat(filter.test(DOTTED)).isTrue();
        assertThat(filter.test(ORDERS_OLD)).isFalse();
        assertThat(filter.test(new TableId("publicx", "orders"))).isFalse();
        assertThat(filter.test(new TableId("a", "b.c"))).isFalse();
        assertThat(filter.unmatchedSchemas(List.of(ORDERS)))
                .extracting(NamePattern::toString)
                .containsExactly("pub", "a\\.b");
    }

    private static TableFilter filter(List<String> include, List<String> exclude) {
        return new TableFilter(patterns(include), patterns(exclude));
    }

    private static List<NamePattern> patterns(List<String> texts) {
        return Stream.of(texts).flatMap(List::stream).map(NamePattern::of).toList();
    }
}
