// SPDX-License-Identifier: Apache-2.0
package connect.redshift.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import connect.redshift.staging.GoneException;
import connect.redshift.staging.Part;
import connect.redshift.staging.S3Uri;
import connect.redshift.staging.Staging;
import connect.redshift.staging.StagingException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What {@link Staging} promises. Each test gets an empty folder. */
public abstract class StagingContract {
    public abstract Staging staging();

    /** A prefix that nothing lies under, in a bucket that exists; ends in a slash. */
    public abstract S3Uri folder();

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    @Test
    void writtenObjectIsReadWhole() {
        staging().write(folder().plus("a"), bytes("hello"));
        assertThat(staging().read(folder().plus("a"))).hasValue(bytes("hello"));
    }

    @Test
    void emptyObjectIsAnObject() {
        staging().write(folder().plus("a"), new byte[0]);
        assertThat(staging().read(folder().plus("a"))).hasValue(new byte[0]);
    }

    @Test
    void missingObjectIsAnAnswer() {
        assertThat(staging().read(folder().plus("a"))).isEmpty();
    }

    @Test
    void secondWriteReplacesTheFirst() {
        staging().write(folder().plus("a"), bytes("first"));
        staging().write(folder().plus("a"), bytes("2nd"));
        assertThat(staging().read(folder().plus("a"))).hasValue(bytes("2nd"));
    }

    @Test
    void keysAreLiteral() {
        for (String key : List.of("a b", "a+b", "a%20b", "a=1/b", "ä𝄞", "a'\"&?#")) {
            staging().write(folder().plus(key), bytes(key));
        }
        for (String key : List.of("a b", "a+b", "a%20b", "a=1/b", "ä𝄞", "a'\"&?#")) {
            assertThat(staging().read(folder().plus(key))).as(key).hasValue(bytes(key));
        }
    }

    @Test
    void rangeFillsItsPlaceInTheBufferAndNoMore() {
        staging().write(folder().plus("part"), bytes("0123456789"));
        byte[] buffer = bytes("..........");
        staging().readRange(new Part(folder().plus("part"), 10, 0), 3, buffer, 2, 4);
        assertThat(new String(buffer, UTF_8)).isEqualTo("..3456....");
    }

    @Test
    void rangeReachesTheLastByte() {
        staging().write(folder().plus("part"), bytes("0123456789"));
        byte[] buffer = new byte[2];
        staging().readRange(new Part(folder().plus("part"), 10, 0), 8, buffer, 0, 2);
        assertThat(new String(buffer, UTF_8)).isEqualTo("89");
    }

    @Test
    void rangeOfAMissingObjectFails() {
        Part part = new Part(folder().plus("part"), 10, 0);
        assertThatThrownBy(() -> staging().readRange(part, 0, new byte[4], 0, 4))
                .isInstanceOfSatisfying(
                        GoneException.class, e -> assertThat(e.retriable()).isFalse())
                .hasMessageContaining(part.uri().toString());
    }

    @Test
    void rangeOfAnObjectOfAnotherLengthFails() {
        staging().write(folder().plus("part"), bytes("0123456789"));
        for (long said : new long[] {9, 11, 100}) {
            Part part = new Part(folder().plus("part"), said, 0);
            assertThatThrownBy(() -> staging().readRange(part, said - 4, new byte[4], 0, 4))
                    .isInstanceOfSatisfying(StagingException.class, e -> assertThat(e.retriable())
                            .isFalse())
                    .hasMessageContaining(part.uri().toString())
                    .hasMessageContaining(Long.toString(said));
        }
    }

    @Test
    void listingShowsWhatStartsWithThePrefix() {
        staging().write(folder().plus("x/1"), bytes("1"));
        staging().write(folder().plus("x/2/3"), bytes("23"));
        staging().write(folder().plus("y"), bytes("4"));
        assertThat(staging().list(folder().plus("x/")))
                .extracting(Staging.StagedObject::uri, Staging.StagedObject::bytes)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(folder().plus("x/1"), 1L),
                        org.assertj.core.groups.Tuple.tuple(folder().plus("x/2/3"), 2L));
        assertThat(staging().list(folder().plus("x/")))
                .allSatisfy(object -> assertThat(object.lastModified()).isNotNull());
    }

    @Test
    void listingOfNothingIsEmpty() {
        assertThat(staging().list(folder())).isEmpty();
    }

    @Test
    void everyPageIsListedAndEveryBatchDeleted() {
        List<S3Uri> objects = IntStream.range(0, 1_001)
                .mapToObj(i -> folder().plus("many/%04d".formatted(i)))
                .toList();
        objects.forEach(object -> staging().write(object, new byte[0]));
        assertThat(staging().list(folder().plus("many/")))
                .extracting(Staging.StagedObject::uri)
                .containsExactlyInAnyOrderElementsOf(objects);
        staging().delete(objects);
        assertThat(staging().list(folder())).isEmpty();
    }

    @Test
    void deletingWhatIsNotThereSucceeds() {
        staging().write(folder().plus("a"), bytes("a"));
        List<S3Uri> both = new ArrayList<>(List.of(folder().plus("a"), folder().plus("never")));
        staging().delete(both);
        staging().delete(both);
        assertThat(staging().read(folder().plus("a"))).isEmpty();
    }

    @Test
    void deletingNothingSucceeds() {
        staging().delete(List.of());
        assertThat(staging().list(folder())).isEmpty();
    }
}
