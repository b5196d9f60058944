// SPDX-License-Identifier: Apache-2.0
package connect.redshift.connections;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.account.LocalAccount;
import connect.redshift.emulator.Faults;
import connect.redshift.emulator.Faults.Fault;
import connect.redshift.testing.Validation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is set wrong or missing is one error, word for word, on the setting where it can be mended. */
final class MisconfigurationsEmulatorTest {
    private static final String SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:";

    private static Site site;
    private static int closedPort;

    @BeforeAll
    static void open() throws IOException {
        site = Site.open();
        int port = site.database().port();
        site.account()
                .withUser("AKIAUSER", "secret-of-user")
                .withRole("arn:aws:iam::123456789012:role/reader", Optional.of("the-external-id"))
                .withDatabaseUser("reader", "password-of-reader")
                .withSecret(SECRET + "bare", "{\"engine\":\"redshift\"}")
                .withSecret(SECRET + "nobody", "{\"password\":\"password-of-reader\"}")
                .withSecret(SECRET + "plain", "password-of-reader")
                .withSecret(SECRET + "stale", "{\"username\":\"reader\",\"password\":\"an-older-one\"}")
                .withWarehouse("paused-cluster", "127.0.0.1", port)
                .withWarehouse("without-a-default", "127.0.0.1", port)
                .withWarehouse("young", "127.0.0.1", port)
                .withState("paused-cluster", "paused", List.of(), Optional.empty())
                .withState("without-a-default", "available", List.of(Site.UNLOAD), Optional.empty())
                .withState("young", "CREATING", List.of(), Optional.empty());
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closedPort = closed.getLocalPort();
        }
    }

    @AfterAll
    static void close() {
        if (site != null) {
            site.close();
        }
    }

    @AfterEach
    void forgetTroubles() {
        site.account().refuseNothing();
        site.stack().redshift().faults().clear();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("connect.redshift.connections.Misconfiguration#all")
    void oneErrorWhereItBelongs(Misconfiguration wrong) {
        wrong.refusals().forEach(refusal -> site.account().refuse(refusal[0], refusal[1], refusal[2]));
        wrong.failures().forEach(failure -> site.stack()
                .redshift()
                .faults()
                .add(Fault.of(Faults.Kind.FAIL).where(failure[0]).times(9).saying(failure[1])));
        assertThat(told(settings(wrong))).isEqualTo(wrong.errors());
    }

    @Test
    void thereAreMany() {
        assertThat(Misconfiguration.all().map(Misconfiguration::what))
                .doesNotHaveDuplicates()
                .hasSizeGreaterThanOrEqualTo(60);
    }

    /** Sound ones, changed. */
    private static Map<String, String> settings(Misconfiguration wrong) {
        Map<String, String> settings = new HashMap<>(site.settings());
        settings.put("aws.region", LocalAccount.REGION);
        settings.put("redshift.workgroup", Site.WORKGROUP);
        settings.put("aws.access.key.id", "AKIAUSER");
        settings.put("aws.secret.access.key", "secret-of-user");
        if (wrong.jdbc()) {
            settings.putAll(Map.of(
                    "connection.mode", "jdbc",
                    "redshift.ssl.mode", "disable",
                    "redshift.host", "127.0.0.1",
                    "redshift.port", Integer.toString(site.database().port()),
                    "redshift.db.user", "reader",
                    "redshift.db.password", "password-of-reader"));
        }
        wrong.changes()
                .forEach((setting, value) ->
                        settings.put(setting, value.replace("<closed>", Integer.toString(closedPort))));
        settings.values().removeIf(String::isEmpty);
        return settings;
    }

    private static Map<String, List<String>> told(Map<String, String> settings) {
        Map<String, List<String>> told = new TreeMap<>();
        Validation.errors(settings)
                .forEach((setting, messages) -> told.put(
                        setting,
                        messages.stream()
                                .map(MisconfigurationsEmulatorTest::steady)
                                .toList()));
        return told;
    }

    /** Without what is new in each run. */
    private static String steady(String message) {
        return message.replaceAll("[0-9a-f-]{36}", "<id>")
                .replace(Integer.toString(site.database().port()), "<port>")
                .replace(Integer.toString(closedPort), "<closed>");
    }
}
