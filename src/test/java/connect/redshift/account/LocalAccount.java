// SPDX-License-Identifier: Apache-2.0
package connect.redshift.account;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One account in one region, reached at one address for all of its services. What it knows is added before a test uses
 * it; all of it may be asked from any thread.
 */
public final class LocalAccount implements AutoCloseable {
    public static final String REGION = "us-east-1";

    private final Map<String, String> secretKeys = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> sessionTokens = new ConcurrentHashMap<>();
    private final Map<String, Optional<String>> roles = new ConcurrentHashMap<>();
    private final Map<String, String> webIdentities = new ConcurrentHashMap<>();
    private final Map<String, String> secrets = new ConcurrentHashMap<>();
    private final Map<String, HostAndPort> warehouses = new ConcurrentHashMap<>();
    private final Map<String, State> states = new ConcurrentHashMap<>();
    private final Map<String, Forwarding> servers = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> passwords = new ConcurrentHashMap<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final Map<String, Refusal> refused = new ConcurrentHashMap<>();
    private final AtomicInteger issued = new AtomicInteger();
    private final AtomicInteger uselessPasswords = new AtomicInteger();
    private final Authority authority = new Authority();
    private final Clock clock;
    private final AccountHttp http;
    private volatile Duration sessionLength = Duration.ofHours(1);

    /** An endpoint of a cluster or a workgroup. */
    record HostAndPort(String host, int port) {}

    /** What an identity signs with. */
    record Keys(String accessKey, String secretKey, String sessionToken) {}

    private LocalAccount(Clock clock) {
        this.clock = clock;
        this.http = new AccountHttp(this);
    }

    public static LocalAccount start() {
        return start(Clock.systemUTC());
    }

    /** With a clock of its own, from which the ends of sessions and passwords are counted. */
    public static LocalAccount start(Clock clock) {
        return new LocalAccount(clock);
    }

    /** The endpoint of every service. */
    public URI endpoint() {
        return http.endpoint();
    }

    public LocalAccount withUser(String accessKey, String secretKey) {
        secretKeys.put(accessKey, secretKey);
        return this;
    }

    /** Calls of a service are handed to a server that answers them, signed with a key that it knows. */
    public LocalAccount withServer(String service, URI server, String accessKey, String secretKey) {
        servers.put(service, new Forwarding(server, accessKey, secretKey));
        return this;
    }

    Optional<Forwarding> serverOf(String service) {
        return Optional.ofNullable(servers.get(service));
    }

    /** A role that everybody may take on who knows the external id, where there is one. */
    public LocalAccount withRole(String arn, Optional<String> externalId) {
        roles.put(arn, externalId);
        return this;
    }

    /** A token that may be exchanged for a role. */
    public LocalAccount withWebIdentity(String token, String role) {
        webIdentities.put(token, role);
        return this;
    }

    /** A secret's text by its name or ARN; the last one given counts. */
    public LocalAccount withSecret(String id, String text) {
        secrets.put(id, text);
        return this;
    }

    /** A cluster or a workgroup and where its database listens. */
    public LocalAccount withWarehouse(String name, String host, int port) {
        warehouses.put(name, new HostAndPort(host, port));
        return this;
    }

    /** What is told of a warehouse that was given: its status in AWS's word, and the roles attached to it. */
    public LocalAccount withState(String name, String status, List<String> roles, Optional<String> defaultRole) {
        states.put(name, new State(status, roles, defaultRole));
        return this;
    }

    /** How a warehouse is. */
    record State(String status, List<String> roles, Optional<String> defaultRole) {}

    State state(String name) {
        return states.getOrDefault(name, new State("AVAILABLE", List.of(), Optional.empty()));
    }

    /** A database user with a password of its own. */
    public LocalAccount withDatabaseUser(String user, String password) {
        passwords.put(user, Set.of(password));
        return this;
    }

