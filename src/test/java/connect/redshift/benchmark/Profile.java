// SPDX-License-Identifier: Apache-2.0
package connect.redshift.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/** Where the worker's threads spent their time, by a recording's samples; the collector's and compiler's have none. */
final class Profile {
    /** The first frame from the top that belongs to one of these decides. */
    private static final Map<String, List<String>> PLACES = places();

    private Profile() {}

    private static Map<String, List<String>> places() {
        Map<String, List<String>> places = new LinkedHashMap<>();
        places.put(
                "reading parts",
                List.of(
                        "connect.redshift.rows.",
                        "org.apache.parquet.",
                        "org.xerial.snappy.",
                        "connect.redshift.table."));
        places.put("fetching parts", List.of("software.amazon.awssdk.", "org.apache.hc.", "connect.redshift.staging."));
        places.put("making records", List.of("connect.redshift."));
        places.put(
                "converter",
                List.of(
                        "org.apache.kafka.connect.json.",
                        "io.apicurio.",
                        "org.apache.avro.",
                        "com.fasterxml.jackson."));
        places.put("producer", List.of("org.apache.kafka.clients.", "org.apache.kafka.common."));
        places.put("Connect", List.of("org.apache.kafka.connect.runtime.", "org.apache.kafka.connect.storage."));
        places.put("JDBC", List.of("org.postgresql."));
        return places;
    }

    /** Such as {@code converter 31 %, producer 25 %}, the largest first; of what was sampled while records came. */
    static String of(Path recording, Run run) {
        Map<String, Long> samples = new LinkedHashMap<>();
        try (RecordingFile events = new RecordingFile(recording)) {
            while (events.hasMoreEvents()) {
                RecordedEvent event = events.readEvent();
                if (isSample(event) && run.covers(event.getStartTime())) {
                    samples.merge(place(event.getStackTrace().getFrames()), 1L, Long::sum);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long all = samples.values().stream().mapToLong(Long::longValue).sum();
        return samples.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .map(place -> "%s %d %%".formatted(place.getKey(), Math.round(100.0 * place.getValue() / all)))
                .collect(Collectors.joining(", "));
    }

    private static boolean isSample(RecordedEvent event) {
        return event.getEventType().getName().equals("jdk.ExecutionSample") && event.getStackTrace() != null;
    }

    private static String place(List<RecordedFrame> stack) {
        for (RecordedFrame frame : stack) {
            String type = frame.getMethod().getType().getName();
            for (Map.Entry<String, List<String>> place : PLACES.entrySet()) {
                if (place.getValue().stream().anyMatch(type::startsWith)) {
                    return place.getKey();
                }
            }
        }
        return "other";
    }
}
