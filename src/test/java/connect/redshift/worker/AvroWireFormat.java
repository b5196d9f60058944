// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Conversions;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Confluent's wire format, read without any registry's client: a zero, the four-byte id of the writer's schema, and
 * Avro's binary encoding. Keeps the schemas that it has asked for.
 */
public final class AvroWireFormat {
    /** Decimals as BigDecimal; every other type as Avro holds it. */
    private static final GenericData DATA = new GenericData();

    static {
        DATA.addLogicalTypeConversion(new Conversions.DecimalConversion());
    }

    private final SchemaRegistry registry;
    private final Optional<Schema> reader;
    private final Map<Integer, Schema> schemas = new HashMap<>();

    /** Values come as they were written. */
    public AvroWireFormat(SchemaRegistry registry) {
        this(registry, Optional.empty());
    }

    private AvroWireFormat(SchemaRegistry registry, Optional<Schema> reader) {
        this.registry = registry;
        this.reader = reader;
    }

    /** Values come as somebody with this schema sees them, by Avro's rules, whatever they were written with. */
    public AvroWireFormat as(Schema valuesReader) {
        return new AvroWireFormat(registry, Optional.of(valuesReader));
    }

    public AvroRecord read(ConsumerRecord<byte[], byte[]> source) {
        return new AvroRecord(read(Optional.empty(), source.key()), read(reader, source.value()));
    }

    private Optional<GenericRecord> read(Optional<Schema> as, byte[] bytes) {
        if (bytes == null) {
            return Optional.empty();
        }
        ByteBuffer header = ByteBuffer.wrap(bytes);
        byte magic = header.get();
        if (magic != 0) {
            throw new IllegalArgumentException("A record starts with %d instead of 0".formatted(magic));
        }
        int id = header.getInt();
        Schema schema = schemas.computeIfAbsent(id, unknown -> new Schema.Parser().parse(registry.schema(unknown)));
        return Optional.of(read(schema, as.orElse(schema), bytes, header.position()));
    }

    private static GenericRecord read(Schema schema, Schema as, byte[] bytes, int start) {
        BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, start, bytes.length - start, null);
        try {
            GenericRecord record = new GenericDatumReader<GenericRecord>(schema, as, DATA).read(null, decoder);
            if (!decoder.isEnd()) {
                throw new IllegalArgumentException("Bytes are left behind a " + schema.getFullName());
            }
            return record;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
