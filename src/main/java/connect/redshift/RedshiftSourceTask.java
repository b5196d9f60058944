// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import connect.redshift.config.TaskConfig;
import connect.redshift.stream.StreamFailedException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;

/** Connect's second door: builds on start, delegates, closes. */
public final class RedshiftSourceTask extends SourceTask {
    private TaskAssembly assembly;

    @Override
    public String version() {
        return Version.current();
    }

    @Override
    public void start(Map<String, String> settings) {
        assembly = TaskAssembly.build(TaskConfig.from(settings), context, TaskAssembly.Times.real());
        assembly.start();
    }

    /** Comes back within a second, with records of one table or with null, as Connect wants it. */
    @Override
    public List<SourceRecord> poll() throws InterruptedException {
        try {
            List<SourceRecord> records = assembly.poll();
            return records.isEmpty() ? null : records;
        } catch (StreamFailedException failure) {
            throw new ConnectException(failure.getMessage(), failure);
        }
    }

    /** Connect calls it on the poll thread, also when start failed. */
    @Override
    public void stop() {
        if (assembly != null) {
            assembly.close();
            assembly = null;
        }
    }
}
