// SPDX-License-Identifier: Apache-2.0
package connect.redshift.export;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How UNLOAD may write to S3. What ends up inside the statement is checked here, by form, and never escaped.
 *
 * @param roles one role, or a chain in which each is trusted by the next; empty for the warehouse's default role
 * @param region the bucket's, where it is not the warehouse's
 * @param maxFileMegabytes parts of about this size; Redshift rounds down to multiples of 32
 */
public record UnloadOptions(List<String> roles, Optional<String> region, Encryption encryption, int maxFileMegabytes) {
    private static final Pattern ROLE = Pattern.compile("arn:aws[a-z-]*:iam::\\d{12}:role/[\\w+=,.@/-]+");
    private static final Pattern REGION = Pattern.compile("[a-z0-9-]{2,32}");

    public UnloadOptions {
        roles = List.copyOf(roles);
        for (String role : roles) {
            if (!isRole(role)) {
                throw new IllegalArgumentException("\"%s\" is not the ARN of an IAM role".formatted(role));
            }
        }
        if (region.filter(name -> !REGION.matcher(name).matches()).isPresent()) {
            throw new IllegalArgumentException("\"%s\" is not an AWS region".formatted(region.get()));
        }
        if (maxFileMegabytes < 32 || maxFileMegabytes > 6_200) {
            throw new IllegalArgumentException(
                    "parts of %d MB are not between 32 and 6200 MB".formatted(maxFileMegabytes));
        }
    }

    /** Whether {@code text} may stand in UNLOAD's IAM_ROLE clause. */
    public static boolean isRole(String text) {
        // A comma separates the roles of a chain, so it cannot be part of one.
        return ROLE.matcher(text).matches() && text.indexOf(',') < 0;
    }

    /** How parts are encrypted in S3. */
    public sealed interface Encryption {
        String clause();

        /** As the bucket does by itself. */
        record BucketDefault() implements Encryption {
            @Override
            public String clause() {
                return "";
            }
        }

        /** With the bucket's default KMS key. */
        record Auto() implements Encryption {
            @Override
            public String clause() {
                return "ENCRYPTED AUTO";
            }
        }

        /** With a KMS key named by id or ARN. */
        record Kms(String keyId) implements Encryption {
            private static final Pattern KEY = Pattern.compile("[\\w:/-]{1,2048}");

            public Kms {
                if (!KEY.matcher(keyId).matches()) {
                    throw new IllegalArgumentException("\"%s\" is not a KMS key id or ARN".formatted(keyId));
                }
            }

            @Override
            public String clause() {
                return "KMS_KEY_ID '%s' ENCRYPTED".formatted(keyId);
            }
        }
    }
}
