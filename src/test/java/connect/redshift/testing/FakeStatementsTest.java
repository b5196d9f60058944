// SPDX-License-Identifier: Apache-2.0
package connect.redshift.testing;

import connect.redshift.contract.StatementRunnerContract;
import connect.redshift.statement.ResultColumn;
import connect.redshift.statement.ResultRows;
import connect.redshift.statement.Statement;
import connect.redshift.statement.StatementRunner;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The fake keeps what the interface promises. */
final class FakeStatementsTest extends StatementRunnerContract {
    private final FakeStatements runner = new FakeStatements(this::answer);
    private long effects;

    private ResultRows answer(Statement statement) {
        return switch (statement.sql().split(" -- ", 2)[0]) {
            case "quick" -> new ResultRows(List.of("one"), List.of(List.of(Optional.of("1"))));
            case "long" ->
                new ResultRows(
                        List.of("number"),
                        IntStream.rangeClosed(1, manyRows())
                                .mapToObj(number -> List.of(Optional.of(Integer.toString(number))))
                                .toList());
            case "empty" ->
                ResultRows.of(
                        List.of(
                                new ResultColumn("id", "int4", 10, 0),
                                new ResultColumn("name", "varchar", 40, 0),
                                new ResultColumn("amount", "numeric", 12, 2)),
                        List.of());
            case "effect" -> {
                effects++;
                yield FakeStatements.Warehouse.EMPTY;
            }
            default -> throw new FakeStatements.Refusal("ERROR: relation \"x\" does not exist");
        };
    }

    @Override
    protected StatementRunner runner() {
        return runner;
    }

    @Override
    protected String quickQuery() {
        return "quick";
    }

    @Override
    protected String slowQuery() {
        runner.runFor(10_000);
        return "quick";
    }

    @Override
    protected String failingQuery() {
        return "fail";
    }

    @Override
    protected String longQuery() {
        return "long";
    }

    @Override
    protected String emptyQuery() {
        return "empty";
    }

    @Override
    protected int manyRows() {
        return 2_500;
    }

    @Override
    protected String statementWithEffect() {
        return "effect";
    }

    @Override
    protected long effects() {
        return effects;
    }

    @Override
    protected void letTimePass() {}
}
