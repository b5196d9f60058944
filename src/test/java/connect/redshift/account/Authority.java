// SPDX-License-Identifier: Apache-2.0
package connect.redshift.account;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * Whom policies hold: an identity with a policy may do what it allows and nothing else, one without may do everything.
 * May be asked from any thread.
 */
public final class Authority {
    private static final String KEY = "arn:aws:kms:%s:123456789012:key/staging".formatted(LocalAccount.REGION);

    private final Map<String, Identity> identities = new ConcurrentHashMap<>();
    private final Map<String, Policy> trusts = new ConcurrentHashMap<>();
    private final Set<String> used = new ConcurrentSkipListSet<>();
    private final Set<String> refused = new ConcurrentSkipListSet<>();
    private volatile Optional<Policy> bucket = Optional.empty();
    private volatile Optional<Policy> key = Optional.empty();

    private record Identity(String arn, Policy policy) {}

    Authority() {}

    /** Whoever signs with the access key is {@code arn} and may do what the policy allows. */
    public void hold(String accessKey, String arn, Policy policy) {
        identities.put(accessKey, new Identity(arn, policy));
    }

    /** A role is taken on only by those that its trust policy names. */
    public void trust(String role, Policy policy) {
        trusts.put(role, policy);
    }

    /** The bucket is another account's: its own policy must allow what is done with it, too. */
    public void guardBucket(Policy policy) {
        bucket = Optional.of(policy);
    }

    /** The bucket's objects are under a KMS key that this policy is of. */
    public void encrypt(Policy policy) {
        key = Optional.of(policy);
    }

    /** Nobody is held any more, and nothing has been asked. */
    public void release() {
        identities.clear();
        trusts.clear();
        bucket = Optional.empty();
        key = Optional.empty();
        used.clear();
        refused.clear();
    }

    /** Actions that were asked for and allowed. */
    public Set<String> used() {
        return Set.copyOf(used);
    }

    /** Actions that were asked for and refused, each with its resource. */
    public Set<String> refused() {
        return Set.copyOf(refused);
    }

    /** The id in the ARN of a workgroup and of its namespace. */
    public static String idOf(String workgroup) {
        return Permissions.idOf(workgroup);
    }

    void check(Call call, SignedRequest request) {
        Identity identity = identities.get(call.accessKey());
        if (identity == null) {
            return;
        }
        for (Permission needed : Permissions.of(call, request, "AIDA" + call.accessKey())) {
            require(call, identity, needed, Optional.of(identity.policy()), "no identity-based policy");
            if (call.service().equals("s3")) {
                require(call, identity, needed, bucket, "no resource-based policy");
                ofKey(needed).ifPresent(one -> require(call, identity, one, key, "no resource-based policy"));
            }
            if (call.operation().equals("AssumeRole")) {
                Permission taking = new Permission(
                        needed.action(),
                        needed.resource(),
                        Optional.ofNullable(call.fields().get("ExternalId"))
                                .map(id -> Map.of("sts:ExternalId", id))
                                .orElse(Map.of()));
                require(
                        call,
                        identity,
                        taking,
                        Optional.ofNullable(trusts.get(needed.resource())),
                        "no resource-based policy");
            }
        }
    }

    /** S3 asks for the key in the caller's name. */
    private static Optional<Permission> ofKey(Permission needed) {
        Map<String, String> throughS3 = Map.of("kms:ViaService", "s3.%s.amazonaws.com".formatted(LocalAccount.REGION));
        return switch (needed.action()) {
            case "s3:GetObject" -> Optional.of(new Permission("kms:Decrypt", KEY, throughS3));
            case "s3:PutObject" -> Optional.of(new Permission("kms:GenerateDataKey", KEY, throughS3));
            default -> Optional.empty();
        };
    }

    private void require(Call call, Identity identity, Permission needed, Optional<Policy> policy, String without) {
        if (policy.isEmpty()) {
            return;
        }
        if (policy.get().allows(identity.arn(), needed)) {
            used.add(needed.action());
            return;
        }
        refused.add(needed.action() + " on " + needed.resource());
        boolean s3 = call.service().equals("s3");
        String resource = s3 ? "\"%s\"".formatted(needed.resource()) : needed.resource();
        String words = "User: %s is not authorized to perform: %s on resource: %s because %s allows the %2$s action"
                .formatted(identity.arn(), needed.action(), resource, without);
        if (call.operation().equals("DeleteObjects")) {
            throw Refusal.ofObject(needed.resource().substring(needed.resource().indexOf('/') + 1), words);
        }
        boolean query = s3 || List.of("sts", "redshift").contains(call.service());
        throw new Refusal(403, query ? "AccessDenied" : "AccessDeniedException", words);
    }
}
