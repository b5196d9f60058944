// SPDX-License-Identifier: Apache-2.0
package connect.redshift.aws;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The text of a database secret: a JSON object of the form that Secrets Manager writes for Redshift, with username,
 * password, host, port and dbClusterIdentifier, each of which may be missing.
 */
final class SecretFields {
    /** Nothing of the text may come into an exception. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private final Map<String, String> fields;

    private SecretFields(Map<String, String> fields) {
        this.fields = fields;
    }

    static SecretFields none() {
        return new SecretFields(Map.of());
    }

    /** Empty for a text that is no JSON object. */
    static Optional<SecretFields> parse(String text) {
        Map<String, String> fields = new HashMap<>();
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                if (parser.nextToken().isScalarValue() && parser.currentToken() != JsonToken.VALUE_NULL) {
                    fields.put(name, parser.getText());
                }
                parser.skipChildren();
            }
            return Optional.of(new SecretFields(fields));
        } catch (IOException malformed) {
            return Optional.empty();
        }
    }

    Optional<String> user() {
        return field("username");
    }

    Optional<String> password() {
        return field("password");
    }

    Optional<String> host() {
        return field("host");
    }

    Optional<String> cluster() {
        return field("dbClusterIdentifier");
    }

    /** Empty also for what is no number. */
    Optional<Integer> port() {
        return field("port").filter(text -> text.matches("\\d{1,5}")).map(Integer::valueOf);
    }

    private Optional<String> field(String name) {
        return Optional.ofNullable(fields.get(name)).filter(text -> !text.isEmpty());
    }
}
