// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the name of an endpoint tells: <code>&lt;cluster&gt;.&lt;id&gt;.&lt;region&gt;.redshift.amazonaws.com</code> or
 * <code>&lt;workgroup&gt;.&lt;account&gt;.&lt;region&gt;.redshift-serverless.amazonaws.com</code>, in China with
 * <code>.cn</code> behind it (forms of the AWS JDBC driver's Driver and IamHelper). A custom domain tells nothing, and the
 * first part of a Redshift-managed VPC endpoint's name is the endpoint's, not the cluster's.
 *
 * @param target the workgroup or cluster; empty for a managed VPC endpoint
 */
record RedshiftHost(boolean serverless, Optional<String> target, String region) {
    private static final Pattern FORM = Pattern.compile(
            "([a-z0-9-]+)\\.[a-z0-9]+\\.([a-z]{2}(?:-[a-z]+)+-\\d)\\.redshift(-serverless)?(?:-dev)?\\.amazonaws\\.com(?:\\.cn)?");

    private static final Pattern VPC_ENDPOINT = Pattern.compile(".+-endpoint-[a-z0-9]+");

    /** Empty for a name that AWS did not give. */
    static Optional<RedshiftHost> parse(String host) {
        Matcher form = FORM.matcher(host.toLowerCase(Locale.ROOT));
        if (!form.matches()) {
            return Optional.empty();
        }
        Optional<String> first = Optional.of(form.group(1))
                .filter(name -> !VPC_ENDPOINT.matcher(name).matches());
        return Optional.of(new RedshiftHost(form.group(3) != null, first, form.group(2)));
    }

    /** A name as DNS takes it, or an IPv4 address; no port, no database, no scheme. */
    static boolean isHost(String text) {
        return text.matches("[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?");
    }

    Optional<String> workgroup() {
        return target.filter(name -> serverless);
    }

    Optional<String> cluster() {
        return target.filter(name -> !serverless);
    }
}
