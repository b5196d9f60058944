// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Everything that can be chosen about a local Redshift; change one part with {@code with}. */
public record Settings(
        Target target,
        Access access,
        Optional<Staging> staging,
        Roles roles,
        Pace pace,
        Parts parts,
        Limits limits,
        SessionDefaults session,
        InetSocketAddress address,
        long seed,
        Clock clock) {

    /** What callers may name in a request. */
    public record Target(String database, String workgroup, String cluster, String region) {
        public Target {
            if (!cluster.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*")) {
                throw new IllegalArgumentException("Not a cluster identifier: " + cluster);
            }
        }
    }

    /** The access key ids and secrets that the Data API knows. */
    public record Access(Set<String> accessKeys, Set<String> secrets) {
        public Access {
            accessKeys = Set.copyOf(accessKeys);
            secrets = Set.copyOf(secrets);
        }
    }

    /** The S3 that UNLOAD writes to; buckets without an entry in {@code regions} are in the warehouse's own region. */
    public record Staging(URI endpoint, String accessKey, String secretKey, Map<String, String> regions) {
        public Staging {
            regions = Map.copyOf(regions);
        }

        public static Staging of(LocalS3 s3) {
            return new Staging(s3.endpoint(), s3.accessKey(), s3.secretKey(), Map.of());
        }
    }

    /** Roles attached to the warehouse; a chain must start with one and may go on with {@code assumable} ones. */
    public record Roles(Set<String> attached, Set<String> assumable, Optional<String> byDefault) {
        public Roles {
            attached = Set.copyOf(attached);
            assumable = Set.copyOf(assumable);
        }
    }

    /** How long a statement stays SUBMITTED, PICKED, and STARTED before its SQL runs. */
    public record Pace(Duration submitted, Duration picked, Duration started) {
        public static Pace immediate() {
            return new Pace(Duration.ZERO, Duration.ZERO, Duration.ZERO);
        }
    }

    /** Shape of an UNLOAD's files: at most {@code slices} of them grow at once, none beyond {@code partRows} or {@code partBytes}. */
    public record Parts(PhysicalForm form, int slices, int rowGroupRows, int partRows, long partBytes) {
        public static Parts small() {
            return new Parts(PhysicalForm.measured(), 3, 100, 400, 16_000_000);
        }

        /** For benchmarks and demos: row groups and parts nearer to the real sizes. */
        public static Parts large() {
            return new Parts(PhysicalForm.measured(), 4, 1_000_000, Integer.MAX_VALUE, 64_000_000);
        }

        public Parts withForm(PhysicalForm other) {
            return new Parts(other, slices, rowGroupRows, partRows, partBytes);
        }
    }

    /** {@code unloadResultRows} is what DescribeStatement says of a finished UNLOAD: 0 or -1, which one was not found. */
    public record Limits(int resultPageRows, int activeStatements, long unloadResultRows) {}

    /** What the database user has: ALTER USER SET timezone, enable_case_sensitive_identifier. */
    public record SessionDefaults(String timeZone, boolean caseSensitiveIdentifiers) {}

    public static Settings local() {
        return new Settings(
                new Target("dev", "local", "local-cluster", "us-east-1"),
                new Access(Set.of("local"), Set.of("arn:aws:secretsmanager:us-east-1:123456789012:secret:local")),
                Optional.empty(),
                new Roles(Set.of("arn:aws:iam::123456789012:role/unload"), Set.of(), Optional.empty()),
                Pace.immediate(),
                Parts.small(),
                new Limits(1000, 500, 0),
                new SessionDefaults("UTC", false),
                new InetSocketAddress(loopback(), 0),
                42,
                Clock.systemUTC());
    }

    /** Unloads into {@code s3}, and takes its access key for the Data API too. */
    public static Settings with(LocalS3 s3) {
        Settings local = local();
        return local.with(Staging.of(s3))
                .with(new Access(Set.of(s3.accessKey()), local.access().secrets()));
    }

    public Settings with(Target other) {
        return new Settings(other, access, staging, roles, pace, parts, limits, session, address, seed, clock);
    }

    public Settings with(Access other) {
        return new Settings(target, other, staging, roles, pace, parts, limits, session, address, seed, clock);
    }

    public Settings with(Staging other) {
        return new Settings(
                target, access, Optional.of(other), roles, pace, parts, limits, session, address, seed, clock);
    }

    public Settings with(Roles other) {
        return new Settings(target, access, staging, other, pace, parts, limits, session, address, seed, clock);
    }

    public Settings with(Pace other) {
        return new Settings(target, access, staging, roles, other, parts, limits, session, address, seed, clock);
    }

    public Settings with(Parts other) {
        return new Settings(target, access, staging, roles, pace, other, limits, session, address, seed, clock);
    }

    public Settings with(Limits other) {
        return new Settings(target, access, staging, roles, pace, parts, other, session, address, seed, clock);
    }

    public Settings with(SessionDefaults other) {
        return new Settings(target, access, staging, roles, pace, parts, limits, other, address, seed, clock);
    }

    /** Where the Data API listens, and with a port of its own the database; anywhere but on loopback only in a container. */
    public Settings with(InetSocketAddress other) {
        return new Settings(target, access, staging, roles, pace, parts, limits, session, other, seed, clock);
    }

    private static InetAddress loopback() {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        } catch (UnknownHostException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    public Settings withSeed(long other) {
        return new Settings(target, access, staging, roles, pace, parts, limits, session, address, other, clock);
    }

    public Settings withClock(Clock other) {
        return new Settings(target, access, staging, roles, pace, parts, limits, session, address, seed, other);
    }
}
