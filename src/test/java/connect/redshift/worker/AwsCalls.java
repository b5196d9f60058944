// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import connect.redshift.emulator.CallLog.Call;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How often a connector called AWS in some stretch of time, and what AWS allows an account and region. */
record AwsCalls(Instant from, Instant to, Map<String, List<Call>> calls) {
    /** Calls a second: Redshift management guide, quotas of the Data API, and S3 user guide, requests a prefix. */
    private static final Map<String, Integer> QUOTAS = Map.of(
            "ExecuteStatement", 30,
            "DescribeStatement", 100,
            "GetStatementResult", 20,
            "CancelStatement", 3,
            "ListStatements", 3,
            "GetObject", 5_500,
            "ListObjectsV2", 5_500,
            "PutObject", 3_500,
            "DeleteObjects", 3_500);

    /** What {@code stack} was asked for, without what its own UNLOADs did in S3. */
    static AwsCalls of(Stack stack, Instant from, Instant to) {
        Stream<Call> own = stack.s3()
                .calls()
                .between(from, to)
                .filter(call ->
                        !call.subject().contains("/parts/") || call.operation().equals("GetObject"));
        return new AwsCalls(
                from,
                to,
                Stream.concat(stack.redshift().calls().between(from, to), own)
                        .collect(Collectors.groupingBy(Call::operation, TreeMap::new, Collectors.toList())));
    }

    /** Operations with more calls in some second than their quota allows. */
    List<String> beyondQuota() {
        return calls.keySet().stream()
                .filter(operation -> busiestSecond(operation) > QUOTAS.getOrDefault(operation, Integer.MAX_VALUE))
                .toList();
    }

    /** A line for each operation. */
    List<String> lines() {
        double minutes = Duration.between(from, to).toMillis() / 60_000.0;
        return calls.entrySet().stream()
                .map(each -> "  %-19s %6.0f a minute, %4d in the busiest second (quota %s a second)"
                        .formatted(
                                each.getKey(),
                                each.getValue().size() / minutes,
                                busiestSecond(each.getKey()),
                                QUOTAS.getOrDefault(each.getKey(), 0)))
                .toList();
    }

    private long busiestSecond(String operation) {
        return calls.get(operation).stream()
                .collect(Collectors.groupingBy(
                        call -> Duration.between(from, call.at()).toSeconds(), Collectors.counting()))
                .values()
                .stream()
                .max(Long::compare)
                .orElse(0L);
    }
}
