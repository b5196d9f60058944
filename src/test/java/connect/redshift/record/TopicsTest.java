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
        return new Topics("shop", "de v", table -> template, List.of("beats", "bad-rows"));
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

    @Test
    void aQuerysTopicIsNotATables() {
        Topics topics = new Topics(
                "shop",
                "dev",
                table -> table.isQuery() ? "${topic.prefix}.a.${query}" : "${topic.prefix}.${schema}.${table}",
                List.of());
        assertThat(topics.of(TableId.ofQuery("b"))).isEqualTo("shop.a.b");
        assertThat(topics.problems(List.of(TableId.ofQuery("b"), new TableId("a", "b"))))
                .containsExactly(
                        "Query \"b\" and table \"a.b\" would both go to the topic \"shop.a.b\". Give one of them a topic of its"
                                + " own (query.b.topic, or table.topic.name.template, or a topic in table.groups); to mix them on"
                                + " purpose, name the topic without ${schema} and ${table}.");
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
    void topicThatKafkaCannotTellFromSomethingElsesIsNoTablesTopic() {
        assertThat(new Topics("shop", "dev", table -> "bad_${table}", List.of("bad.rows"))
                        .problems(List.of(new TableId("a", "rows"))))
                .singleElement()
                .asString()
                .startsWith("Table \"a.rows\" would go to the topic \"bad_rows\"");
    }

    @Test
    void topicOfSomethingElseIsNoTablesTopic() {
        assertThat(topics("bad-${table}").problems(List.of(new TableId("a", "rows"), new TableId("a", "beats"))))
                .containsExactly("Table \"a.rows\" would go to the topic \"bad-rows\", which is that of heartbeats"
                        + " (topic.heartbeat.prefix) or of bad rows (errors.deadletterqueue.topic.name). Give one of them"
                        + " another.");
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
