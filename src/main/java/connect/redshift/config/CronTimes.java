// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The times of a cron expression of five fields, as crontab has them, by the wall clock of a zone. */
public final class CronTimes implements UnaryOperator<Instant> {
    private final ExecutionTime times;
    private final ZoneId zone;

    private CronTimes(ExecutionTime times, ZoneId zone) {
        this.times = times;
        this.zone = zone;
    }

    /** Throws IllegalArgumentException for what is no such expression, or names a time that never comes. */
    static CronTimes parse(String expression, ZoneId zone) {
        CronParser parser = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
        CronTimes times;
        try {
            times = new CronTimes(
                    ExecutionTime.forCron(parser.parse(expression.strip()).validate()), zone);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    "\"%s\" is not a cron expression of five fields, such as 0 6 * * 1-5: %s"
                            .formatted(expression, wrong.getMessage()),
                    wrong);
        }
        if (times.next(Instant.EPOCH).isEmpty()) {
            throw new IllegalArgumentException("\"%s\" never comes".formatted(expression));
        }
        return times;
    }

    /** The first time after a moment. */
    @Override
    public Instant apply(Instant moment) {
        return next(moment).orElse(Instant.MAX);
    }

    private Optional<Instant> next(Instant moment) {
        return times.nextExecution(moment.atZone(zone)).map(ZonedDateTime::toInstant);
    }
}
