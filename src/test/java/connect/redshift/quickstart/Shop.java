// SPDX-License-Identifier: Apache-2.0
package connect.redshift.quickstart;

import connect.redshift.emulator.LocalRedshift;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The sample schema: three tables, read by a time and by a number. */
final class Shop {
    /**
     * A table of the shop.
     *
     * @param watermark the column that the connector reads it by
     */
    record ShopTable(String name, String id, String watermark) {
        String qualified() {
            return "shop." + name;
        }
    }

    static final List<ShopTable> TABLES = List.of(
            new ShopTable("customers", "customer_id", "updated_at"),
            new ShopTable("orders", "order_id", "updated_at"),
            new ShopTable("products", "product_id", "product_id"));

    /** A statement that anybody can send through the Data API to see a new row arrive. */
    static final String MORE_ORDERS =
            "INSERT INTO shop.orders SELECT MAX(order_id) + 1, 1, 7::smallint, 2, 19.98, SYSDATE,"
                    + " SYSDATE FROM shop.orders";

    private final LocalRedshift redshift;

    Shop(LocalRedshift redshift) {
        this.redshift = redshift;
    }

    void create() {
        try (InputStream sql = Shop.class.getResourceAsStream("shop.sql")) {
            redshift.execute(new String(sql.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Some new rows, stamped with the warehouse's clock. */
    void trade() {
        redshift.execute(
                """
                INSERT INTO shop.orders
                SELECT (SELECT MAX(order_id) FROM shop.orders) + n, n, n, 1, n * 9.99, SYSDATE, SYSDATE
                FROM generate_series(1, 25) AS n""");
        redshift.execute(
                """
                INSERT INTO shop.products
                SELECT MAX(product_id) + 1, 'New product', 12.34, 0.5, NULL FROM shop.products""");
    }

    /** The ids in a table, as text. */
    List<String> ids(ShopTable table) {
        return redshift.query("SELECT %s::varchar FROM %s".formatted(table.id(), table.qualified())).stream()
                .map(row -> row.get(0))
                .toList();
    }
}
