// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.config.ConnectorConfig;
import connect.redshift.config.CostConfig;
import connect.redshift.stream.Timetable;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class PollTimesTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration FIVE = Duration.ofMinutes(5);

    private static CostConfig cost(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "redshift.workgroup", "analytics",
                "redshift.database", "dev",
                "aws.s3.bucket.name", "bucket",
                "table.include.list", "a",
                "watermark.column", "at",
                "topic.prefix", "t"));
        settings.putAll(more);
        return ConnectorConfig.from(settings).cost();
    }

    @Test
    void tasksOfAConnectorAskAtNearlyTheSameMoments() {
        Timetable one = new PollTimes(cost(Map.of()), "shop", FIVE, NOON, () -> 0.5).every(FIVE);
        assertThat(one.start()).isEqualTo(NOON.plusMillis(1_500));
        Timetable other = new PollTimes(cost(Map.of()), "shop", FIVE, NOON.plusSeconds(77), () -> 0.1).every(FIVE);
        assertThat(other.start()).isEqualTo(NOON.plusSeconds(77).plusMillis(300));
        Instant later = NOON.plusSeconds(3_600);
        assertThat(Duration.between(other.next().apply(later), one.next().apply(later)))
                .isEqualTo(Duration.ofMillis(1_200));
    }

    @Test
    void connectorsAskAtMomentsOfTheirOwn() {
        assertThat(Stream.of("shop", "stock", "people")
                        .map(name -> new PollTimes(cost(Map.of()), name, FIVE, NOON, () -> 0)
                                .every(FIVE)
                                .next()
                                .apply(NOON)))
                .doesNotHaveDuplicates()
                .allSatisfy(next -> assertThat(next).isAfter(NOON).isBeforeOrEqualTo(NOON.plus(FIVE)));
    }

    @Test
    void whatIsAskedOftenStartsSoon() {
        Duration second = Duration.ofSeconds(1);
        assertThat(new PollTimes(cost(Map.of()), "shop", second, NOON, () -> 1)
                        .every(second)
                        .start())
                .isEqualTo(NOON.plusMillis(50));
    }

    @Test
    void cronNamesTheMomentAndTheTaskItsSecond() {
        PollTimes polls = new PollTimes(cost(Map.of("poll.cron", "0 6 * * *")), "shop", FIVE, NOON, () -> 0.5);
        Instant six = Instant.parse("2026-03-02T06:00:00Z");
        assertThat(polls.every(FIVE).next().apply(NOON)).isEqualTo(six.plusMillis(1_500));
        assertThat(polls.every(FIVE).next().apply(six.plusMillis(1_500)))
                .isEqualTo(six.plus(Duration.ofDays(1)).plusMillis(1_500));
    }

    @Test
    void quietHoursPutOffWhateverIsDue() {
        PollTimes polls = new PollTimes(
                cost(Map.of("poll.quiet.hours", "11:00-13:00", "db.timezone", "Europe/Berlin")),
                "shop",
                FIVE,
                NOON,
                () -> 0);
        assertThat(polls.every(FIVE).open().apply(NOON)).isEqualTo(NOON);
        assertThat(polls.every(FIVE).open().apply(NOON.minusSeconds(1))).isEqualTo(NOON);
    }
}
