// SPDX-License-Identifier: Apache-2.0
package connect.redshift.aws;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * As whom AWS is called: who the caller is at first, and the roles that it then takes on, one after the other.
 *
 * @param roles ARNs in the order in which each is assumed by the one before; empty to stay who one is
 */
public record AwsIdentity(Source source, List<String> roles, RoleSession session) {
    public AwsIdentity {
        roles = List.copyOf(roles);
        if (source instanceof Source.WebIdentity && roles.isEmpty()) {
            throw new IllegalArgumentException("a web identity token is exchanged for a role, and none is named");
        }
    }

    /** Who the caller is, with no role taken on. */
    public static AwsIdentity of(Source source) {
        return new AwsIdentity(
                source, List.of(), new RoleSession("kafka-connect", Duration.ofHours(1), Optional.empty()));
    }

    /** Where the first credentials come from. */
    public sealed interface Source {
        /** The SDK's own order: system properties, environment, web identity, profile, container, instance. */
        record DefaultChain() implements Source {}

        /** {@code aws.access.key.id} and its companions. */
        record StaticKeys(String accessKeyId, String secretAccessKey, Optional<String> sessionToken) implements Source {
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

        /** A profile of the worker's AWS configuration files. */
        record Profile(String name) implements Source {}

        /** A token of an identity provider, such as Kubernetes', that is exchanged for the first role. */
        record WebIdentity(Path tokenFile) implements Source {}

        /** The user's own; gives an {@code AwsCredentialsProvider}, and may throw what its constructor throws. */
        record Plugged(Supplier<Object> provider) implements Source {}
    }

    /**
     * How roles are taken on.
     *
     * @param name stays the same over restarts: policies tell a statement's owner by it
     * @param duration 15 minutes to 12 hours, and at most one where a role takes on another (IAM user guide, role chaining)
     * @param externalId asked for by the last role's trust policy
     */
    public record RoleSession(String name, Duration duration, Optional<String> externalId) {
        /** Some owners of roles treat the external id as a secret. */
        @Override
        public String toString() {
            return "RoleSession[name=%s, duration=%s]".formatted(name, duration);
        }
    }
}
