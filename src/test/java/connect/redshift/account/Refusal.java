// SPDX-License-Identifier: Apache-2.0
package connect.redshift.account;

import java.util.Optional;

/** An answer that is an error. */
final class Refusal extends RuntimeException {
    private final int status;
    private final String code;
    private final Optional<String> object;

    Refusal(int status, String code, String message) {
        this(status, code, message, Optional.empty());
    }

    private Refusal(int status, String code, String message, Optional<String> object) {
        super(message);
        this.status = status;
        this.code = code;
        this.object = object;
    }

    /** S3 answers a delete of several objects with 200 and says of each what it thinks of it. */
    static Refusal ofObject(String key, String message) {
        return new Refusal(200, "AccessDenied", message, Optional.of(key));
    }

    /** The object that is not deleted. */
    Optional<String> object() {
        return object;
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }
}
