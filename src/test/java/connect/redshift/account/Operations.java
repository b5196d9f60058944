// SPDX-License-Identifier: Apache-2.0
package connect.redshift.account;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import connect.redshift.account.LocalAccount.HostAndPort;
import connect.redshift.account.LocalAccount.Keys;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What each operation answers; field names and limits are those of botocore's service-2.json of each service. */
final class Operations {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LocalAccount account;

    Operations(LocalAccount account) {
        this.account = account;
    }

    String run(Call call, boolean json) {
        return switch (call.operation()) {
            case "AssumeRole" -> assumeRole(call);
            case "AssumeRoleWithWebIdentity" -> exchange(call);
            case "GetSecretValue" -> secret(call);
            case "GetClusterCredentials" -> clusterCredentials(call);
            case "GetClusterCredentialsWithIAM" -> clusterCredentialsOfCaller(call);
            case "DescribeClusters" -> cluster(call);
            case "GetCredentials" -> workgroupCredentials(call);
            case "GetWorkgroup" -> workgroup(call);
            case "GetNamespace" -> namespace(call);
            case "GetCallerIdentity" -> callerIdentity(call);
            // Any other service: that it was called, and by whom, is all that is told of it here.
            default -> json ? "{}" : "<Result/>";
        };
    }

    private String assumeRole(Call call) {
        required(call, "RoleSessionName");
        seconds(call, "DurationSeconds", 900, 43_200);
        Keys keys = account.takeOn(
                required(call, "RoleArn"), Optional.ofNullable(call.fields().get("ExternalId")));
        return session("AssumeRole", keys);
    }

    private String exchange(Call call) {
        required(call, "RoleSessionName");
        seconds(call, "DurationSeconds", 900, 43_200);
        Keys keys = account.exchange(required(call, "WebIdentityToken"), required(call, "RoleArn"));
        return session("AssumeRoleWithWebIdentity", keys);
    }

    private String session(String operation, Keys keys) {
        return """
                <%1$sResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><%1$sResult><Credentials>\
                <AccessKeyId>%2$s</AccessKeyId><SecretAccessKey>%3$s</SecretAccessKey>\
                <SessionToken>%4$s</SessionToken><Expiration>%5$s</Expiration>\
                </Credentials></%1$sResult></%1$sResponse>"""
                .formatted(
                        operation,
                        keys.accessKey(),
                        keys.secretKey(),
                        keys.sessionToken(),
                        account.clock().instant().plus(account.sessionLength()));
    }

    private String secret(Call call) {
        String id = required(call, "SecretId");
        String text = account.secret(id)
                .orElseThrow(() -> new Refusal(
                        400, "ResourceNotFoundException", "Secrets Manager can't find the specified secret."));
        return JSON.createObjectNode()
                .put("ARN", id)
                .put("Name", id)
                .put("SecretString", text)
                .toString();
    }

    private String clusterCredentials(Call call) {
        String user = required(call, "DbUser");
        knownCluster(call);
        boolean creates = Boolean.parseBoolean(call.fields().get("AutoCreate"));
        return clusterLogin("GetClusterCredentials", (creates ? "IAMA:" : "IAM:") + user, call);
    }

    private String clusterCredentialsOfCaller(Call call) {
        knownCluster(call);
        return clusterLogin("GetClusterCredentialsWithIAM", "IAM:" + call.accessKey(), call);
    }

    private String clusterLogin(String operation, String user, Call call) {
        Instant end = account.clock().instant().plus(seconds(call, "DurationSeconds", 900, 3_600));
        String refresh = operation.endsWith("IAM") ? "<NextRefreshTime>%s</NextRefreshTime>".formatted(end) : "";
        return """
                <%1$sResponse xmlns="http://redshift.amazonaws.com/doc/2012-12-01/"><%1$sResult>\
                <DbUser>%2$s</DbUser><DbPassword>%3$s</DbPassword><Expiration>%4$s</Expiration>%5$s\
                </%1$sResult></%1$sResponse>"""
                .formatted(operation, user, account.password(user), end, refresh);
    }

    private static String callerIdentity(Call call) {
        return """
                <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>\
                <Arn>arn:aws:iam::123456789012:user/%1$s</Arn><UserId>%1$s</UserId><Account>123456789012</Account>\
                </GetCallerIdentityResult></GetCallerIdentityResponse>"""
                .formatted(call.accessKey());
    }

