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

    public long bytes() {
        return parts.stream().mapToLong(Part::bytes).sum();
    }
}
