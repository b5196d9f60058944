// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

/** The one broker of all integration tests in this JVM, started when first asked for and closed when the JVM ends. */
public final class SharedBroker {
    private SharedBroker() {}

    /** Not to be closed by a test. Tests keep apart by their own group and topic names. */
    public static KafkaBroker broker() {
        return Holder.BROKER;
    }

    private static final class Holder {
        private static final KafkaBroker BROKER = KafkaBroker.start(KafkaRuntime.fromSystemProperties());
    }
}
