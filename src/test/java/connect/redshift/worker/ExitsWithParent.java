// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * A Java agent that ends a child JVM when its standard input does, that is, when the parent is gone. A shutdown hook in
 * the parent cannot do this alone: it does not run when the parent is killed.
 */
public final class ExitsWithParent {
    private static final int KILLED = 137;

    private ExitsWithParent() {}

    public static void premain(String ignored) {
        Thread watch = new Thread(ExitsWithParent::watch, "exits-with-parent");
        watch.setDaemon(true);
        watch.start();
    }

    private static void watch() {
        try {
            while (System.in.read() >= 0) {
                // Nobody writes; only the end of the stream matters.
            }
        } catch (IOException endToo) {
            // A broken pipe says the same as its end.
        }
        Runtime.getRuntime().halt(KILLED);
    }

    /** Packs this one class, so that nothing else of the tests gets onto the child's class path. */
    static Path writeAgentJar(Path folder) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", ExitsWithParent.class.getName());
        String entry = ExitsWithParent.class.getName().replace('.', '/') + ".class";
        Path jar = folder.resolve("exits-with-parent.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                InputStream self = ExitsWithParent.class.getClassLoader().getResourceAsStream(entry)) {
            out.putNextEntry(new JarEntry(entry));
            self.transferTo(out);
        }
        return jar;
    }
}
