// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

/** A call that the Data API refuses: the exception's name and HTTP status of its service model. */
final class ApiFailure extends RuntimeException {
    private final String type;
    private final int status;

    ApiFailure(String type, int status, String message) {
        super(message);
        this.type = type;
        this.status = status;
    }

    static ApiFailure validation(String message) {
        return new ApiFailure("ValidationException", 400, message);
    }

    static ApiFailure notFound(String message) {
        return new ApiFailure("ResourceNotFoundException", 400, message);
    }

    String type() {
        return type;
    }

    int status() {
        return status;
    }
}
