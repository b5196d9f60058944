// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** UNLOAD's manifest in the form that was measured on a real Redshift. */
final class Manifest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Manifest() {}

    /** Verbose if there are columns; {@code rows} is the total that the manifest claims. */
    static byte[] json(Unload unload, List<UnloadRun.PartFile> parts, List<UnloadColumn> columns, long rows) {
        ObjectNode manifest = JSON.createObjectNode();
        ArrayNode entries = manifest.putArray("entries");
        long bytes = parts.stream().mapToLong(UnloadRun.PartFile::bytes).sum();
        long wrong = rows - parts.stream().mapToLong(UnloadRun.PartFile::rows).sum();
        for (UnloadRun.PartFile part : parts) {
            ObjectNode entry = entries.addObject().put("url", unload.url(part.key()));
            ObjectNode meta = entry.putObject("meta").put("content_length", part.bytes());
            if (!columns.isEmpty()) {
                meta.put("record_count", part.rows() + wrong);
                wrong = 0;
            }
        }
        if (!columns.isEmpty()) {
            ArrayNode elements = manifest.putObject("schema").putArray("elements");
            columns.forEach(column -> elements.add(column.manifestElement()));
            manifest.putObject("meta").put("content_length", bytes).put("record_count", rows);
            manifest.putObject("author").put("name", "Amazon Redshift").put("version", "1.0.0");
        }
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
