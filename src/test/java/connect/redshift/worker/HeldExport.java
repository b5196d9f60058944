// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import connect.redshift.emulator.LocalS3;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A staged export whose parts can be read only once they are admitted, in the order of its manifest. */
final class HeldExport {
    private static final String PARTS = "_part_";

    private final LocalS3 s3;
    private final List<String> keys = new ArrayList<>();
    private final List<Integer> rows = new ArrayList<>();
    private int admitted;

    private HeldExport(LocalS3 s3, JsonNode manifest) {
        this.s3 = s3;
        for (JsonNode entry : manifest.path("entries")) {
            keys.add(entry.path("url")
                    .asText()
                    .substring("s3://%s/".formatted(Stack.BUCKET).length()));
            rows.add(entry.at("/meta/record_count").asInt());
        }
    }

    /** From now on no part is read; to be called before the connector starts. */
    static void holdAll(LocalS3 s3) {
        s3.gate().hold(PARTS);
    }

    /** Waits for the first export under {@code folder}. */
    static HeldExport await(LocalS3 s3, String folder, Duration limit) {
        String manifest = Await.present("an export in " + folder, limit, () -> manifest(s3, folder));
        try {
            return new HeldExport(s3, new ObjectMapper().readTree(s3.bytes(Stack.BUCKET, manifest)));
        } catch (IOException notJson) {
            throw new UncheckedIOException(notJson);
        }
    }

    private static Optional<String> manifest(LocalS3 s3, String folder) {
        return s3.keys(Stack.BUCKET, folder).stream()
                .filter(key -> key.endsWith("/manifest"))
                .findFirst();
    }

    int parts() {
        return keys.size();
    }

    /** Lets the next part be read; the number of rows that can be read now. */
    int admitNext() {
        s3.gate().admit(keys.get(admitted++));
        return rows.subList(0, admitted).stream().mapToInt(Integer::intValue).sum();
    }

    /** How many rows an offset says are out; 0 for none. */
    int rowsBehind(JsonNode offset) {
        int part = offset.path("part").asInt();
        return rows.subList(0, part).stream().mapToInt(Integer::intValue).sum()
                + offset.path("rows").asInt();
    }
}
