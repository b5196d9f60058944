// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import connect.redshift.aws.AwsAccess;
import connect.redshift.aws.AwsIdentity;
import connect.redshift.aws.AwsIdentity.Source;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sample configurations of each way to connect, for REST and for a standalone worker. */
final class WaysToConnectTest {
    private static final Path FOLDER = Path.of("config", "connect");

    /** Settings that are Connect's own. */
    private static final List<String> OF_CONNECT = List.of("name", "connector.class", "tasks.max");

    private static Map<String, String> json(String name) throws IOException {
        return new ObjectMapper()
                .readValue(FOLDER.resolve(name + ".json").toFile(), new TypeReference<Map<String, String>>() {});
    }

    private static Map<String, String> properties(String name) throws IOException {
        Properties read = new Properties();
        try (Reader file = Files.newBufferedReader(FOLDER.resolve(name + ".properties"))) {
            read.load(file);
        }
        return read.stringPropertyNames().stream().collect(Collectors.toMap(key -> key, read::getProperty));
    }

    /** As the connector gets them: a worker asks config providers before. */
    private static Map<String, String> resolved(Map<String, String> settings) {
        Map<String, String> resolved = new HashMap<>(settings);
        resolved.replaceAll((key, value) -> value.replaceAll("\\$\\{(env|file):[^}]+\\}", "given"));
        return resolved;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            serverless           | DATA_API | analytics |             |              | worker |                                                                  | same
            serverless-host      | DATA_API | analytics |             |              | worker |                                                                  | same
            cluster-iam          | DATA_API |           | analytics-1 |              | keys   |                                                                  | same
            cluster-user         | DATA_API |           | analytics-1 | kafka_connect | keys  |                                                                  | same
            secret               | DATA_API |           | analytics-1 | secret       | keys   |                                                                  | same
            assumed-role         | DATA_API | analytics |             |              | worker | arn:aws:iam::210987654321:role/kafka-connect-reader, external id | same
            cross-account-bucket | DATA_API | analytics |             |              | worker |                                                                  | arn:aws:iam::210987654321:role/staging-reader, external id
            privatelink          | DATA_API | analytics |             |              | worker |                                                                  | same
            jdbc-password        | JDBC     |           | analytics-1 | kafka_connect, password | keys |                                                          | same
            jdbc-secret          | JDBC     |           |             | secret       | keys   |                                                                  | same
            jdbc-iam             | JDBC     | analytics |             |              | worker |                                                                  | same
            jdbc-vpc-endpoint    | JDBC     |           | analytics-1 | kafka_connect | keys  |                                                                  | same
            """)
    void fileIsValidAndSaysWhatItsNameSays(
            String name,
            TargetConfig.Transport transport,
            String workgroup,
            String cluster,
            String user,
            String source,
            String roles,
            String staging)
            throws IOException {
        Map<String, String> settings = resolved(json(name));
        assertThat(ConnectorConfig.validate(settings).configValues())
                .allSatisfy(value -> assertThat(value.errorMessages()).isEmpty());
        ConnectionConfig connection = ConnectorConfig.from(settings).connection();
        assertThat(connection.target().transport()).isEqualTo(transport);
        assertThat(connection.target().region()).contains("eu-west-1");
        assertThat(connection.warehouse().workgroup()).isEqualTo(Optional.ofNullable(workgroup));
        assertThat(connection.warehouse().cluster()).isEqualTo(Optional.ofNullable(cluster));
        assertThat(user(connection.login())).isEqualTo(Optional.ofNullable(user).orElse(""));
        AwsAccess.Callers callers = connection.aws().callers();
        assertThat(callers.redshift().source() instanceof Source.StaticKeys ? "keys" : "worker")
                .isEqualTo(source);
        assertThat(roles(callers.redshift()))
                .isEqualTo(Optional.ofNullable(roles).orElse(""));
        assertThat(callers.s3().equals(callers.redshift()) ? "same" : roles(callers.s3()))
                .isEqualTo(staging);
    }

    private static String user(LoginConfig login) {
        return Stream.of(
                        login.user(),
                        login.password().map(password -> "password"),
                        login.secret().map(arn -> "secret"))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(", "));
    }

    private static String roles(AwsIdentity identity) {
        return Stream.concat(
                        identity.roles().stream(), identity.session().externalId().map(id -> "external id").stream())
                .collect(Collectors.joining(", "));
    }

    private static List<String> names(String ending) throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(ending))
                    .map(file -> file.substring(0, file.length() - ending.length()))
                    .sorted()
                    .toList();
        }
    }

    /** The table above is of twelve. */
    @Test
    void everyFileIsThereInBothForms() throws IOException {
        assertThat(names(".properties")).isEqualTo(names(".json")).hasSize(12);
        for (String name : names(".json")) {
            Map<String, String> standalone = properties(name);
            assertThat(standalone.remove("name")).as(name).isEqualTo("warehouse");
            assertThat(standalone).as(name).isEqualTo(json(name));
        }
    }

    @Test
    void everySettingIsOneAndSecretsComeFromProviders() throws IOException {
        Map<String, ConfigDef.ConfigKey> keys = ConnectorConfig.definition().configKeys();
        for (String name : names(".json")) {
            json(name).forEach((key, value) -> {
                assertThat(OF_CONNECT.contains(key) || keys.containsKey(key))
                        .as("%s in %s", key, name)
                        .isTrue();
                if (keys.containsKey(key) && keys.get(key).type == ConfigDef.Type.PASSWORD) {
                    assertThat(value).as("%s in %s", key, name).matches("\\$\\{(env|file):.+\\}");
                }
            });
        }
    }
}
