// SPDX-License-Identifier: Apache-2.0
package connect.redshift.aws;

import connect.redshift.aws.AwsIdentity.RoleSession;
import connect.redshift.aws.AwsIdentity.Source;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleWithWebIdentityCredentialsProvider;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityRequest;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * Turns identities into the SDK's credentials providers, which call STS when they are first asked, and again before a
 * session ends. Closing closes the STS clients; a provider that the user plugged in is closed when it can be.
 */
final class Credentials implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Credentials.class);

    private final ClientFactory factory;
    private final Region region;
    private final Optional<URI> stsEndpoint;
    private final List<AutoCloseable> opened = new ArrayList<>();

    Credentials(ClientFactory factory, Region region, Optional<URI> stsEndpoint) {
        this.factory = factory;
        this.region = region;
        this.stsEndpoint = stsEndpoint;
    }

    /** Calls nothing yet, but for what a plugged provider does when it is made. */
    AwsCredentialsProvider of(AwsIdentity identity) {
        List<String> roles = identity.roles();
        AwsCredentialsProvider provider;
        if (identity.source() instanceof Source.WebIdentity web) {
            provider = exchanged(web, roles.get(0), identity.session());
            roles = roles.subList(1, roles.size());
        } else {
            provider = first(identity.source());
        }
        for (int role = 0; role < roles.size(); role++) {
            boolean last = role == roles.size() - 1;
            provider = assumed(
                    provider,
                    roles.get(role),
                    identity.session(),
                    identity.session().externalId().filter(id -> last));
        }
        return provider;
    }

    private AwsCredentialsProvider first(Source source) {
        if (source instanceof Source.StaticKeys keys) {
            AwsCredentials credentials = keys.sessionToken().isPresent()
                    ? AwsSessionCredentials.create(
                            keys.accessKeyId(),
                            keys.secretAccessKey(),
                            keys.sessionToken().get())
                    : AwsBasicCredentials.create(keys.accessKeyId(), keys.secretAccessKey());
            return StaticCredentialsProvider.create(credentials);
        }
        if (source instanceof Source.Profile profile) {
            return opened(ProfileCredentialsProvider.create(profile.name()));
        }
        if (source instanceof Source.Plugged plugged) {
            return plugged(plugged.provider().get());
        }
        return opened(DefaultCredentialsProvider.builder().build());
    }

    private AwsCredentialsProvider plugged(Object made) {
        if (!(made instanceof AwsCredentialsProvider provider)) {
            throw new IllegalArgumentException("aws.credentials.provider: %s is no %s"
                    .formatted(made.getClass().getName(), AwsCredentialsProvider.class.getName()));
        }
        if (made instanceof AutoCloseable closeable) {
            opened.add(closeable);
        }
        return provider;
    }

    private AwsCredentialsProvider assumed(
            AwsCredentialsProvider caller, String role, RoleSession session, Optional<String> externalId) {
        AssumeRoleRequest request = AssumeRoleRequest.builder()
                .roleArn(role)
                .roleSessionName(session.name())
                .durationSeconds(Math.toIntExact(session.duration().toSeconds()))
                .externalId(externalId.orElse(null))
                .build();
        return opened(StsAssumeRoleCredentialsProvider.builder()
                .stsClient(sts(caller))
                .refreshRequest(request)
                .build());
    }

    /** The token file is read at each renewal: whoever writes it replaces it long before the token ends. */
    private AwsCredentialsProvider exchanged(Source.WebIdentity web, String role, RoleSession session) {
        return opened(StsAssumeRoleWithWebIdentityCredentialsProvider.builder()
                .stsClient(sts(AnonymousCredentialsProvider.create()))
                .refreshRequest(() -> AssumeRoleWithWebIdentityRequest.builder()
                        .roleArn(role)
                        .roleSessionName(session.name())
                        .durationSeconds(Math.toIntExact(session.duration().toSeconds()))
                        .webIdentityToken(token(web))
                        .build())
                .build());
    }

    private static String token(Source.WebIdentity web) {
        try {
            return Files.readString(web.tokenFile()).strip();
        } catch (IOException unreadable) {
            throw SdkClientException.create(
                    "aws.web.identity.token.file: %s cannot be read (%s)"
                            .formatted(web.tokenFile(), unreadable.getClass().getSimpleName()),
                    unreadable);
        }
    }

    private StsClient sts(AwsCredentialsProvider caller) {
        return opened(factory.build(StsClient.builder(), region, caller, stsEndpoint));
    }

    private <T extends SdkAutoCloseable> T opened(T closeable) {
        opened.add(closeable);
        return closeable;
    }

    /** Last opened, first closed; one that cannot be closed does not keep the others open. */
    @Override
    public void close() {
        for (int i = opened.size() - 1; i >= 0; i--) {
            try {
                opened.get(i).close();
            } catch (Exception failure) {
                LOG.debug("an AWS credentials provider could not be closed", failure);
            }
        }
    }
}