    /** Sessions of roles end so long after they were given. */
    public LocalAccount withSessionsOf(Duration length) {
        sessionLength = length;
        return this;
    }

    /** Which policies hold whom; none at first. */
    public Authority authority() {
        return authority;
    }

    /** An operation, such as {@code AssumeRole}, that is refused from now on. */
    public void refuse(String operation, String code, String message) {
        refused.put(operation, new Refusal(code.startsWith("AccessDenied") ? 403 : 400, code, message));
    }

    public void refuseNothing() {
        refused.clear();
    }

    /** The next so many temporary passwords are given out and open nothing. */
    public void giveUselessPasswords(int number) {
        uselessPasswords.set(number);
    }

    /** Whether a database user may log in. */
    public boolean admits(String user, String password) {
        return passwords.getOrDefault(user, Set.of()).contains(password);
    }

    /** Nobody logs in any more who was given a password before. */
    public void revokePasswords() {
        passwords.clear();
    }

    /** Everything that was called, oldest first. */
    public List<Call> calls() {
        return List.copyOf(calls);
    }

    public List<Call> calls(String operation) {
        return calls.stream().filter(call -> call.operation().equals(operation)).toList();
    }

    public void forgetCalls() {
        calls.clear();
    }

    /** The access key of whoever took on a role. */
    public static String accessKeyOf(String role) {
        return "ASIA" + role.replaceAll("[^A-Za-z0-9]", "");
    }

    /** The secret key of whoever took on a role. */
    public static String secretKeyOf(String role) {
        return "secret-of-" + accessKeyOf(role);
    }

    void record(Call call) {
        calls.add(call);
        Refusal refusal = refused.get(call.operation());
        if (refusal != null) {
            throw new Refusal(refusal.status(), refusal.code(), refusal.getMessage());
        }
    }

    Clock clock() {
        return clock;
    }

    Duration sessionLength() {
        return sessionLength;
    }

    Optional<String> secretKey(String accessKey) {
        return Optional.ofNullable(secretKeys.get(accessKey));
    }

    /** Keys of users may come with any token or none. */
    boolean admitsToken(String accessKey, String token) {
        return !sessionTokens.containsKey(accessKey)
                || sessionTokens.get(accessKey).contains(token);
    }

    Keys takeOn(String role, Optional<String> externalId) {
        if (!roles.containsKey(role) || !roles.get(role).equals(externalId)) {
            throw new Refusal(
                    403,
                    "AccessDenied",
                    "User: arn:aws:iam::123456789012:user/somebody is not authorized to perform: sts:AssumeRole on resource: "
                            + role);
        }
        return session(role);
    }

    Keys exchange(String token, String role) {
        if (!role.equals(webIdentities.get(token))) {
            throw new Refusal(400, "InvalidIdentityToken", "The web identity token that was passed is not valid.");
        }
        return session(role);
    }

    private Keys session(String role) {
        Keys keys = new Keys(
                accessKeyOf(role), secretKeyOf(role), "issued-session-token-%d".formatted(issued.incrementAndGet()));
        secretKeys.put(keys.accessKey(), keys.secretKey());
        sessionTokens
                .computeIfAbsent(keys.accessKey(), key -> ConcurrentHashMap.newKeySet())
                .add(keys.sessionToken());
        return keys;
    }

    Optional<String> secret(String id) {
        return Optional.ofNullable(secrets.get(id));
    }

    Optional<HostAndPort> warehouse(String name) {
        return Optional.ofNullable(warehouses.get(name));
    }

    /** A new password; older ones of the same user hold on. */
    String password(String user) {
        String password = "temporary-%d".formatted(issued.incrementAndGet());
        if (uselessPasswords.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
            passwords.merge(user, Set.of(password), (before, one) -> {
                List<String> both = new ArrayList<>(before);
                both.addAll(one);
                return Set.copyOf(both);
            });
        }
        return password;
    }

    @Override
    public void close() {
        http.close();
    }
}
