// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.config.CostConfig;
import connect.redshift.config.ConnectorConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
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
    void tasksStartAndAskAtMomentsOfTheirOwn() {
        PollTimes one = new PollTimes(cost(Map.of()), FIVE, NOON, () -> 0.5);
        assertThat(one.every(FIVE).start()).isEqualTo(NOON.plusMillis(1_500));
        assertThat(one.every(FIVE).next().apply(NOON)).isEqualTo(NOON.plusSeconds(150));
        PollTimes other = new PollTimes(cost(Map.of()), FIVE, NOON, () -> 0.1);
        assertThat(other.every(FIVE).start()).isEqualTo(NOON.plusMillis(300));
        assertThat(other.every(FIVE).next().apply(NOON)).isEqualTo(NOON.plusSeconds(30));
    }

    @Test
    void whatIsAskedOftenStartsSoon() {
        Duration second = Duration.ofSeconds(1);
        assertThat(new PollTimes(cost(Map.of()), second, NOON, () -> 1).every(second).start())
                .isEqualTo(NOON.plusMillis(50));
    }

    @Test
    void cronNamesTheMomentAndTheTaskItsSecond() {
        PollTimes polls = new PollTimes(cost(Map.of("poll.cron", "0 6 * * *")), FIVE, NOON, () -> 0.5);
        Instant six = Instant.parse("2026-03-02T06:00:00Z");
        assertThat(polls.every(FIVE).next().apply(NOON)).isEqualTo(six.plusMillis(1_500));
        assertThat(polls.every(FIVE).next().apply(six.plusMillis(1_500)))
                .isEqualTo(six.plus(Duration.ofDays(1)).plusMillis(1_500));
    }

    @Test
    void quietHoursPutOffWhateverIsDue() {
        PollTimes polls = new PollTimes(
                cost(Map.of("poll.quiet.hours", "11:00-13:00", "db.timezone", "Europe/Berlin")), FIVE, NOON, () -> 0);
        assertThat(polls.every(FIVE).open().apply(NOON)).isEqualTo(NOON);
        assertThat(polls.every(FIVE).open().apply(NOON.minusSeconds(1))).isEqualTo(NOON);
    }
}
