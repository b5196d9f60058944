// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import connect.redshift.aws.AwsAccess.Callers;
import connect.redshift.aws.AwsIdentity;
import connect.redshift.aws.AwsIdentity.Source;

/**
 * The settings that say who calls AWS.
 *
 * @param source where the first credentials come from
 * @param role what is taken on with them
 */
public record CallerSettings(String source, String role) {
    public static CallerSettings ofRedshift(Callers callers) {
        return of("aws.", callers.redshift());
    }

    /** S3's caller may come with Redshift's credentials and take on a role of its own. */
    public static CallerSettings ofS3(Callers callers) {
        boolean own = !callers.s3().source().equals(callers.redshift().source());
        CallerSettings redshift = ofRedshift(callers);
        CallerSettings s3 = of("aws.s3.", callers.s3());
        return new CallerSettings(own ? s3.source() : redshift.source(), s3.role());
    }

    private static CallerSettings of(String prefix, AwsIdentity identity) {
        Source source = identity.source();
        String role = prefix + "sts.role.arn";
        if (source instanceof Source.Profile) {
            return new CallerSettings(prefix + "profile", role);
        }
        if (source instanceof Source.WebIdentity) {
            return new CallerSettings("aws.web.identity.token.file", role);
        }
        if (source instanceof Source.Plugged) {
            return new CallerSettings("aws.credentials.provider", role);
        }
        return new CallerSettings(prefix + "access.key.id", role);
    }
}
