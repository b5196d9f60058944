// SPDX-License-Identifier: Apache-2.0
package connect.redshift.account;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A policy of IAM as far as the shipped ones go: statements that allow, wildcards, variables, two conditions. What it
 * does not know it refuses to read, because to pass it over would allow more than AWS does.
 */
public final class Policy {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> ELEMENTS = Set.of("Sid", "Effect", "Principal", "Action", "Resource", "Condition");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]+)}");

    private final List<Statement> statements;

    private record Statement(
            Optional<List<String>> principals,
            List<String> actions,
            List<String> resources,
            List<Condition> conditions) {
        boolean allows(String principal, Permission permission) {
            return principals.map(named -> named.contains(principal)).orElse(true)
                    && actions.stream().anyMatch(action -> matches(action, permission.action()))
                    && (resources.isEmpty()
                            || resources.stream().anyMatch(resource -> matches(resource, permission.resource())))
                    && conditions.stream().allMatch(condition -> condition.holds(permission.context()));
        }
    }

    private record Condition(boolean like, String key, List<String> values) {
        /** A key that a request does not have meets no condition. */
        boolean holds(Map<String, String> context) {
            return Optional.ofNullable(context.get(key))
                    .filter(found -> values.stream()
                            .map(value -> filled(value, context))
                            .anyMatch(value -> like ? matches(value, found) : value.equals(found)))
                    .isPresent();
        }
    }

    private Policy(List<Statement> statements) {
        this.statements = List.copyOf(statements);
    }

    /** Reads a file in which each of {@code names} stands for something of the test's. */
    public static Policy read(Path file, Map<String, String> names) {
        try {
            String text = Files.readString(file);
            for (Map.Entry<String, String> name : names.entrySet()) {
                text = text.replace(name.getKey(), name.getValue());
            }
            List<Statement> statements = new ArrayList<>();
            JSON.readTree(text).required("Statement").forEach(statement -> statements.add(statement(statement)));
            return new Policy(statements);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Statement statement(JsonNode statement) {
        statement.fieldNames().forEachRemaining(name -> require(ELEMENTS.contains(name), statement));
        require(statement.required("Effect").asText().equals("Allow"), statement);
        List<Condition> conditions = new ArrayList<>();
        statement.path("Condition").properties().forEach(operator -> {
            require(Set.of("StringEquals", "StringLike").contains(operator.getKey()), statement);
            operator.getValue()
                    .properties()
                    .forEach(key -> conditions.add(new Condition(
                            operator.getKey().equals("StringLike"), key.getKey(), texts(key.getValue()))));
        });
        Optional<List<String>> principals = Optional.empty();
        if (statement.has("Principal")) {
            List<String> named = new ArrayList<>();
            statement.get("Principal").properties().forEach(kind -> named.addAll(texts(kind.getValue())));
            principals = Optional.of(named);
        }
        // Only a role's trust policy has none: its resource is the role itself.
        List<String> resources = statement.has("Resource") ? texts(statement.get("Resource")) : List.of();
        return new Statement(principals, texts(statement.required("Action")), resources, conditions);
    }

    private static void require(boolean known, JsonNode statement) {
        if (!known) {
            throw new IllegalArgumentException("The local account does not know all of " + statement);
        }
    }

    private static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(one -> texts.add(one.asText()));
        } else {
            texts.add(node.asText());
        }
        return texts;
    }

    private static boolean matches(String wildcards, String text) {
        String pattern = Pattern.quote(wildcards).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q");
        return Pattern.compile(pattern, Pattern.DOTALL).matcher(text).matches();
    }

    private static String filled(String value, Map<String, String> context) {
        return VARIABLE.matcher(value)
                .replaceAll(found -> Matcher.quoteReplacement(context.getOrDefault(found.group(1), found.group())));
    }

    /** Whether it lets {@code principal} have what is asked for; policies of an identity name nobody and hold for all. */
    public boolean allows(String principal, Permission permission) {
        return statements.stream().anyMatch(statement -> statement.allows(principal, permission));
    }

    /** The same without one action, in whichever statements it is. */
    public Policy without(String action) {
        return new Policy(statements.stream()
                .map(statement -> new Statement(
                        statement.principals(),
                        statement.actions().stream()
                                .filter(one -> !one.equals(action))
                                .toList(),
                        statement.resources(),
                        statement.conditions()))
                .toList());
    }

    /** All actions that it names, as they are written. */
    public Set<String> actions() {
        Set<String> actions = new TreeSet<>();
        statements.forEach(statement -> actions.addAll(statement.actions()));
        return actions;
    }
}
