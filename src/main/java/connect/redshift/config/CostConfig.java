// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;

/**
 * How much may be asked of Redshift and of AWS.
 *
 * @param probeTimeout of a statement that asks for several tables
 * @param unloadsInFlight of one task
 * @param quotaPart of the account's quotas of the Data API that this connector may use, more than 0 and at most 1
 * @param tables of the connector; 0 for no limit
 * @param bytesPerHour that are staged of one table; 0 for no limit
 * @param statementsPerHour that are asked for of one table; 0 for no limit
 * @param cron when tables are asked for new rows, instead of every so often
 * @param quiet when they are not
 */
public record CostConfig(
        Duration probeTimeout,
        int unloadsInFlight,
        double quotaPart,
        int tables,
        long bytesPerHour,
        long statementsPerHour,
        Optional<CronTimes> cron,
        Optional<QuietHours> quiet) {
    static final String PROBE_TIMEOUT = "probe.timeout.ms";
    static final String UNLOADS = "unloads.in.flight";
    static final String QUOTA = "aws.redshift.data.quota.percent";
    public static final String TABLES = "guardrail.tables";
    static final String BYTES = "guardrail.bytes.per.hour";
    static final String STATEMENTS = "guardrail.statements.per.hour";
    static final String CRON = "poll.cron";
    static final String QUIET = "poll.quiet.hours";
    private static final String GROUP = "Cost";

    static void define(ConfigDef def) {
        int order = 0;
        def.define(
                        UNLOADS,
                        ConfigDef.Type.INT,
                        4,
                        ConfigDef.Range.between(1, 100),
                        Importance.MEDIUM,
                        "How many UNLOADs of one task run at once; the tables' others wait for their turn. Redshift queues what"
                                + " its workload management does not let run, so more than it lets run makes nothing faster.",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "UNLOADs at once")
                .define(
                        PROBE_TIMEOUT,
                        ConfigDef.Type.LONG,
                        30_000L,
                        ConfigDef.Range.atLeast(1_000L),
                        Importance.LOW,
                        "How long the one statement that asks for up to 100 tables may take, in milliseconds, before it is taken"
                                + " apart to find the table that it waits for, which is then asked alone, with"
                                + " statement.timeout.ms.",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "Probe timeout")
                .define(
                        QUOTA,
                        ConfigDef.Type.INT,
                        50,
                        ConfigDef.Range.between(1, 100),
                        Importance.LOW,
                        "How much of the Data API's quotas of calls a second, which an AWS account has once in a region, this"
                                + " connector may use, in percent; each of its tasks gets an equal part by tasks.max. Lower it"
                                + " where several connectors or other programs share the account. Not used over JDBC.",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "Part of the quota")
                .define(
                        TABLES,
                        ConfigDef.Type.INT,
                        0,
                        ConfigDef.Range.atLeast(0),
                        Importance.LOW,
                        "How many tables the connector reads at most; 0 for no limit. Tables that come later are left out, with"
                                + " an ERROR in the log that names them; of those that are there at a start the first ones by"
                                + " name are read.",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "Most tables")
                .define(
                        BYTES,
                        ConfigDef.Type.LONG,
                        0L,
                        ConfigDef.Range.atLeast(0L),
                        Importance.LOW,
                        "How many bytes of one table are staged within any hour before nothing more of it is planned until the"
                                + " hour allows it again; 0 for no limit. A window that has begun is read to its end.",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "Bytes an hour")
                .define(
                        STATEMENTS,
                        ConfigDef.Type.LONG,
                        0L,
                        ConfigDef.Range.atLeast(0L),
                        Importance.LOW,
                        "How many statements may describe, probe and unload one table within any hour before nothing more of it"
                                + " is planned until the hour allows it again; 0 for no limit. One that it shares with other"
                                + " tables counts in full.",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "Statements an hour")
                .define(
                        CRON,
                        ConfigDef.Type.STRING,
                        "",
                        Setting.parsed(
                                text -> text.isEmpty() ? text : CronTimes.parse(text, ZoneOffset.UTC),
                                "a cron expression of five fields"),
                        Importance.LOW,
                        "When tables are asked for new rows, as a cron expression of five fields in db.timezone, such as"
                                + " '0,30 8-18 * * 1-5', instead of every poll.interval.ms. At a start they are asked once,"
                                + " too. A time that daylight saving skips does not come that day.",
                        GROUP,
                        ++order,
                        Width.MEDIUM,
                        "Poll times")
                .define(
                        QUIET,
                        ConfigDef.Type.STRING,
                        "",
                        Setting.parsed(
                                text -> text.isEmpty() ? text : QuietHours.parse(text, ZoneOffset.UTC),
                                "hours such as 22:00-06:00"),
                        Importance.LOW,
                        "Hours of each day in which no table is asked for new rows, such as 22:00-06:00, by the wall clock of"
                                + " db.timezone. What is staged is still read.",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "Quiet hours");
    }

    static CostConfig from(AbstractConfig config) {
        ZoneId zone = ZoneId.of(config.getString(WindowsConfig.ZONE));
        return new CostConfig(
                Duration.ofMillis(config.getLong(PROBE_TIMEOUT)),
                config.getInt(UNLOADS),
                config.getInt(QUOTA) / 100.0,
                config.getInt(TABLES),
                config.getLong(BYTES),
                config.getLong(STATEMENTS),
                ConnectionConfig.present(config, CRON).map(text -> CronTimes.parse(text, zone)),
                ConnectionConfig.present(config, QUIET).map(text -> QuietHours.parse(text, zone)));
    }
}
