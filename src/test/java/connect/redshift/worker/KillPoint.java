// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import connect.redshift.emulator.Faults.Fault;
import connect.redshift.emulator.Faults.Kind;
import connect.redshift.emulator.Gate.Call;
import java.util.Locale;
import java.util.stream.Stream;

/** Where a table stands when its worker is killed: how it is brought there, and how one sees that it is. */
enum KillPoint {
    BEFORE_SUBMIT {
        @Override
        void arm(Stack stack) {
            stack.redshift().faults().add(Fault.of(Kind.HOLD).where("MAX("));
        }

        @Override
        Stream<String> signs(Stack stack) {
            return running(stack, " plan");
        }
    },
    AFTER_SUBMIT {
        @Override
        void arm(Stack stack) {
            stack.redshift().faults().add(Fault.of(Kind.HOLD).where("UNLOAD"));
        }

        @Override
        Stream<String> signs(Stack stack) {
            return running(stack, " export ");
        }
    },
    BEFORE_MANIFEST {
        @Override
        void arm(Stack stack) {
            stack.s3().gate().hold(Call.READ, "/manifest");
        }
    },
    MID_PART {
        @Override
        void arm(Stack stack) {
            stack.s3().gate().holdLaterRowGroups("_part_");
        }
    },
    BETWEEN_PARTS {
        @Override
        void arm(Stack stack) {
            // Each slice's second part and those after it; the first ones are read.
            stack.s3().gate().hold(Call.READ, "_part_01");
        }
    },
    /** Rows are out that no commit has covered; nobody can hold a worker there, so it is killed as soon as they are. */
    BEFORE_COMMIT {
        @Override
        void arm(Stack stack) {}

        @Override
        Stream<String> signs(Stack stack) {
            return Stream.of();
        }
    },
    RELEASE {
        @Override
        void arm(Stack stack) {
            stack.s3().gate().hold(Call.DELETE, "/");
        }
    },
    SWEEP {
        @Override
        void arm(Stack stack) {
            stack.s3().gate().hold(Call.LIST, "/");
        }
    },
    /** A second worker has just joined and the first one is killed. */
    REBALANCE {
        @Override
        void arm(Stack stack) {
            stack.s3().gate().holdLaterRowGroups("_part_");
        }
    };

    abstract void arm(Stack stack);

    /** Texts that each name a table which has come here; most wait for S3. */
    Stream<String> signs(Stack stack) {
        return stack.s3().gate().waiting().stream();
    }

    /** Whether each table has rows out when it is there. */
    boolean hasRows() {
        return this == MID_PART || this == BETWEEN_PARTS || this == REBALANCE;
    }

    void disarm(Stack stack) {
        stack.redshift().faults().clear();
        stack.s3().gate().open();
    }

    private static Stream<String> running(Stack stack, String purpose) {
        return stack.redshift().runningStatements().stream()
                .map(statement -> statement.name())
                .filter(name -> name.contains(purpose));
    }

    /** As a table or connector is called. */
    String slug() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
