// SPDX-License-Identifier: Apache-2.0
package connect.redshift.statement;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * Keeps one task's calls within its part of the Data API's quotas, which an AWS account and region has once and cannot
 * raise (Redshift management guide, quotas of the Data API). Each task has a fixed part, so that tasks need not know of
 * each other. Whoever calls is told how long to wait first; nobody is held. May be used from any thread.
 */
public final class CallRates {
    /** No task gets less of any call than one in five seconds, or a few hundred tasks would hardly go on. */
    private static final double LEAST_A_SECOND = 0.2;

    private static final double NANOS_A_SECOND = 1e9;

    /** What is counted, and how many of it an account may make a second. */
    public enum Call {
        SUBMIT(30),
        STATE(100),
        ROWS(20),
        CANCEL(3),
        LIST(3);

        private final int quota;

        Call(int quota) {
            this.quota = quota;
        }
    }

    private final Map<Call, Bucket> buckets = new EnumMap<>(Call.class);
    private final Clock clock;

    private CallRates(Clock clock) {
        this.clock = clock;
    }

    /** For a transport without quotas, and for callers of a few calls an hour. */
    public static CallRates unlimited() {
        return new CallRates(Clock.systemUTC());
    }

    /**
     * For one task of the Data API.
     *
     * @param part of the account's quotas, more than 0 and at most 1
     */
    public static CallRates part(double part, Clock clock) {
        CallRates rates = new CallRates(clock);
        Arrays.stream(Call.values())
                .forEach(call -> rates.buckets.put(
                        call, new Bucket(Math.max(LEAST_A_SECOND, call.quota * part), clock.instant())));
        return rates;
    }

    /** Takes leave for one call, to be made after what is returned: zero while the rate is kept. */
    Duration reserve(Call call) {
        return reserve(call, 1);
    }

    /** The same for several calls that are made together. */
    synchronized Duration reserve(Call call, int count) {
        Bucket bucket = buckets.get(call);
        return bucket == null ? Duration.ZERO : bucket.take(count, clock.instant());
    }

    /** As many calls as a second brings may come at once. */
    private static final class Bucket {
        private final double rate;
        private final double most;
        private double tokens;
        private Instant filled;

        Bucket(double rate, Instant now) {
            this.rate = rate;
            this.most = Math.max(1, rate);
            this.tokens = most;
            this.filled = now;
        }

        Duration take(int count, Instant now) {
            double passed = Math.max(0, Duration.between(filled, now).toNanos() / NANOS_A_SECOND);
            filled = now;
            tokens = Math.min(most, tokens + passed * rate) - count;
            return tokens >= 0 ? Duration.ZERO : Duration.ofNanos((long) (-tokens / rate * NANOS_A_SECOND));
        }
    }
}
