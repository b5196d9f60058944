// SPDX-License-Identifier: Apache-2.0
package connect.redshift.account;

import java.util.Map;

/**
 * What a call needs.
 *
 * @param action as policies name it
 * @param resource an ARN; {@code *} for an action that has no resources
 * @param context condition keys and their values
 */
public record Permission(String action, String resource, Map<String, String> context) {
    public Permission {
        context = Map.copyOf(context);
    }

    static Permission on(String resource, String action) {
        return new Permission(action, resource, Map.of());
    }
}
