// SPDX-License-Identifier: Apache-2.0
package connect.redshift.aws;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import software.amazon.awssdk.core.metrics.CoreMetric;
import software.amazon.awssdk.metrics.MetricCollection;
import software.amazon.awssdk.metrics.MetricPublisher;
import software.amazon.awssdk.metrics.SdkMetric;

/**
 * How often AWS was called with the clients of one {@link AwsClients}, each try counted, when the call it belongs to has
 * ended. Read from any thread.
 */
public final class CallCounts implements MetricPublisher {
    /** What the SDK calls the kind of error that its retries wait longer for. */
    private static final String THROTTLING = "Throttling";

    private final Map<AwsCall, LongAdder> made = new EnumMap<>(AwsCall.class);
    private final LongAdder throttled = new LongAdder();

    CallCounts() {
        for (AwsCall call : AwsCall.values()) {
            made.put(call, new LongAdder());
        }
    }

    public long made(AwsCall call) {
        return made.get(call).sum();
    }

    /** Tries that AWS refused because there were too many. */
    public long throttled() {
        return throttled.sum();
    }

    /** The SDK calls it on the thread that called AWS, once a call. */
    @Override
    public void publish(MetricCollection call) {
        List<MetricCollection> tries = call.children();
        made.get(AwsCall.of(first(call, CoreMetric.SERVICE_ID), first(call, CoreMetric.OPERATION_NAME)))
                .add(tries.size());
        throttled.add(tries.stream()
                .filter(each -> first(each, CoreMetric.ERROR_TYPE).equals(THROTTLING))
                .count());
    }

    private static String first(MetricCollection collection, SdkMetric<String> metric) {
        List<String> values = collection.metricValues(metric);
        return values.isEmpty() ? "" : values.get(0);
    }

    @Override
    public void close() {}
}
