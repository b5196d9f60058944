// SPDX-License-Identifier: Apache-2.0
package connect.redshift.export;

import connect.redshift.staging.Part;
import connect.redshift.window.Window;
import java.util.List;

/**
 * One window unloaded: parts that never change, with the columns and types they were written with.
 *
 * @param id names the export's folder, and is what a stored offset remembers
 */
public record Export(String id, Window window, ExportColumns columns, List<Part> parts) {
    public Export {
        parts = List.copyOf(parts);
    }

    public long rows() {
        return parts.stream().mapToLong(Part::rows).sum();
    }

    public long rows(int part) {
        return parts.get(part).rows();
    }

    /** The rows of the parts before this one. */
    public long rowsBefore(int part) {
        return parts.stream().limit(part).mapToLong(Part::rows).sum();
    }

    /** The name of a part's file, for messages. */
    public String file(int part) {
        return parts.get(part).uri().toString();
    }

    public long bytes() {
        return parts.stream().mapToLong(Part::bytes).sum();
    }
}
