// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Logging of the child JVMs to their standard output: Log4j 2 since Kafka 4, reload4j before. */
final class LogSettings {
    private static final String LOG4J2 =
            """
            status = error
            appender.out.type = Console
            appender.out.name = out
            appender.out.layout.type = PatternLayout
            appender.out.layout.pattern = %d{HH:mm:ss.SSS} %p %m (%c) [%t]%n%ex{full}
            # Hundreds of lines for every client that a worker makes.
            logger.settings.name = org.apache.kafka.common.config
            logger.settings.level = warn
            rootLogger.level = info
            rootLogger.appenderRef.out.ref = out
            """;
    private static final String RELOAD4J =
            """
            log4j.rootLogger = INFO, out
            log4j.appender.out = org.apache.log4j.ConsoleAppender
            log4j.appender.out.layout = org.apache.log4j.PatternLayout
            log4j.appender.out.layout.ConversionPattern = %d{HH:mm:ss.SSS} %p %m (%c) [%t]%n
            """;

    private LogSettings() {}

    /** The options that name the files; each Kafka looks at its own. */
    static List<String> write(Path folder) throws IOException {
        Path log4j2 = Files.writeString(folder.resolve("log4j2.properties"), LOG4J2);
        Path reload4j = Files.writeString(folder.resolve("log4j.properties"), RELOAD4J);
        return List.of("-Dlog4j2.configurationFile=" + log4j2, "-Dlog4j.configuration=" + reload4j.toUri());
    }
}
