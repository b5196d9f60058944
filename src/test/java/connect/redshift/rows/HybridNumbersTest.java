// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridEncoder;
import org.junit.jupiter.api.Test;

/** Against Parquet's own encoder. */
final class HybridNumbersTest {
    private static final int TRIES = 500;

    private final long seed = Long.getLong("numbers.seed", new Random().nextInt(1_000_000_000));
    private final Random random = new Random(seed);

    @Test
    void numbersOfAnyWidthComeAsTheyWere() throws IOException {
        for (int i = 0; i < TRIES; i++) {
            int width = random.nextInt(33);
            int[] numbers = numbers(width);
            byte[] bytes = encoded(width, numbers);
            int[] target = new int[8 * (1 + random.nextInt(20))];
            HybridNumbers read = new HybridNumbers(bytes, 0, bytes.length, width);
            int[] back = new int[numbers.length];
            for (int done = 0; done < back.length; ) {
                int now = Math.min(read.read(target), back.length - done);
                System.arraycopy(target, 0, back, done, now);
                done += now;
            }
            assertThat(back).as("numbers.seed=%d, try %d", seed, i).isEqualTo(numbers);
        }
    }

    @Test
    void bitsComeAsTheyWereHoweverManyAreAskedFor() throws IOException {
        for (int i = 0; i < TRIES; i++) {
            int[] numbers = numbers(1);
            byte[] bytes = encoded(1, numbers);
            HybridNumbers read = new HybridNumbers(bytes, 0, bytes.length, 1);
            int[] back = new int[numbers.length];
            for (int done = 0; done < back.length; ) {
                int now = Math.min(1 + random.nextInt(Long.SIZE), back.length - done);
                long bits = read.bits(now);
                for (int bit = 0; bit < now; bit++) {
                    back[done++] = (int) (bits >>> bit & 1);
                }
            }
            assertThat(back).as("numbers.seed=%d, try %d", seed, i).isEqualTo(numbers);
        }
    }

    /** Two groups of three bits, of which a page that has ten numbers need not have all six bytes. */
    @Test
    void theLastGroupMayLackTheBytesOfWhatIsNotThere() {
        byte[] bytes = {2 << 1 | 1, (byte) 0b10_001_000, (byte) 0b1_100_011_0, (byte) 0b111_110_10, 0b00_010_001};
        int[] target = new int[16];
        HybridNumbers numbers = new HybridNumbers(bytes, 0, bytes.length, 3);

        assertThat(numbers.read(target)).isEqualTo(8);
        assertThat(Arrays.copyOf(target, 8)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(numbers.read(target)).isEqualTo(8);
        assertThat(Arrays.copyOf(target, 2)).containsExactly(1, 2);
        assertThatIllegalStateException()
                .isThrownBy(() -> numbers.read(target))
                .withMessage("a page ends within its numbers");
    }

    /** Runs of one number and numbers that change, in turns. */
    private int[] numbers(int width) {
        int[] numbers = new int[1 + random.nextInt(400)];
        int at = 0;
        while (at < numbers.length) {
            int end = Math.min(numbers.length, at + 1 + random.nextInt(40));
            boolean same = random.nextBoolean();
            int first = number(width);
            for (; at < end; at++) {
                numbers[at] = same ? first : number(width);
            }
        }
        return numbers;
    }

    private int number(int width) {
        return width == 0 ? 0 : random.nextInt() >>> (Integer.SIZE - width);
    }

    private static byte[] encoded(int width, int[] numbers) throws IOException {
        try (var encoder =
                new RunLengthBitPackingHybridEncoder(width, 64, 1 << 16, HeapByteBufferAllocator.getInstance())) {
            for (int number : numbers) {
                encoder.writeInt(number);
            }
            var bytes = new ByteArrayOutputStream();
            encoder.toBytes().writeAllTo(bytes);
            return bytes.toByteArray();
        }
    }
}
