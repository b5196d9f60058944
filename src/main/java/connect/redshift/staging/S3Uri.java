// SPDX-License-Identifier: Apache-2.0
package connect.redshift.staging;

/** The place of one object, or of all objects under a prefix, in S3: bucket and literal key, never percent-encoded. */
public record S3Uri(String bucket, String key) {
    private static final String SCHEME = "s3://";

    public S3Uri {
        if (bucket.isEmpty()) {
            throw new IllegalArgumentException("S3 bucket is empty");
        }
        if (key.startsWith("/")) {
            throw new IllegalArgumentException("S3 key \"%s\" starts with a slash".formatted(key));
        }
    }

    /** Reads {@code s3://bucket/key}; the key is taken literally, as Redshift's manifests write it. */
    public static S3Uri parse(String text) {
        int slash = text.indexOf('/', SCHEME.length());
        if (!text.startsWith(SCHEME) || slash < 0) {
            throw new IllegalArgumentException("\"%s\" is not of the form s3://bucket/key".formatted(text));
        }
        return new S3Uri(text.substring(SCHEME.length(), slash), text.substring(slash + 1));
    }

    /** This place with {@code suffix} appended to its key as it is; folders end in a slash of their own. */
    public S3Uri plus(String suffix) {
        return new S3Uri(bucket, key + suffix);
    }

    public boolean contains(S3Uri other) {
        return bucket.equals(other.bucket) && other.key.startsWith(key);
    }

    @Override
    public String toString() {
        return SCHEME + bucket + "/" + key;
    }
}
