// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** A record as it lies in the topic; {@code key} and {@code value} are what JsonConverter wrote, JSON null for none. */
public record TopicRecord(int partition, long offset, JsonNode key, JsonNode value, Map<String, String> headers) {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    static TopicRecord of(ConsumerRecord<byte[], byte[]> source) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Header header : source.headers()) {
            headers.put(header.key(), text(header.value()));
        }
        return new TopicRecord(
                source.partition(), source.offset(), parse(source.key()), parse(source.value()), headers);
    }

    /** The key's content, without the schema that JsonConverter puts around it when {@code schemas.enable} is on. */
    public JsonNode keyPayload() {
        return payload(key);
    }

    /** The value's content, likewise. */
    public JsonNode payload() {
        return payload(value);
    }

    /** The value's schema; missing when {@code schemas.enable} is off. */
    public JsonNode schema() {
        return value.path("schema");
    }

    private static JsonNode payload(JsonNode node) {
        boolean enveloped = node.size() == 2 && node.has("schema") && node.has("payload");
        return enveloped ? node.get("payload") : node;
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "null" : new String(bytes, StandardCharsets.UTF_8);
    }

    private static JsonNode parse(byte[] bytes) {
        if (bytes == null) {
            return NullNode.getInstance();
        }
        try {
            return JSON.readTree(bytes);
        } catch (JsonProcessingException notJson) {
            throw new UncheckedIOException("Not JSON: " + text(bytes), notJson);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
