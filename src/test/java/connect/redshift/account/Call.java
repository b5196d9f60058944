// SPDX-License-Identifier: Apache-2.0
package connect.redshift.account;

import java.util.Map;

/**
 * One call as it was on the wire.
 *
 * @param service as the signature names it; empty where nothing was signed
 * @param accessKey of the signature; empty where nothing was signed
 * @param fields of the body by their names in the API; lists as the protocol numbers them
 */
public record Call(
        String service,
        String operation,
        String region,
        String accessKey,
        String sessionToken,
        Map<String, String> fields) {
    public Call {
        fields = Map.copyOf(fields);
    }

    public String name() {
        return service + ":" + operation;
    }
}
