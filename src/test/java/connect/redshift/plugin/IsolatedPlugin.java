// SPDX-License-Identifier: Apache-2.0
package connect.redshift.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The plugin's jars in Kafka's own PluginClassLoader, above it the worker's jars, above them the JDK: as on a worker,
 * and with nothing of the test's class path.
 */
final class IsolatedPlugin implements AutoCloseable {
    private static final String PLUGIN_LOADER = "org.apache.kafka.connect.runtime.isolation.PluginClassLoader";

    private final URLClassLoader worker;
    private final URLClassLoader plugin;

    private IsolatedPlugin(URLClassLoader worker, URLClassLoader plugin) {
        this.worker = worker;
        this.plugin = plugin;
    }

    static IsolatedPlugin load(Path pluginFolder, Path kafkaLibs) throws IOException, ReflectiveOperationException {
        URLClassLoader worker = new URLClassLoader("worker", jars(kafkaLibs), ClassLoader.getPlatformClassLoader());
        Object plugin = worker.loadClass(PLUGIN_LOADER)
                .getConstructor(URL.class, URL[].class, ClassLoader.class)
                .newInstance(pluginFolder.toUri().toURL(), jars(pluginFolder.resolve("lib")), worker);
        return new IsolatedPlugin(worker, (URLClassLoader) plugin);
    }

    ClassLoader loader() {
        return plugin;
    }

    /** A class as the plugin sees it: its own, else the worker's. */
    Class<?> type(String name) throws ClassNotFoundException {
        return plugin.loadClass(name);
    }

    /** The same class of this package once more, linked against the plugin's classes instead of the tests'. */
    Class<?> linkedInside(Class<?> ofThisPackage) throws ClassNotFoundException {
        return new Guests(plugin).loadClass(ofThisPackage.getName());
    }

    @Override
    public void close() throws IOException {
        plugin.close();
        worker.close();
    }

    private static URL[] jars(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            List<Path> jars = files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
            URL[] urls = new URL[jars.size()];
            for (int i = 0; i < urls.length; i++) {
                urls[i] = url(jars.get(i));
            }
            return urls;
        }
    }

    private static URL url(Path jar) throws MalformedURLException {
        return jar.toUri().toURL();
    }

    /** Asks the plugin first, which does not have the tests' classes, and then reads those as files. */
    private static final class Guests extends ClassLoader {
        Guests(ClassLoader plugin) {
            super(plugin);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            String entry = name.replace('.', '/') + ".class";
            try (InputStream in = IsolatedPlugin.class.getClassLoader().getResourceAsStream(entry)) {
                if (in == null || !name.startsWith(IsolatedPlugin.class.getPackageName())) {
                    throw new ClassNotFoundException(name);
                }
                byte[] code = in.readAllBytes();
                return defineClass(name, code, 0, code.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
