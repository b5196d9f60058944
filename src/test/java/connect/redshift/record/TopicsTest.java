// SPDX-License-Identifier: Apache-2.0
package connect.redshift.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import connect.redshift.table.TableId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TopicsTest {
    private static final TableId ORDERS = new TableId("sales", "orders");

    private static Topics topics(String template) {
        return new Topics("shop", "de v", table -> template);
    }

    @ParameterizedTest
    @CsvSource({
        "${topic.prefix}.${schema}.${table},           shop.sales.orders",
        "${table},                                     orders",
        "${database}-${table}_${table}.x,              de_v-orders_orders.x",
        "everything,                                   everything",
    })
    void placeholdersAreFilledIn(String template, String topic) {
        assertThat(topics(template).of(ORDERS)).isEqualTo(topic);
    }

    @Test
    void whatKafkaDoesNotTakeBecomesAnUnderscoreAndIsNoPlaceholder() {
        assertThat(topics("${schema}.${table}").of(new TableId("Größe", "a ${table}$b")))
                .isEqualTo("Gr__e.a___table__b");
    }

    @Test
    void tablesShareATopicOnlyOnPurpose() {
        List<TableId> alike = List.of(new TableId("a", "b c"), new TableId("a", "b_c"), new TableId("a", "d"));
        assertThat(topics("all").problems(alike)).isEmpty();
        assertThat(topics("${topic.prefix}.${table}").problems(alike))
                .containsExactly(
                        "Tables \"a.b c\" and \"a.b_c\" would both go to the topic \"shop.b_c\". Give one of them a"
                                + " topic of its own (table.topic.name.template, or a topic in table.groups); to mix them on purpose,"
                                + " name the topic without ${schema} and ${table}.");
        assertThat(topics("${schema}").problems(alike)).hasSize(2);
    }

    /** A broker refuses to create the second: its metrics cannot tell the two apart. */
    @Test
    void topicsThatDifferInDotsAndUnderscoresAloneAreRefused() {
        List<TableId> alike = List.of(new TableId("a", "b_c"), new TableId("a", "b.c"), new TableId("a_b", "c"));
        assertThat(topics("${schema}.${table}").problems(alike))
                .containsExactly(
                        "Tables \"a.b_c\" and \"a.b.c\" would go to the topics \"a.b_c\" and \"a.b.c\", of which Kafka"
                                + " takes only one: they differ in dots and underscores alone. Give one of them another topic"
                                + " (table.topic.name.template, or a topic in table.groups).",
                        "Tables \"a.b_c\" and \"a_b.c\" would go to the topics \"a.b_c\" and \"a_b.c\", of which Kafka"
                                + " takes only one: they differ in dots and underscores alone. Give one of them another topic"
                                + " (table.topic.name.template, or a topic in table.groups).");
    }

    @Test
    void namesThatKafkaDoesNotTakeAreRefused() {
        assertThatThrownBy(() -> topics("${table}").of(new TableId("a", "..")))
                .hasMessage(
                        "The topic of table \"a...\" would be \"..\", which Kafka does not take: a name has at most 249"
                                + " characters and is neither \".\" nor \"..\". Set table.topic.name.template, or a topic in"
                                + " table.groups.");
        assertThat(topics("${table}").problems(List.of(new TableId("a", "x".repeat(250)))))
                .singleElement()
                .asString()
                .startsWith("The topic of table \"a.xxx");
    }
}
