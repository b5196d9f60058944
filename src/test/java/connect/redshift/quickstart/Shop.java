// SPDX-License-Identifier: Apache-2.0
package connect.redshift.quickstart;

import connect.redshift.emulator.LocalRedshift;
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
        redshift.execute("CREATE SCHEMA shop");
        redshift.execute(
                """
                CREATE TABLE shop.customers (customer_id INTEGER NOT NULL, name VARCHAR(100), country CHAR(2),
                  vip BOOLEAN, joined_on DATE, updated_at TIMESTAMP) SORTKEY (updated_at)""");
        redshift.execute(
                """
                CREATE TABLE shop.products (product_id SMALLINT NOT NULL, title VARCHAR(200), price DECIMAL(10,2),
                  weight REAL, rating DOUBLE PRECISION)""");
        redshift.execute(
                """
                CREATE TABLE shop.orders (order_id BIGINT NOT NULL, customer_id INTEGER, product_id SMALLINT,
                  quantity INTEGER, amount DECIMAL(12,2), ordered_at TIMESTAMP, updated_at TIMESTAMP)
                  SORTKEY (updated_at)""");
        redshift.execute(
                """
                INSERT INTO shop.customers
                SELECT n, 'Customer ' || n, CASE n % 3 WHEN 0 THEN 'BR' WHEN 1 THEN 'DE' ELSE 'IN' END, n % 10 = 0,
                  DATE '2020-01-01' + n, SYSDATE - INTERVAL '1 day' + n * INTERVAL '1.000001 seconds'
                FROM generate_series(1, 1000) AS n""");
        redshift.execute(
                """
                INSERT INTO shop.products
                SELECT n, 'Product ' || n, n * 1.11, n * 0.25, 5.0 / n FROM generate_series(1, 200) AS n""");
        redshift.execute(
                """
                INSERT INTO shop.orders
                SELECT n, 1 + n % 1000, 1 + n % 200, 1 + n % 5, n * 0.37, SYSDATE - INTERVAL '2 days' + n * INTERVAL '1 second',
                  SYSDATE - INTERVAL '1 day' + n * INTERVAL '1.000001 seconds'
                FROM generate_series(1, 20000) AS n""");
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
