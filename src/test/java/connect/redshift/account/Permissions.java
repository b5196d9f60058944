// SPDX-License-Identifier: Apache-2.0
package connect.redshift.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Which permissions AWS asks for before it answers a call, by its service authorization reference; the Data API asks for
 * those of the login that it makes as well.
 */
final class Permissions {
    private static final String ACCOUNT = LocalAccount.REGION + ":123456789012:";
    private static final String BUCKETS = "arn:aws:s3:::";
    private static final Pattern KEY = Pattern.compile("<Key>([^<]*)</Key>");

    private Permissions() {}

    /** The id in the ARN of a workgroup and of its namespace, which AWS makes up. */
    static String idOf(String workgroup) {
        return UUID.nameUUIDFromBytes(workgroup.getBytes(UTF_8)).toString();
    }

    static List<Permission> of(Call call, SignedRequest request, String userId) {
        Map<String, String> fields = call.fields();
        return switch (call.name()) {
            // AWS answers it to everybody who has keys.
            case "sts:GetCallerIdentity" -> List.of();
            case "sts:AssumeRole" -> List.of(Permission.on(fields.get("RoleArn"), call.name()));
            case "secretsmanager:GetSecretValue" -> List.of(Permission.on(fields.get("SecretId"), call.name()));
            case "redshift-serverless:GetCredentials", "redshift-serverless:GetWorkgroup" ->
                List.of(Permission.on(workgroup(fields.get("workgroupName")), call.name()));
            case "redshift-serverless:GetNamespace" ->
                List.of(Permission.on(serverless("namespace/", fields.get("namespaceName")), call.name()));
            case "redshift:GetClusterCredentials" -> credentialsOfUser(fields, fields.get("DbName"));
            case "redshift:GetClusterCredentialsWithIAM" ->
                List.of(Permission.on(
                        cluster("dbname", fields.get("ClusterIdentifier"), fields.get("DbName")), call.name()));
            case "redshift-data:ExecuteStatement" -> statement(fields);
            // The account has one caller of the Data API at a time, so each statement is its own.
            case "redshift-data:DescribeStatement",
                    "redshift-data:GetStatementResult",
                    "redshift-data:CancelStatement",
                    "redshift-data:ListStatements" ->
                List.of(new Permission(
                        call.name(),
                        "*",
                        Map.of("redshift-data:statement-owner-iam-userid", userId, "aws:userid", userId)));
            case "s3:ListObjectsV2" ->
                List.of(new Permission(
                        "s3:ListBucket",
                        BUCKETS + decoded(request.path()).substring(1).replaceAll("/.*", ""),
                        Map.of("s3:prefix", parameter(request.query(), "prefix"))));
            case "s3:DeleteObjects" -> deletes(request);
            case "s3:GetObject", "s3:PutObject", "s3:DeleteObject" ->
                List.of(Permission.on(BUCKETS + decoded(request.path()).substring(1), call.name()));
            default -> List.of(Permission.on("*", call.name()));
        };
    }

    private static List<Permission> statement(Map<String, String> fields) {
        List<Permission> needed = new ArrayList<>();
        boolean serverless = fields.containsKey("WorkgroupName");
        String cluster = fields.get("ClusterIdentifier");
        String target = serverless
                ? workgroup(fields.get("WorkgroupName"))
                : "arn:aws:redshift:%scluster:%s".formatted(ACCOUNT, cluster);
        needed.add(Permission.on(target, "redshift-data:ExecuteStatement"));
        if (fields.containsKey("SecretArn")) {
            needed.add(Permission.on(fields.get("SecretArn"), "secretsmanager:GetSecretValue"));
        } else if (serverless) {
            needed.add(Permission.on(target, "redshift-serverless:GetCredentials"));
        } else if (fields.containsKey("DbUser")) {
            needed.addAll(credentialsOfUser(fields, fields.get("Database")));
        } else {
            needed.add(Permission.on(
                    cluster("dbname", cluster, fields.get("Database")), "redshift:GetClusterCredentialsWithIAM"));
        }
        return needed;
    }

    private static List<Permission> credentialsOfUser(Map<String, String> fields, String database) {
        String cluster = fields.get("ClusterIdentifier");
        String user = cluster("dbuser", cluster, fields.get("DbUser"));
        List<Permission> needed = new ArrayList<>(List.of(
                Permission.on(user, "redshift:GetClusterCredentials"),
                Permission.on(cluster("dbname", cluster, database), "redshift:GetClusterCredentials")));
        if (Boolean.parseBoolean(fields.get("AutoCreate"))) {
            needed.add(Permission.on(user, "redshift:CreateClusterUser"));
        }
        fields.forEach((name, group) -> {
            if (name.startsWith("DbGroups.")) {
                needed.add(Permission.on(cluster("dbgroup", cluster, group), "redshift:JoinGroup"));
            }
        });
        return needed;
    }

    private static List<Permission> deletes(SignedRequest request) {
        String bucket = decoded(request.path()).replaceAll("^/|/$", "");
        return KEY.matcher(new String(request.body(), UTF_8))
                .results()
                .map(key -> Permission.on(BUCKETS + bucket + "/" + key.group(1), "s3:DeleteObject"))
                .toList();
    }

    private static String workgroup(String name) {
        return serverless("workgroup/", name);
    }

    private static String serverless(String kind, String name) {
        return "arn:aws:redshift-serverless:" + ACCOUNT + kind + idOf(name);
    }

    private static String cluster(String kind, String cluster, String name) {
        return "arn:aws:redshift:%s%s:%s/%s".formatted(ACCOUNT, kind, cluster, name);
    }

    private static String parameter(String query, String name) {
        for (String pair : query.split("&", -1)) {
            if (pair.startsWith(name + "=")) {
                return decoded(pair.substring(name.length() + 1));
            }
        }
        return "";
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, UTF_8);
    }
}
