// SPDX-License-Identifier: Apache-2.0
package connect.redshift.aws;

import java.net.URI;
import java.util.Optional;

/**
 * Where AWS is and as whom it is asked.
 *
 * @param region empty to ask the SDK's default chain; nothing else is assumed, since a wrong region finds nothing
 * @param keys empty for the SDK's default chain: environment, web identity, container, instance
 * @param dataApiEndpoint instead of the region's own, for private links and tests
 */
public record AwsAccess(
        Optional<String> region, Optional<StaticKeys> keys, Optional<URI> dataApiEndpoint, S3Access s3) {
    /** {@code aws.access.key.id} and its companions. */
    public record StaticKeys(String accessKeyId, String secretAccessKey, Optional<String> sessionToken) {
        public StaticKeys {
            if (accessKeyId.isEmpty() || secretAccessKey.isEmpty()) {
                throw new IllegalArgumentException(
                        "aws.access.key.id and aws.secret.access.key must both have a value, or neither be set");
            }
        }

        /** Keys must not come into a log with whatever holds them. */
        @Override
        public String toString() {
            return "StaticKeys[hidden]";
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