    private HostAndPort knownCluster(Call call) {
        String id = required(call, "ClusterIdentifier");
        return account.warehouse(id)
                .orElseThrow(() -> new Refusal(404, "ClusterNotFound", "Cluster %s not found.".formatted(id)));
    }

    private String cluster(Call call) {
        HostAndPort endpoint = knownCluster(call);
        LocalAccount.State state = account.state(call.fields().get("ClusterIdentifier"));
        return """
                <DescribeClustersResponse xmlns="http://redshift.amazonaws.com/doc/2012-12-01/"><DescribeClustersResult><Clusters>\
                <Cluster><ClusterIdentifier>%s</ClusterIdentifier><ClusterStatus>%s</ClusterStatus>%s%s\
                <Endpoint><Address>%s</Address><Port>%d</Port></Endpoint></Cluster>\
                </Clusters></DescribeClustersResult></DescribeClustersResponse>"""
                .formatted(
                        call.fields().get("ClusterIdentifier"),
                        state.status().toLowerCase(Locale.ROOT),
                        state.roles().stream()
                                .map(
                                        "<ClusterIamRole><IamRoleArn>%s</IamRoleArn><ApplyStatus>in-sync</ApplyStatus></ClusterIamRole>"
                                                ::formatted)
                                .collect(Collectors.joining("", "<IamRoles>", "</IamRoles>")),
                        state.defaultRole()
                                .map("<DefaultIamRoleArn>%s</DefaultIamRoleArn>"::formatted)
                                .orElse(""),
                        endpoint.host(),
                        endpoint.port());
    }

    private HostAndPort knownWorkgroup(Call call) {
        String name = required(call, "workgroupName");
        return account.warehouse(name)
                .orElseThrow(() ->
                        new Refusal(400, "ResourceNotFoundException", "Failed to find workgroup %s".formatted(name)));
    }

    private String workgroupCredentials(Call call) {
        knownWorkgroup(call);
        String user = "IAMR:" + call.accessKey();
        Instant end = account.clock().instant().plus(seconds(call, "durationSeconds", 900, 3_600));
        return JSON.createObjectNode()
                .put("dbUser", user)
                .put("dbPassword", account.password(user))
                .put("expiration", end.toEpochMilli() / 1000.0)
                .put("nextRefreshTime", end.toEpochMilli() / 1000.0)
                .toString();
    }

    private String workgroup(Call call) {
        HostAndPort endpoint = knownWorkgroup(call);
        ObjectNode answer = JSON.createObjectNode();
        answer.putObject("workgroup")
                .put("workgroupName", call.fields().get("workgroupName"))
                .put("namespaceName", call.fields().get("workgroupName"))
                .put("status", account.state(call.fields().get("workgroupName")).status())
                .putObject("endpoint")
                .put("address", endpoint.host())
                .put("port", endpoint.port());
        return answer.toString();
    }

    /** A namespace has its workgroup's name here. */
    private String namespace(Call call) {
        LocalAccount.State state = account.state(required(call, "namespaceName"));
        ObjectNode answer = JSON.createObjectNode();
        ObjectNode namespace = answer.putObject("namespace").put("status", "AVAILABLE");
        state.defaultRole().ifPresent(role -> namespace.put("defaultIamRoleArn", role));
        ArrayNode roles = namespace.putArray("iamRoles");
        state.roles().forEach(role -> roles.add("IamRole(applyStatus=in-sync, iamRoleArn=%s)".formatted(role)));
        return answer.toString();
    }

    private static String required(Call call, String field) {
        return Optional.ofNullable(call.fields().get(field))
                .orElseThrow(() -> new Refusal(
                        400, "ValidationError", "The request must contain the parameter %s.".formatted(field)));
    }

    private static Duration seconds(Call call, String field, int least, int most) {
        int seconds = Integer.parseInt(call.fields().getOrDefault(field, Integer.toString(least)));
        if (seconds < least || seconds > most) {
            throw new Refusal(400, "ValidationError", "%s must be from %d to %d".formatted(field, least, most));
        }
        return Duration.ofSeconds(seconds);
    }
}
