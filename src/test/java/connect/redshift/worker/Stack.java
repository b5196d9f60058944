// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import connect.redshift.aws.AwsAccess;
import connect.redshift.aws.AwsIdentity;
import connect.redshift.emulator.LocalRedshift;
import connect.redshift.emulator.LocalS3;
import connect.redshift.emulator.Settings;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A local S3 and a local Redshift that unloads into it, as a connector's settings and a worker's environment name them. */
public final class Stack implements AutoCloseable {
    public static final String BUCKET = "staging";
    private static final String ROLE = "arn:aws:iam::123456789012:role/unload";

    private final LocalS3 s3;
    private final LocalRedshift redshift;

    private Stack(LocalS3 s3, LocalRedshift redshift) {
        this.s3 = s3;
        this.redshift = redshift;
    }

    /** Starts both, with a default role for UNLOAD and an empty bucket. */
    public static Stack start() {
        return start(Settings.Parts.small());
    }

    public static Stack start(Settings.Parts parts) {
        return start(settings -> settings.with(parts));
    }

    /** The same with what {@code change} makes of the local Redshift's settings. */
    public static Stack start(UnaryOperator<Settings> change) {
        LocalS3 s3 = LocalS3.start();
        s3.createBucket(BUCKET);
        Settings settings = Settings.with(s3).with(new Settings.Roles(Set.of(ROLE), Set.of(), Optional.of(ROLE)));
        return new Stack(s3, LocalRedshift.start(change.apply(settings)));
    }

    public LocalS3 s3() {
        return s3;
    }

    public LocalRedshift redshift() {
        return redshift;
    }

    /** What {@code config/quickstart.json} refers to as <code>${file:quickstart.properties:…}</code>. */
    public Properties addresses() {
        Properties properties = new Properties();
        properties.setProperty("access.key", s3.accessKey());
        properties.setProperty("secret.key", s3.secretKey());
        properties.setProperty("redshift", redshift.endpoint().toString());
        properties.setProperty("s3", s3.endpoint().toString());
        return properties;
    }

    /** Settings that let a connector reach both. */
    public Map<String, String> connection() {
        return Map.ofEntries(
                Map.entry("connector.class", "connect.redshift.RedshiftSourceConnector"),
                Map.entry("redshift.workgroup", redshift.settings().target().workgroup()),
                Map.entry("redshift.database", redshift.settings().target().database()),
                Map.entry("aws.region", redshift.settings().target().region()),
                Map.entry("aws.access.key.id", s3.accessKey()),
                Map.entry("aws.secret.access.key", s3.secretKey()),
                Map.entry("aws.redshift.data.endpoint", redshift.endpoint().toString()),
                Map.entry("aws.s3.endpoint", s3.endpoint().toString()),
                Map.entry("aws.s3.path.style.access", "true"),
                Map.entry("aws.s3.bucket.name", BUCKET),
                // Nobody shares this account's quota.
                Map.entry("aws.redshift.data.quota.percent", "100"),
                Map.entry("timestamp.delay.interval.ms", "1000"),
                Map.entry("poll.interval.ms", "1000"));
    }

    /** Both, as clients are built for them. */
    public AwsAccess access() {
        return new AwsAccess(
                Optional.of(redshift.settings().target().region()),
                AwsAccess.Callers.both(AwsIdentity.of(
                        new AwsIdentity.Source.StaticKeys(s3.accessKey(), s3.secretKey(), Optional.empty()))),
                AwsAccess.Endpoints.PUBLIC.withDataApi(redshift.endpoint()),
                AwsAccess.Network.DEFAULT,
                new AwsAccess.S3Access(Optional.empty(), Optional.of(s3.endpoint()), true));
    }

    @Override
    public void close() {
        redshift.close();
        s3.close();
    }
}
