// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Database and identity of a request; refuses combinations that the Data API refuses (management guide, choosing credentials). */
record Caller(
        String database,
        Optional<String> workgroup,
        Optional<String> cluster,
        Optional<String> dbUser,
        Optional<String> secret) {
    static Caller of(JsonNode body, Settings settings) {
        if (body.hasNonNull("SessionId")) {
            throw ApiFailure.validation(
                    "Session with Id: " + body.get("SessionId").asText() + " is invalid");
        }
        if (body.path("SessionKeepAliveSeconds").asInt(0) > 0) {
            throw ApiFailure.validation("The local Redshift keeps no sessions");
        }
        Optional<String> workgroup = text(body, "WorkgroupName");
        Optional<String> cluster = text(body, "ClusterIdentifier");
        Optional<String> dbUser = text(body, "DbUser");
        Optional<String> secret = text(body, "SecretArn");
        if (workgroup.isEmpty() && cluster.isEmpty()) {
            throw ApiFailure.validation("Either ClusterIdentifier, WorkgroupName or SessionId must be provided.");
        }
        if (workgroup.isPresent() && cluster.isPresent()) {
            throw ApiFailure.validation("ClusterIdentifier and WorkgroupName cannot be specified together.");
        }
        if (dbUser.isPresent() && (workgroup.isPresent() || secret.isPresent())) {
            throw ApiFailure.validation("DbUser cannot be specified with WorkgroupName or SecretArn.");
        }
        checkTarget(workgroup, cluster, settings.target());
        if (secret.isPresent() && !settings.access().secrets().contains(secret.get())) {
            throw ApiFailure.validation("Secrets Manager can't find the specified secret.");
        }
        String database = text(body, "Database").orElseThrow(() -> ApiFailure.validation("Database must be provided."));
        return new Caller(database, workgroup, cluster, dbUser, secret);
    }

    private static void checkTarget(Optional<String> workgroup, Optional<String> cluster, Settings.Target target) {
        String arn = "arn:aws:redshift-serverless:" + target.region() + ":123456789012:workgroup/" + target.workgroup();
        boolean known = workgroup
                        .map(name -> name.equals(target.workgroup()) || name.equals(arn))
                        .orElse(true)
                && cluster.map(target.cluster()::equals).orElse(true);
        if (!known) {
            throw ApiFailure.validation("Redshift endpoint doesn't exist in this region.");
        }
    }

    private static Optional<String> text(JsonNode body, String member) {
        return Optional.ofNullable(body.get(member))
                .filter(node -> !node.isNull())
                .map(JsonNode::asText);
    }

    void describe(ObjectNode response) {
        response.put("Database", database);
        workgroup.ifPresent(value -> response.put("WorkgroupName", value));
        cluster.ifPresent(value -> response.put("ClusterIdentifier", value));
        dbUser.ifPresent(value -> response.put("DbUser", value));
        secret.ifPresent(value -> response.put("SecretArn", value));
    }
}
