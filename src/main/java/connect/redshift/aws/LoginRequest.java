// SPDX-License-Identifier: Apache-2.0
package connect.redshift.aws;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is set of a database connection's login; AWS is asked for the rest.
 *
 * @param secretId name or ARN of a secret that has what else is not set
 */
public record LoginRequest(Place place, User user, Optional<String> secretId, Temporary temporary) {

    /** Where the database is; at most one of workgroup (its name) and cluster is present. */
    public record Place(
            Optional<String> workgroup,
            Optional<String> cluster,
            Optional<String> host,
            Optional<Integer> port,
            String database) {}

    /** Who logs in. */
    public record User(Optional<String> name, Optional<String> password) {
        @Override
        public String toString() {
            return "User[%s]".formatted(name.orElse(""));
        }
    }

    /**
     * With what temporary credentials are asked for.
     *
     * @param groups that a cluster's user joins for the session
     * @param autoCreate whether AWS may create a cluster's user
     * @param duration 15 minutes to an hour
     */
    public record Temporary(List<String> groups, boolean autoCreate, Duration duration) {
        public Temporary {
            groups = List.copyOf(groups);
        }
    }
}
