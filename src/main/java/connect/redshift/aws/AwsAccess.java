// SPDX-License-Identifier: Apache-2.0
package connect.redshift.aws;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Where AWS is and as whom it is asked.
 *
 * @param region of Redshift; empty to ask the SDK's default chain; nothing else is assumed, since a wrong region finds
 *     nothing
 */
public record AwsAccess(Optional<String> region, Callers callers, Endpoints endpoints, Network network, S3Access s3) {

    /** Who asks Redshift and the services around it, and who reads the staged files; often the same. */
    public record Callers(AwsIdentity redshift, AwsIdentity s3) {
        public static Callers both(AwsIdentity identity) {
            return new Callers(identity, identity);
        }
    }

    /** Services that are not at their region's public address, for private links and tests. */
    public record Endpoints(
            Optional<URI> dataApi,
            Optional<URI> sts,
            Optional<URI> secrets,
            Optional<URI> redshift,
            Optional<URI> serverless) {
        public static final Endpoints PUBLIC =
                new Endpoints(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        public Endpoints withDataApi(URI endpoint) {
            return new Endpoints(Optional.of(endpoint), sts, secrets, redshift, serverless);
        }
    }

    /**
     * The way to AWS.
     *
     * @param connect longest wait for a connection
     * @param silence longest wait for the next byte
     * @param call longest call, with all its tries
     * @param attempts most tries of a call, the first one counted
     */
    public record Network(
            Optional<Proxy> proxy, Variant variant, Duration connect, Duration silence, Duration call, int attempts) {
        /** Times that suit both a long poll of the Data API and a range of 8 MiB over a slow line. */
        public static final Network DEFAULT = new Network(
                Optional.empty(),
                new Variant(false, false),
                Duration.ofSeconds(10),
                Duration.ofSeconds(45),
                Duration.ofMinutes(3),
                3);
    }

    /** Which of a region's public addresses are used; false leaves it to the worker's environment. */
    public record Variant(boolean fips, boolean dualStack) {}

    /** An HTTP proxy, and hosts that are reached without it (with * for any characters). */
    public record Proxy(URI address, Optional<String> user, Optional<String> password, Set<String> bypass) {
        @Override
        public String toString() {
            return "Proxy[%s]".formatted(address);
        }
    }

    /**
     * The staging bucket's S3.
     *
     * @param region empty for the same region
     * @param endpoint instead of the region's own, for private links, S3-compatible stores and tests
     * @param pathStyle whether the bucket is named in the path instead of the host, as S3-compatible stores want it
     */
    public record S3Access(Optional<String> region, Optional<URI> endpoint, boolean pathStyle) {}
}
