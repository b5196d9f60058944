// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** PostgreSQL's protocol 3.0, as far as a go-between must know it (PostgreSQL manual, "Message Formats"). */
final class Wire {
    static final int CANCEL = 80_877_102;
    static final int TLS = 80_877_103;
    static final int GSS = 80_877_104;
    private static final int VERSION_3 = 196_608;

    private Wire() {}

    /** A message after the first: one letter and its content. */
    static final class Message {
        private final char type;
        private final byte[] body;

        Message(char type, byte[] body) {
            this.type = type;
            this.body = body;
        }

        char type() {
            return type;
        }

        byte[] body() {
            return body;
        }

        void write(DataOutputStream out) throws IOException {
            out.writeByte(type);
            out.writeInt(body.length + 4);
            out.write(body);
        }
    }

    /** Null at the end of the stream. */
    static Message read(DataInputStream in) throws IOException {
        int type = in.read();
        if (type < 0) {
            return null;
        }
        byte[] body = new byte[in.readInt() - 4];
        in.readFully(body);
        return new Message((char) type, body);
    }

    /** The settings of a startup message, whose length and version have been read. */
    static Map<String, String> startup(DataInputStream in, int length) throws IOException {
        byte[] body = new byte[length - 8];
        in.readFully(body);
        String[] texts = new String(body, StandardCharsets.UTF_8).split("\0", -1);
        Map<String, String> settings = new LinkedHashMap<>();
        for (int i = 0; i + 1 < texts.length && !texts[i].isEmpty(); i += 2) {
            settings.put(texts[i], texts[i + 1]);
        }
        return settings;
    }

    static byte[] startup(Map<String, String> settings) {
        byte[] body = bytes(out -> {
            out.writeInt(VERSION_3);
            for (Map.Entry<String, String> setting : settings.entrySet()) {
                text(out, setting.getKey());
                text(out, setting.getValue());
            }
            out.writeByte(0);
        });
        return bytes(out -> {
            out.writeInt(body.length + 4);
            out.write(body);
        });
    }

    static Message cleartextPasswordWanted() {
        return new Message('R', bytes(out -> out.writeInt(3)));
    }

    static Message fatal(String state, String words) {
        return new Message('E', bytes(out -> {
            out.writeByte('S');
            text(out, "FATAL");
            out.writeByte('C');
            text(out, state);
            out.writeByte('M');
            text(out, words);
            out.writeByte(0);
        }));
    }

    /** The first text in a message. */
    static String text(byte[] body, int from) {
        int end = from;
        while (body[end] != 0) {
            end++;
        }
        return new String(body, from, end - from, StandardCharsets.UTF_8);
    }

    /** A message with one of its texts replaced; {@code from} is where the old one begins. */
    static Message withText(Message message, int from, String text) {
        int end = from;
        while (message.body()[end] != 0) {
            end++;
        }
        int rest = end + 1;
        return new Message(message.type(), bytes(out -> {
            out.write(message.body(), 0, from);
            text(out, text);
            out.write(message.body(), rest, message.body().length - rest);
        }));
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.writeByte(0);
    }

    private interface Writing {
        void into(DataOutputStream out) throws IOException;
    }

    private static byte[] bytes(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            writing.into(new DataOutputStream(bytes));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }
}
