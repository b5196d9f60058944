// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SliceTest {
    private static Table table(String type) {
        return new Table(
                new TableId("shop", "orders"),
                List.of(new Column("or\"der", ColumnTypeName.parse(type).orElseThrow(), true)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            bigint                      | "or""der"::varchar
            numeric(18,2)               | "or""der"::varchar
            character varying(65535)    | "or""der"
            character(10)               | RTRIM("or""der")
            date                        | TO_CHAR("or""der", 'YYYY-MM-DD BC')
            timestamp without time zone | TO_CHAR("or""der", 'YYYY-MM-DD HH24:MI:SS.US BC')
            timestamp with time zone    | TO_CHAR("or""der" AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US BC')
            """,
            quoteCharacter = '`')
    void valueIsHashedAsATextThatNoSessionChanges(String type, String text) {
        assertThat(new Slice(new Shard(2, 4), "or\"der").condition(table(type)))
                .isEqualTo("COALESCE(MOD(STRTOL(SUBSTRING(MD5(" + text + "), 1, 7), 16), 4), 0) = 2");
    }

    @ParameterizedTest
    @CsvSource({"double precision", "real", "boolean", "super", "binary varying(10)"})
    void otherTypesAreRefused(String type) {
        assertThatThrownBy(() -> new Slice(new Shard(2, 4), "or\"der").requireFits(table(type)))
                .isInstanceOf(CatalogException.class)
                .hasMessageStartingWith("Column \"or\"der\" (shard.column) of table \"shop.orders\" is a ");
    }

    @Test
    void columnThatIsNotThereIsToldWithThoseThatAre() {
        assertThatThrownBy(() -> new Slice(new Shard(0, 2), "id").requireFits(table("bigint")))
                .isInstanceOf(CatalogException.class)
                .hasMessageStartingWith("Table \"shop.orders\" has no column \"id\" (shard.column). It has: or\"der.");
        Slice.ALL.requireFits(table("super"));
    }

    @Test
    void whatIsNoShardIsRefused() {
        assertThat(Shard.parse("0/32")).isEqualTo(new Shard(0, 32));
        assertThat(Shard.ONLY.label()).isEmpty();
        for (String wrong : List.of("4/4", "0/33", "0/0", "1", "a/b", "-1/4")) {
            assertThatThrownBy(() -> Shard.parse(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new Slice(Shard.ONLY, "id")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Slice(new Shard(0, 2), "")).isInstanceOf(IllegalArgumentException.class);
    }
}
