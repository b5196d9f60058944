// SPDX-License-Identifier: Apache-2.0
package connect.redshift.connections;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A way to say which Redshift is read.
 *
 * @param field what the Data API is told; empty for a way that only drivers know
 * @param lookup the operation that finds the endpoint; empty where it is known
 */
record Target(
        String name,
        Kind kind,
        Map<String, String> settings,
        Optional<Map.Entry<String, String>> field,
        Optional<String> lookup) {
    enum Kind {
        WORKGROUP,
        CLUSTER,
        HOST_ALONE,
        IN_THE_SECRET
    }

    private static final String ARN = "arn:aws:redshift-serverless:us-east-1:123456789012:workgroup/" + Site.WORKGROUP;

    static List<Target> ofDataApi() {
        Map.Entry<String, String> workgroup = Map.entry("WorkgroupName", Site.WORKGROUP);
        Map.Entry<String, String> cluster = Map.entry("ClusterIdentifier", Site.CLUSTER);
        return List.of(
                of("workgroup", Kind.WORKGROUP, workgroup, withRegion("redshift.workgroup", Site.WORKGROUP)),
                of(
                        "ARN of a workgroup",
                        Kind.WORKGROUP,
                        Map.entry("WorkgroupName", ARN),
                        Map.of("redshift.workgroup", ARN)),
                of(
                        "host of a workgroup",
                        Kind.WORKGROUP,
                        workgroup,
                        Map.of(
                                "redshift.host",
                                Site.WORKGROUP + ".123456789012.us-east-1.redshift-serverless.amazonaws.com")),
                of("cluster", Kind.CLUSTER, cluster, withRegion("redshift.cluster.id", Site.CLUSTER)),
                of(
                        "host of a cluster",
                        Kind.CLUSTER,
                        cluster,
                        Map.of("redshift.host", Site.CLUSTER + ".c0ffee.us-east-1.redshift.amazonaws.com")));
    }

    static List<Target> ofJdbc(int port) {
        Map<String, String> address = Map.of(
                "redshift.host", "127.0.0.1", "redshift.port", Integer.toString(port), "aws.region", "us-east-1");
        Map<String, String> workgroup = withRegion("redshift.workgroup", Site.WORKGROUP);
        Map<String, String> cluster = withRegion("redshift.cluster.id", Site.CLUSTER);
        return List.of(
                new Target("workgroup", Kind.WORKGROUP, workgroup, Optional.empty(), Optional.of("GetWorkgroup")),
                new Target(
                        "workgroup behind a host",
                        Kind.WORKGROUP,
                        both(workgroup, address),
                        Optional.empty(),
                        Optional.empty()),
                new Target("cluster", Kind.CLUSTER, cluster, Optional.empty(), Optional.of("DescribeClusters")),
                new Target(
                        "cluster behind a host",
                        Kind.CLUSTER,
                        both(cluster, address),
                        Optional.empty(),
                        Optional.empty()),
                new Target("host alone", Kind.HOST_ALONE, address, Optional.empty(), Optional.empty()),
                new Target(
                        "in the secret",
                        Kind.IN_THE_SECRET,
                        Map.of("aws.region", "us-east-1"),
                        Optional.empty(),
                        Optional.empty()));
    }

    private static Target of(String name, Kind kind, Map.Entry<String, String> field, Map<String, String> settings) {
        return new Target(name, kind, settings, Optional.of(field), Optional.empty());
    }

    private static Map<String, String> withRegion(String key, String value) {
        return Map.of(key, value, "aws.region", "us-east-1");
    }

    private static Map<String, String> both(Map<String, String> one, Map<String, String> other) {
        Map<String, String> both = new TreeMap<>(one);
        both.putAll(other);
        return both;
    }
}
