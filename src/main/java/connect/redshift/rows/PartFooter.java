// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import connect.redshift.staging.Part;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;

/**
 * The end of a part: its schema and where its row groups lie. Its row total is checked against the manifest's, so that
 * a part that was replaced or cut short never passes for an export.
 *
 * @param index of the part in the export
 */
record PartFooter(int index, Part part, ParquetMetadata metadata) {
    static final int TRAILER_BYTES = 8;

    private static final int HEADER_BYTES = 4;
    /** Far beyond 1 600 columns in hundreds of row groups: a length read from garbage shall not become a huge array. */
    private static final int LONGEST = 256 << 20;

    /** How many bytes at the part's end the footer takes, magic and length included; {@code tail} is the part's end. */
    static int length(Part part, byte[] tail) {
        if (part.bytes() < HEADER_BYTES + TRAILER_BYTES) {
            throw refused(part, "is too short to be Parquet: it has %d bytes".formatted(part.bytes()));
        }
        String magic = new String(tail, tail.length - 4, 4, StandardCharsets.ISO_8859_1);
        if (magic.equals("PARE")) {
            throw refused(part, "has an encrypted footer, which UNLOAD never writes");
        }
        if (!magic.equals("PAR1")) {
            throw refused(part, "does not end as a Parquet file does; UNLOAD must say FORMAT PARQUET");
        }
        long length = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt(tail.length - TRAILER_BYTES);
        if (length <= 0 || length > part.bytes() - HEADER_BYTES - TRAILER_BYTES || length > LONGEST) {
            throw refused(part, "says its footer has %d bytes, of %d in all".formatted(length, part.bytes()));
        }
        return (int) length + TRAILER_BYTES;
    }

    /** Reads the footer out of {@code tail}, the part's end, of which it takes {@code length} bytes. */
    static PartFooter parse(int index, Part part, byte[] tail, int length) {
        ByteArrayInputStream in = new ByteArrayInputStream(tail, tail.length - length, length - TRAILER_BYTES);
        PartFooter footer;
        try {
            footer = new PartFooter(
                    index,
                    part,
                    new ParquetMetadataConverter(BufferedRowGroup.options(new ParquetCodecs()))
                            .readParquetMetadata(in, ParquetMetadataConverter.NO_FILTER));
        } catch (IOException | RuntimeException e) {
            throw new RowsException("%s: its footer cannot be read: %s".formatted(part.uri(), e.getMessage()), e);
        }
        footer.check(length);
        return footer;
    }

    private void check(int footerBytes) {
        long rows = blocks().stream().mapToLong(BlockMetaData::getRowCount).sum();
        if (rows != part.rows()) {
            throw refused(part, "has %d rows, and its manifest says %d".formatted(rows, part.rows()));
        }
        for (int block = 0; block < blocks().size(); block++) {
            long from = from(block);
            long to = to(block);
            if (from < HEADER_BYTES || to < from || to > part.bytes() - footerBytes) {
                throw refused(part, "says its row group %d lies from byte %d to %d".formatted(block, from, to));
            }
            if (to - from > Integer.MAX_VALUE - 8) {
                throw refused(
                        part,
                        "has a row group of %d bytes, too long for memory; lower UNLOAD's ROWGROUPSIZE"
                                .formatted(to - from));
            }
        }
    }

    List<BlockMetaData> blocks() {
        return metadata.getBlocks();
    }

    long firstRow(int block) {
        return blocks().subList(0, block).stream()
                .mapToLong(BlockMetaData::getRowCount)
                .sum();
    }

    /** Where row group {@code block} begins. */
    long from(int block) {
        return blocks().get(block).getColumns().stream()
                .mapToLong(ColumnChunkMetaData::getStartingPos)
                .min()
                .orElse(HEADER_BYTES);
    }

    /** Behind the last byte of row group {@code block}. */
    long to(int block) {
        return blocks().get(block).getColumns().stream()
                .mapToLong(chunk -> chunk.getStartingPos() + chunk.getTotalSize())
                .max()
                .orElse(HEADER_BYTES);
    }

    private static RowsException refused(Part part, String what) {
        return new RowsException("%s %s".formatted(part.uri(), what), null);
    }
}
