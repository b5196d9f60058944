-- The sample schema of the quick start and of docker/compose.yaml.
CREATE SCHEMA shop;

CREATE TABLE shop.customers (customer_id INTEGER NOT NULL, name VARCHAR(100), country CHAR(2),
  vip BOOLEAN, joined_on DATE, updated_at TIMESTAMP) SORTKEY (updated_at);

CREATE TABLE shop.products (product_id SMALLINT NOT NULL, title VARCHAR(200), price DECIMAL(10,2),
  weight REAL, rating DOUBLE PRECISION);

CREATE TABLE shop.orders (order_id BIGINT NOT NULL, customer_id INTEGER, product_id SMALLINT,
  quantity INTEGER, amount DECIMAL(12,2), ordered_at TIMESTAMP, updated_at TIMESTAMP)
  SORTKEY (updated_at);

INSERT INTO shop.customers
SELECT n, 'Customer ' || n, CASE n % 3 WHEN 0 THEN 'BR' WHEN 1 THEN 'DE' ELSE 'IN' END, n % 10 = 0,
  DATE '2020-01-01' + n, SYSDATE - INTERVAL '1 day' + n * INTERVAL '1.000001 seconds'
FROM generate_series(1, 1000) AS n;

INSERT INTO shop.products
SELECT n, 'Product ' || n, n * 1.11, n * 0.25, 5.0 / n FROM generate_series(1, 200) AS n;

INSERT INTO shop.orders
SELECT n, 1 + n % 1000, 1 + n % 200, 1 + n % 5, n * 0.37, SYSDATE - INTERVAL '2 days' + n * INTERVAL '1 second',
  SYSDATE - INTERVAL '1 day' + n * INTERVAL '1.000001 seconds'
FROM generate_series(1, 20000) AS n;
