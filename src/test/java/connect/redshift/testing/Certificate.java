// SPDX-License-Identifier: Apache-2.0
package connect.redshift.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A server's certificate that nobody else signed, made with the JDK's own keytool.
 *
 * @param server what a server with it listens with
 * @param file what a client trusts it by, in PEM
 */
public record Certificate(SSLContext server, Path file) {
    private static final String PASSWORD = "changeit";

    /** For these host names. */
    public static Certificate of(Path folder, String... hosts) {
        Path store = folder.resolve(hosts[0] + ".p12");
        Path file = folder.resolve(hosts[0] + ".pem");
        String names = Stream.of(hosts).map(host -> "dns:" + host).collect(Collectors.joining(","));
        try {
            keytool(store, "-genkeypair", "-keyalg", "RSA", "-dname", "CN=test", "-ext", "san=" + names);
            keytool(store, "-exportcert", "-rfc", "-file", file.toString());
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, PASSWORD.toCharArray());
            }
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return new Certificate(context, file);
        } catch (IOException | GeneralSecurityException failure) {
            throw new IllegalStateException("Could not make a certificate", failure);
        }
    }

    private static void keytool(Path store, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of(
                "-alias", "test", "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IllegalStateException("keytool: " + said);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
