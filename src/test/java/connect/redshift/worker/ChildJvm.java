// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One Java process on jars of its own, its output in a file; it ends when this JVM does, however this JVM ends. */
final class ChildJvm {
    private static final int LOG_TAIL = 4_000;

    private final String name;
    private final Path log;
    private final Process process;

    private ChildJvm(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /** What to run: the heap and further options, the main class and its arguments, and further environment. */
    record Program(List<String> options, String mainClass, List<String> arguments, Map<String, String> environment) {
        Program {
            options = List.copyOf(options);
            arguments = List.copyOf(arguments);
            environment = Map.copyOf(environment);
        }

        Program(List<String> options, String mainClass, List<String> arguments) {
            this(options, mainClass, arguments, Map.of());
        }
    }

    /** Appends to {@code log}, so that a restarted program has one log. {@code folder} holds what only the start needs. */
    static ChildJvm start(String classPath, Path folder, Path log, Program program) {
        String name = program.mainClass().substring(program.mainClass().lastIndexOf('.') + 1);
        try {
            Files.createDirectories(log.getParent());
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.add("-javaagent:" + ExitsWithParent.writeAgentJar(folder));
            command.addAll(LogSettings.write(folder));
            // Native libraries are unpacked into it, and a killed program cannot delete them.
            command.add("-Djava.io.tmpdir=" + folder);
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

    /** SIGTERM, and SIGKILL for what has not gone in time. */
    void stop(Duration limit) {
        process.destroy();
        if (!endedWithin(limit)) {
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
