// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** One Java process on jars of its own, its output in a file; it ends when this JVM does, however this JVM ends. */
final class ChildJvm {
    private static final int LOG_TAIL = 4_000;
    private static final Pattern USED = Pattern.compile("used (\\d+)K");

    private final String name;
    private final Path log;
    private final Process process;

    private ChildJvm(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /** What to run, on which Java: the heap and further options, the main class and its arguments, further environment. */
    record Program(
            List<String> options,
            String mainClass,
            List<String> arguments,
            Map<String, String> environment,
            Path javaHome) {
        Program {
            options = List.copyOf(options);
            arguments = List.copyOf(arguments);
            environment = Map.copyOf(environment);
        }

        Program(List<String> options, String mainClass, List<String> arguments) {
            this(options, mainClass, arguments, Map.of(), Jdk.own().home());
        }
    }

    /** Appends to {@code log}, so that a restarted program has one log. {@code folder} holds what only the start needs. */
    static ChildJvm start(String classPath, Path folder, Path log, Program program) {
        String name = program.mainClass().substring(program.mainClass().lastIndexOf('.') + 1);
        try {
            Files.createDirectories(log.getParent());
            List<String> command = new ArrayList<>();
            command.add(program.javaHome().resolve("bin/java").toString());
            command.add("-javaagent:" + ExitsWithParent.writeAgentJar(folder));
            command.addAll(LogSettings.write(folder));
            // Native libraries are unpacked into it, and a killed program cannot delete them.
            command.add("-Djava.io.tmpdir=" + Files.createDirectories(tempFolder(folder)));
            command.addAll(program.options());
            command.addAll(List.of("-cp", classPath, program.mainClass()));
            command.addAll(program.arguments());
            ProcessBuilder builder =
                    new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
            builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().putAll(program.environment());
            return new ChildJvm(name, log, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("%s did not start".formatted(name), e);
        }
    }

    /** Where a program that was started in {@code folder} puts its temporary files. */
    static Path tempFolder(Path folder) {
        return folder.resolve("tmp");
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** For the wait until it is ready: a program that has ended never will be. */
    void requireAlive() {
        if (!process.isAlive()) {
            throw new IllegalStateException(
                    "%s ended with %d. Its log %s ends: %s".formatted(name, process.exitValue(), log, logTail()));
        }
    }

    void awaitSuccess(Duration limit) {
        Await.until(name + " to end", limit, () -> !process.isAlive());
        if (process.exitValue() != 0) {
            requireAlive();
        }
    }

    /** SIGTERM, and SIGKILL for what has not gone in time: the stacks of all its threads then, which its log has, too. */
    Optional<String> stop(Duration limit) {
        // Not the process's own: it closes the pipe as well, at whose end ExitsWithParent halts the program.
        process.toHandle().destroy();
        if (endedWithin(limit)) {
            return Optional.empty();
        }
        try {
            String stacks = jcmd("Thread.print").collect(Collectors.joining("\n", "", "\n"));
            Files.writeString(log, stacks, StandardOpenOption.APPEND);
            return Optional.of(stacks);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            kill();
        }
    }

    /** SIGKILL: no hook and no clean-up runs in the program. */
    void kill() {
        process.destroyForcibly();
        if (!endedWithin(Duration.ofSeconds(10))) {
            throw new IllegalStateException("%s (process %d) survives SIGKILL".formatted(name, process.pid()));
        }
    }

    /** The names of all its threads. */
    List<String> threads() {
        List<String> names = jcmd("Thread.print")
                .filter(line -> line.startsWith("\""))
                .map(line -> line.substring(1, line.lastIndexOf('"')))
                .toList();
        if (names.isEmpty()) {
            throw new IllegalStateException(name + " tells no threads");
        }
        return names;
    }

    /** Bytes of its heap in use after a full collection. */
    long usedHeap() {
        var unused = jcmd("GC.run").toList();
        return jcmd("GC.heap_info")
                .filter(line -> line.contains("generation"))
                .map(USED::matcher)
                .filter(Matcher::find)
                .mapToLong(used -> Long.parseLong(used.group(1)) << 10)
                .sum();
    }

    /** An attribute of the one MBean that the pattern names; empty while there is none. */
    @SuppressWarnings("BanJNDI") // The other end is our own child on this machine.
    Optional<Object> attribute(String pattern, String attribute) {
        try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(managementAddress()))) {
            MBeanServerConnection beans = connector.getMBeanServerConnection();
            Set<ObjectName> names = beans.queryNames(new ObjectName(pattern), null);
            if (names.size() > 1) {
                throw new IllegalStateException("%s: %s".formatted(pattern, names));
            }
            return names.isEmpty()
                    ? Optional.empty()
                    : Optional.of(beans.getAttribute(names.iterator().next(), attribute));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (JMException e) {
            throw new IllegalArgumentException("%s %s".formatted(pattern, attribute), e);
        }
    }

    private String managementAddress() throws IOException {
        try {
            VirtualMachine attached = VirtualMachine.attach(Long.toString(process.pid()));
            try {
                return attached.startLocalManagementAgent();
            } finally {
                attached.detach();
            }
        } catch (AttachNotSupportedException e) {
            throw new IOException(e);
        }
    }

    private Stream<String> jcmd(String command) {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try {
            Process asked = new ProcessBuilder(jcmd, Long.toString(process.pid()), command)
                    .redirectErrorStream(true)
                    .start();
            try (BufferedReader out = asked.inputReader(StandardCharsets.UTF_8)) {
                return out.lines().toList().stream();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String logText() {
        try {
            // Bytes, not lines: the last character may be half written.
            return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String logTail() {
        String text = logText();
        return text.substring(Math.max(0, text.length() - LOG_TAIL));
    }

    private boolean endedWithin(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
