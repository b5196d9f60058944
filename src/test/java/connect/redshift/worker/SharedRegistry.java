// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

/** The one schema registry of all integration tests in this JVM, like {@link SharedBroker}. */
public final class SharedRegistry {
    private SharedRegistry() {}

    /** Not to be closed by a test. Tests keep apart by the names of their topics. */
    public static SchemaRegistry registry() {
        return Holder.REGISTRY;
    }

    private static final class Holder {
        private static final SchemaRegistry REGISTRY = SchemaRegistry.start(RegistryRuntime.fromSystemProperties());
    }
}
