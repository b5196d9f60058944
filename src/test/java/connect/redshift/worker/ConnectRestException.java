// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

/** A worker's refusal: what was asked, the HTTP status and the body. */
public final class ConnectRestException extends RuntimeException {
    private final int status;

    ConnectRestException(String request, int status, String body) {
        super("%s: %d %s".formatted(request, status, body));
        this.status = status;
    }

    public int status() {
        return status;
    }
}
