// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The resources in config/strimzi: fields that Strimzi's operator knows, and a configuration that we take. */
final class StrimziTest {
    private static final Path FOLDER = Path.of("config", "strimzi");

    /** What Strimzi sets itself, and refuses in a connector's configuration. */
    private static final Set<String> OF_STRIMZI =
            Set.of("name", "connector.class", "tasks.max", "connector.plugin.version");

    /** What KafkaConnect's {@code config} may not begin with, by its description in Strimzi's definition. */
    private static final Pattern OF_THE_CLUSTER = Pattern.compile(
            "(group\\.id|(config|offset|status)\\.storage\\.topic|ssl\\.|sasl\\.|security\\.|listeners|plugin\\.path|rest\\.|bootstrap\\.servers).*");

    private static final Pattern FIELD =
            Pattern.compile("(\\w+) (\\S+) (\\w+)( required)?( one of (\\S+))?( matching (\\S+))?");

    private record Field(String type, boolean required, List<String> words, Pattern form) {}

    private static Map<String, Field> fields(String kind) throws IOException {
        Map<String, Field> fields = new LinkedHashMap<>();
        try (InputStream in = StrimziTest.class.getResourceAsStream("strimzi.txt")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
                Matcher field = FIELD.matcher(line);
                if (line.isEmpty() || line.startsWith("#")) {
                    continue;
                }
                if (!field.matches()) {
                    throw new AssertionError(line);
                }
                if (field.group(1).equals(kind)) {
                    fields.put(
                            field.group(2),
                            new Field(
                                    field.group(3),
                                    field.group(4) != null,
                                    field.group(6) == null
                                            ? List.of()
                                            : List.of(field.group(6).split(",", -1)),
                                    Pattern.compile(field.group(8) == null ? "(?s).*" : field.group(8))));
                }
            }
        }
        return fields;
    }

    private static Map<String, Object> yaml(String text) {
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
    }

    private static Map<String, Object> resource(String name) throws IOException {
        try (Reader file = Files.newBufferedReader(FOLDER.resolve(name))) {
            return new Yaml(new SafeConstructor(new LoaderOptions())).load(file);
        }
    }

    /** What Kubernetes would refuse or drop. */
    private static List<String> problems(Map<String, Field> fields, String path, Object value) {
        List<String> problems = new ArrayList<>();
        Field field = fields.get(path);
        if (field == null) {
            return List.of(path + " is unknown");
        }
        if (!isOfType(field.type(), value)) {
            return List.of("%s is no %s: %s".formatted(path, field.type(), value));
        }
        if (value instanceof String text
                && (!field.form().matcher(text).find()
                        || !(field.words().isEmpty() || field.words().contains(text)))) {
            problems.add("%s is %s".formatted(path, text));
        }
        if (value instanceof Map<?, ?> map) {
            // Keys with dots are names that users choose.
            map.forEach((key, each) -> problems.addAll(
                    problems(fields, path + "." + (fields.containsKey(path + ".*") ? "*" : key), each)));
            fields.forEach((name, inside) -> {
                boolean ofThis = name.startsWith(path + ".")
                        && name.substring(path.length() + 1).matches("[^.\\[]+");
                if (ofThis && inside.required() && !map.containsKey(name.substring(path.length() + 1))) {
                    problems.add(name + " is missing");
                }
            });
        }
        if (value instanceof List<?> list) {
            list.forEach(each -> problems.addAll(problems(fields, path + "[]", each)));
        }
        return problems;
    }

    private static boolean isOfType(String type, Object value) {
        return switch (type) {
            case "string" -> value instanceof String;
            case "integer" -> value instanceof Integer;
            case "boolean" -> value instanceof Boolean;
            case "object" -> value instanceof Map;
            case "array" -> value instanceof List;
            case "quantity" -> value instanceof String || value instanceof Integer;
            case "any" -> true;
            default -> throw new AssertionError(type);
        };
    }

    @ParameterizedTest
    @CsvSource({"kafka-connect.yaml, KafkaConnect", "kafka-connector.yaml, KafkaConnector"})
    void resourceHasOnlyWhatStrimziKnows(String file, String kind) throws IOException {
        Map<String, Object> resource = resource(file);
        assertThat(resource.keySet()).containsExactly("apiVersion", "kind", "metadata", "spec");
        assertThat(resource).containsEntry("apiVersion", "kafka.strimzi.io/v1").containsEntry("kind", kind);
        assertThat(problems(fields(kind), "spec", resource.get("spec"))).isEmpty();
    }

    @Test
    void whatStrimziDoesNotKnowIsFound() throws IOException {
        String text = Files.readString(FOLDER.resolve("kafka-connect.yaml"))
                .replace("type: tgz", "type: tar")
                .replace("sha512sum:", "sha512:")
                .replace("groupId:", "group:")
                .replace("replicas: 2", "replicas: two")
                .replace("url: https:", "url: file:")
                .replace("-Xms: 1g", "-Xms: 1GB");

        assertThat(problems(fields("KafkaConnect"), "spec", yaml(text).get("spec")))
                .containsExactlyInAnyOrder(
                        "spec.replicas is no integer: two",
                        "spec.group is unknown",
                        "spec.groupId is missing",
                        "spec.jvmOptions.-Xms is 1GB",
                        "spec.build.plugins[].artifacts[].type is tar",
                        "spec.build.plugins[].artifacts[].url is file://artifacts.example.com/connectredshift-kafka-connect-redshift-source-0.1.0.tar.gz",
                        "spec.build.plugins[].artifacts[].sha512 is unknown");
    }

    @Test
    void clusterAllowsExactlyOnceAndLeavesToStrimziWhatIsItsOwn() throws IOException {
        Map<?, ?> spec = (Map<?, ?>) resource("kafka-connect.yaml").get("spec");
        assertThat(((Map<?, ?>) spec.get("config")).keySet())
                .extracting(Object::toString)
                .contains("exactly.once.source.support")
                .noneMatch(key -> OF_THE_CLUSTER.matcher(key).matches());
    }

    @Test
    void connectorIsOfTheClusterAndItsConfigurationIsTaken() throws IOException {
        Map<String, Object> connector = resource("kafka-connector.yaml");
        Map<String, Object> cluster = resource("kafka-connect.yaml");
        assertThat(((Map<?, ?>) ((Map<?, ?>) connector.get("metadata")).get("labels")).get("strimzi.io/cluster"))
                .isEqualTo(((Map<?, ?>) cluster.get("metadata")).get("name"));
        Map<?, ?> spec = (Map<?, ?>) connector.get("spec");
        assertThat(spec.get("class")).isEqualTo("connect.redshift.RedshiftSourceConnector");
        Map<String, String> settings = ((Map<?, ?>) spec.get("config"))
                .entrySet().stream()
                        .collect(Collectors.toMap(entry -> entry.getKey().toString(), entry -> entry.getValue()
                                .toString()));
        assertThat(settings.keySet()).doesNotContainAnyElementsOf(OF_STRIMZI);
        Map<String, String> resolved = new HashMap<>(settings);
        resolved.replaceAll((key, value) -> value.replaceAll(
                "\\$\\{env:[^}]+\\}", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:redshift"));
        assertThat(ConnectorConfig.validate(resolved).configValues())
                .allSatisfy(value -> assertThat(value.errorMessages()).isEmpty());
        assertThat(settings.keySet())
                .allMatch(key -> ConnectorConfig.definition().configKeys().containsKey(key)
                        || key.matches("(exactly\\.once\\.support|transaction\\.boundary.*|topic\\.creation\\..*)"));
    }
}
