-- SPDX-License-Identifier: Apache-2.0
-- What Redshift has and PostgreSQL lacks, put into pg_catalog of the template that every local warehouse is made from.
SET allow_system_table_mods = on;
SET standard_conforming_strings = on;

-- Types of their own, so that results and the catalog name them as Redshift does.
CREATE TYPE pg_catalog.super;
CREATE FUNCTION pg_catalog.super_in(cstring) RETURNS super IMMUTABLE STRICT LANGUAGE internal AS 'json_in';
CREATE FUNCTION pg_catalog.super_out(super) RETURNS cstring IMMUTABLE STRICT LANGUAGE internal AS 'json_out';
CREATE TYPE pg_catalog.super (INPUT = super_in, OUTPUT = super_out, LIKE = json);
CREATE CAST (super AS text) WITH INOUT;
CREATE CAST (super AS varchar) WITH INOUT;
CREATE CAST (super AS json) WITHOUT FUNCTION;
CREATE CAST (json AS super) WITHOUT FUNCTION AS ASSIGNMENT;

CREATE TYPE pg_catalog.varbyte;
CREATE FUNCTION pg_catalog.varbyte_in(cstring) RETURNS varbyte IMMUTABLE STRICT LANGUAGE internal AS 'byteain';
CREATE FUNCTION pg_catalog.varbyte_out(varbyte) RETURNS cstring IMMUTABLE STRICT LANGUAGE internal AS 'byteaout';
CREATE TYPE pg_catalog.varbyte (INPUT = varbyte_in, OUTPUT = varbyte_out, LIKE = bytea,
    TYPMOD_IN = varchartypmodin, TYPMOD_OUT = varchartypmodout);
CREATE CAST (varbyte AS bytea) WITHOUT FUNCTION;
CREATE CAST (bytea AS varbyte) WITHOUT FUNCTION AS ASSIGNMENT;
CREATE FUNCTION pg_catalog.varbyte_of(text) RETURNS varbyte IMMUTABLE STRICT LANGUAGE sql
    AS $$ SELECT convert_to($1, 'UTF8')::varbyte $$;
CREATE CAST (text AS varbyte) WITH FUNCTION varbyte_of(text);
CREATE FUNCTION pg_catalog.to_varbyte(text, text) RETURNS varbyte IMMUTABLE STRICT LANGUAGE sql
    AS $$ SELECT CASE lower($2) WHEN 'utf8' THEN convert_to($1, 'UTF8') WHEN 'utf-8' THEN convert_to($1, 'UTF8') ELSE decode($1, lower($2)) END::varbyte $$;
CREATE FUNCTION pg_catalog.from_varbyte(varbyte, text) RETURNS varchar IMMUTABLE STRICT LANGUAGE sql
    AS $$ SELECT CASE WHEN lower($2) IN ('utf8', 'utf-8') THEN convert_from($1::bytea, 'UTF8') ELSE encode($1::bytea, lower($2)) END::varchar $$;
-- A VARCHAR has at most 65,535 bytes; the words are those that Redshift was seen to use of other values.
CREATE FUNCTION pg_catalog.to_hex(varbyte) RETURNS varchar IMMUTABLE STRICT LANGUAGE plpgsql AS $$
BEGIN
    IF octet_length($1::bytea) > 32767 THEN
        RAISE EXCEPTION 'String value exceeds the max size of 65535 bytes';
    END IF;
    RETURN encode($1::bytea, 'hex');
END $$;

-- Opaque: they can be declared, filled and refused by UNLOAD.
DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['geometry', 'geography', 'hllsketch'] LOOP
        EXECUTE format('CREATE TYPE pg_catalog.%s', name);
        EXECUTE format('CREATE FUNCTION pg_catalog.%s_in(cstring) RETURNS %s IMMUTABLE STRICT LANGUAGE internal AS ''textin''', name, name);
        EXECUTE format('CREATE FUNCTION pg_catalog.%s_out(%s) RETURNS cstring IMMUTABLE STRICT LANGUAGE internal AS ''textout''', name, name);
        EXECUTE format('CREATE TYPE pg_catalog.%s (INPUT = %s_in, OUTPUT = %s_out, LIKE = text)', name, name, name);
    END LOOP;
END $$;
CREATE CAST (geometry AS text) WITH INOUT;
CREATE CAST (geography AS text) WITH INOUT;
CREATE FUNCTION pg_catalog.st_asewkt(geometry) RETURNS varchar IMMUTABLE STRICT LANGUAGE sql AS $$ SELECT $1::text $$;
CREATE FUNCTION pg_catalog.st_asewkt(geography) RETURNS varchar IMMUTABLE STRICT LANGUAGE sql AS $$ SELECT $1::text $$;
CREATE FUNCTION pg_catalog.st_astext(geometry) RETURNS varchar IMMUTABLE STRICT LANGUAGE sql AS $$ SELECT $1::text $$;
CREATE FUNCTION pg_catalog.st_astext(geography) RETURNS varchar IMMUTABLE STRICT LANGUAGE sql AS $$ SELECT $1::text $$;

-- A value here is its own extended well-known binary in hexadecimal. "If the result is larger than a 64-KB VARCHAR, then an error is
-- returned" (developer guide, ST_AsHexEWKB).
CREATE FUNCTION pg_catalog.redshift_hex_ewkb(text) RETURNS varchar IMMUTABLE STRICT LANGUAGE plpgsql AS $$
BEGIN
    IF octet_length($1) > 65535 THEN
        RAISE EXCEPTION 'Result of ST_AsHexEWKB is larger than 65535 bytes';
    END IF;
    RETURN upper($1);
END $$;
CREATE FUNCTION pg_catalog.st_ashexewkb(geometry) RETURNS varchar IMMUTABLE STRICT LANGUAGE sql AS $$ SELECT redshift_hex_ewkb($1::text) $$;
CREATE FUNCTION pg_catalog.st_ashexewkb(geography) RETURNS varchar IMMUTABLE STRICT LANGUAGE sql AS $$ SELECT redshift_hex_ewkb($1::text) $$;

CREATE FUNCTION pg_catalog.json_parse(text) RETURNS super IMMUTABLE STRICT LANGUAGE sql AS $$ SELECT $1::json::super $$;
CREATE FUNCTION pg_catalog.json_serialize(super) RETURNS varchar IMMUTABLE STRICT LANGUAGE sql AS $$ SELECT $1::json::text::varchar $$;

-- Date and time; statement_timestamp() moves on with each fetch from a cursor, so sessions say when their statement started. GETDATE: start of the statement, whole seconds; SYSDATE: start of the transaction, microseconds; both without a zone.
CREATE FUNCTION pg_catalog.getdate() RETURNS timestamp STABLE LANGUAGE sql
    AS $$ SELECT date_trunc('second', coalesce(nullif(current_setting('emulator.statement_start', true), '')::timestamptz,
        statement_timestamp())::timestamp) $$;
CREATE FUNCTION pg_catalog.redshift_sysdate() RETURNS timestamp STABLE LANGUAGE sql
    AS $$ SELECT transaction_timestamp()::timestamp $$;
CREATE FUNCTION pg_catalog.redshift_unit(text) RETURNS text IMMUTABLE STRICT LANGUAGE sql AS $$
    SELECT CASE lower($1)
        WHEN 'millennia' THEN 'millennium' WHEN 'mils' THEN 'millennium' WHEN 'mil' THEN 'millennium'
        WHEN 'c' THEN 'century' WHEN 'cent' THEN 'century' WHEN 'centuries' THEN 'century'
        WHEN 'decs' THEN 'decade' WHEN 'decades' THEN 'decade' WHEN 'dec' THEN 'decade'
        WHEN 'y' THEN 'year' WHEN 'yr' THEN 'year' WHEN 'yrs' THEN 'year' WHEN 'years' THEN 'year'
        WHEN 'qtr' THEN 'quarter' WHEN 'qtrs' THEN 'quarter' WHEN 'quarters' THEN 'quarter'
        WHEN 'mon' THEN 'month' WHEN 'mons' THEN 'month' WHEN 'months' THEN 'month'
        WHEN 'w' THEN 'week' WHEN 'weeks' THEN 'week'
        WHEN 'd' THEN 'day' WHEN 'days' THEN 'day'
        WHEN 'h' THEN 'hour' WHEN 'hr' THEN 'hour' WHEN 'hrs' THEN 'hour' WHEN 'hours' THEN 'hour'
        WHEN 'm' THEN 'minute' WHEN 'min' THEN 'minute' WHEN 'mins' THEN 'minute' WHEN 'minutes' THEN 'minute'
        WHEN 's' THEN 'second' WHEN 'sec' THEN 'second' WHEN 'secs' THEN 'second' WHEN 'seconds' THEN 'second'
        WHEN 'ms' THEN 'millisecond' WHEN 'msec' THEN 'millisecond' WHEN 'msecs' THEN 'millisecond'
        WHEN 'milliseconds' THEN 'millisecond' WHEN 'microsec' THEN 'microsecond' WHEN 'microsecs' THEN 'microsecond'
        WHEN 'usecond' THEN 'microsecond' WHEN 'useconds' THEN 'microsecond' WHEN 'us' THEN 'microsecond'
        WHEN 'usec' THEN 'microsecond' WHEN 'usecs' THEN 'microsecond' WHEN 'microseconds' THEN 'microsecond'
        ELSE lower($1) END $$;
CREATE FUNCTION pg_catalog.redshift_interval(text, bigint) RETURNS interval IMMUTABLE STRICT LANGUAGE sql AS $$
    SELECT CASE redshift_unit($1)
        WHEN 'quarter' THEN $2 * interval '3 months'
        ELSE ($2::text || ' ' || redshift_unit($1))::interval END $$;
CREATE FUNCTION pg_catalog.redshift_dateadd(text, bigint, timestamp) RETURNS timestamp IMMUTABLE STRICT LANGUAGE sql
    AS $$ SELECT $3 + redshift_interval($1, $2) $$;
CREATE FUNCTION pg_catalog.redshift_dateadd(text, bigint, timestamptz) RETURNS timestamptz STABLE STRICT LANGUAGE sql
    AS $$ SELECT $3 + redshift_interval($1, $2) $$;
CREATE FUNCTION pg_catalog.redshift_dateadd(text, bigint, date) RETURNS timestamp IMMUTABLE STRICT LANGUAGE sql
    AS $$ SELECT $3::timestamp + redshift_interval($1, $2) $$;
-- Counts the unit's boundaries between the two.
CREATE FUNCTION pg_catalog.redshift_datediff(text, timestamp, timestamp) RETURNS bigint IMMUTABLE STRICT LANGUAGE sql AS $$
    SELECT CASE redshift_unit($1)
        WHEN 'year' THEN (extract(year FROM $3) - extract(year FROM $2))::bigint
        WHEN 'quarter' THEN ((extract(year FROM $3) - extract(year FROM $2)) * 4 + extract(quarter FROM $3) - extract(quarter FROM $2))::bigint
        WHEN 'month' THEN ((extract(year FROM $3) - extract(year FROM $2)) * 12 + extract(month FROM $3) - extract(month FROM $2))::bigint
        WHEN 'week' THEN ((date_trunc('week', $3 + interval '1 day')::date - date_trunc('week', $2 + interval '1 day')::date) / 7)::bigint
        WHEN 'day' THEN ($3::date - $2::date)::bigint
        WHEN 'hour' THEN (extract(epoch FROM date_trunc('hour', $3) - date_trunc('hour', $2)) / 3600)::bigint
        WHEN 'minute' THEN (extract(epoch FROM date_trunc('minute', $3) - date_trunc('minute', $2)) / 60)::bigint
        WHEN 'second' THEN extract(epoch FROM date_trunc('second', $3) - date_trunc('second', $2))::bigint
        WHEN 'millisecond' THEN (extract(epoch FROM date_trunc('milliseconds', $3) - date_trunc('milliseconds', $2)) * 1000)::bigint
        WHEN 'microsecond' THEN (extract(epoch FROM $3 - $2) * 1000000)::bigint
        ELSE ('unit ' || $1)::bigint END $$;
CREATE FUNCTION pg_catalog.convert_timezone(text, timestamp) RETURNS timestamp IMMUTABLE STRICT LANGUAGE sql
    AS $$ SELECT ($2 AT TIME ZONE 'UTC') AT TIME ZONE $1 $$;
CREATE FUNCTION pg_catalog.convert_timezone(text, timestamptz) RETURNS timestamp IMMUTABLE STRICT LANGUAGE sql
    AS $$ SELECT $2 AT TIME ZONE $1 $$;
CREATE FUNCTION pg_catalog.convert_timezone(text, text, timestamp) RETURNS timestamp IMMUTABLE STRICT LANGUAGE sql
    AS $$ SELECT ($3 AT TIME ZONE $1) AT TIME ZONE $2 $$;
CREATE FUNCTION pg_catalog.trunc(timestamp) RETURNS date IMMUTABLE STRICT LANGUAGE sql AS $$ SELECT $1::date $$;
CREATE FUNCTION pg_catalog.sha2(text, integer) RETURNS varchar IMMUTABLE STRICT LANGUAGE sql AS $$
    SELECT CASE WHEN $2 IN (0, 256) THEN encode(sha256(convert_to($1, 'UTF8')), 'hex') WHEN $2 = 224 THEN encode(sha224(convert_to($1, 'UTF8')), 'hex')
        WHEN $2 = 384 THEN encode(sha384(convert_to($1, 'UTF8')), 'hex') WHEN $2 = 512 THEN encode(sha512(convert_to($1, 'UTF8')), 'hex')
        ELSE '' END::varchar $$;
-- PostgreSQL has no SHA-1 of its own: FIPS 180-4, on 64-bit integers.
CREATE FUNCTION pg_catalog.func_sha1(text) RETURNS varchar IMMUTABLE STRICT LANGUAGE plpgsql AS $$
DECLARE
    message bytea := convert_to($1, 'UTF8');
    bits bigint := octet_length(message)::bigint * 8;
    mask bigint := 4294967295;
    h bigint[] := ARRAY[1732584193, 4023233417, 2562383102, 271733878, 3285377520];
    w bigint[];
    a bigint; b bigint; c bigint; d bigint; e bigint; f bigint; k bigint; x bigint;
BEGIN
    message := message || decode('80', 'hex');
    WHILE octet_length(message) % 64 <> 56 LOOP message := message || decode('00', 'hex'); END LOOP;
    message := message || int8send(bits);
    FOR block IN 0 .. octet_length(message) / 64 - 1 LOOP
        FOR t IN 0 .. 79 LOOP
            IF t < 16 THEN
                x := 0;
                FOR i IN 0 .. 3 LOOP x := x * 256 + get_byte(message, block * 64 + t * 4 + i); END LOOP;
            ELSE
                x := w[t - 3] # w[t - 8] # w[t - 14] # w[t - 16];
                x := ((x << 1) | (x >> 31)) & mask;
            END IF;
            w[t] := x;
        END LOOP;
        a := h[1]; b := h[2]; c := h[3]; d := h[4]; e := h[5];
        FOR t IN 0 .. 79 LOOP
            IF t < 20 THEN f := (b & c) | ((b # mask) & d); k := 1518500249;
            ELSIF t < 40 THEN f := b # c # d; k := 1859775393;
            ELSIF t < 60 THEN f := (b & c) | (b & d) | (c & d); k := 2400959708;
            ELSE f := b # c # d; k := 3395469782; END IF;
            x := ((((a << 5) | (a >> 27)) & mask) + f + e + k + w[t]) & mask;
            e := d; d := c; c := ((b << 30) | (b >> 2)) & mask; b := a; a := x;
        END LOOP;
        h := ARRAY[(h[1] + a) & mask, (h[2] + b) & mask, (h[3] + c) & mask, (h[4] + d) & mask, (h[5] + e) & mask];
    END LOOP;
    RETURN (SELECT string_agg(lpad(to_hex(part), 8, '0'), '' ORDER BY place) FROM unnest(h) WITH ORDINALITY AS u(part, place));
END $$;
CREATE FUNCTION pg_catalog.sha1(text) RETURNS varchar IMMUTABLE STRICT LANGUAGE sql AS $$ SELECT func_sha1($1) $$;
-- STRTOL takes white space, one sign and, in base 16, 0x before the digits; '' is 0, and what is no number of the base or does not fit 64
-- bits is an error (developer guide, STRTOL).
CREATE FUNCTION pg_catalog.strtol(text, integer) RETURNS bigint IMMUTABLE STRICT LANGUAGE plpgsql AS $$
DECLARE
    digits text := lower(ltrim($1));
    negative boolean := false;
    value numeric := 0;
    digit integer;
BEGIN
    IF $2 NOT BETWEEN 2 AND 36 THEN RAISE EXCEPTION 'The base % is not between 2 and 36', $2; END IF;
    IF left(digits, 1) IN ('+', '-') THEN
        negative := left(digits, 1) = '-';
        digits := substr(digits, 2);
    END IF;
    IF $2 = 16 AND left(digits, 2) = '0x' THEN digits := substr(digits, 3); END IF;
    FOR i IN 1 .. length(digits) LOOP
        digit := strpos('0123456789abcdefghijklmnopqrstuvwxyz', substr(digits, i, 1)) - 1;
        IF digit NOT BETWEEN 0 AND $2 - 1 THEN
            RAISE EXCEPTION 'The input % is not valid to be converted to base %', $1, $2;
        END IF;
        value := value * $2 + digit;
    END LOOP;
    RETURN CASE WHEN negative THEN -value ELSE value END::bigint;
END $$;
CREATE FUNCTION pg_catalog.len(text) RETURNS integer IMMUTABLE STRICT LANGUAGE sql AS $$ SELECT length($1) $$;
CREATE FUNCTION pg_catalog.nvl2(anyelement, anycompatible, anycompatible) RETURNS anycompatible IMMUTABLE LANGUAGE sql
    AS $$ SELECT CASE WHEN $1 IS NOT NULL THEN $2 ELSE $3 END $$;
CREATE FUNCTION pg_catalog.pg_last_unload_count() RETURNS bigint VOLATILE LANGUAGE sql
    AS $$ SELECT coalesce(nullif(current_setting('emulator.last_unload', true), ''), '0')::bigint $$;
CREATE FUNCTION pg_catalog.redshift_database() RETURNS name STABLE LANGUAGE sql
    AS $$ SELECT coalesce(nullif(current_setting('emulator.database', true), ''), current_database())::name $$;

-- Redshift's declared name of a column's type.
CREATE FUNCTION pg_catalog.redshift_type(oid, integer) RETURNS varchar STABLE LANGUAGE sql AS $$
    SELECT CASE WHEN $1 = 'interval'::regtype AND format_type($1, $2) LIKE 'interval year%' THEN 'interval year to month'
        WHEN $1 = 'interval'::regtype THEN 'interval day to second'
        WHEN $1 = 'text'::regtype THEN 'character varying'
        ELSE format_type($1, NULL) END::varchar $$;

-- A schema with the comment 'external' stands for one of an external catalog, one with 'datashare' for a share's.
CREATE FUNCTION pg_catalog.redshift_table_type(oid) RETURNS varchar STABLE LANGUAGE sql AS $$
    SELECT CASE obj_description($1, 'pg_namespace') WHEN 'external' THEN 'EXTERNAL TABLE' WHEN 'datashare' THEN 'SHARED TABLE'
        ELSE 'TABLE' END::varchar $$;

CREATE VIEW pg_catalog.svv_all_tables AS
    SELECT redshift_database()::varchar AS database_name, n.nspname::varchar AS schema_name, c.relname::varchar AS table_name,
        NULL::varchar AS table_acl,
        CASE WHEN c.relkind <> 'r' THEN 'VIEW' ELSE redshift_table_type(n.oid) END::varchar AS table_type,
        obj_description(c.oid, 'pg_class')::varchar AS remarks
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'v', 'm') AND n.nspname NOT LIKE 'pg\_toast%' AND n.nspname NOT LIKE 'pg\_temp%'
    UNION ALL
    -- Redshift keeps the rows of a materialized view in a table of this name beside it, and lists that, too.
    SELECT redshift_database()::varchar, n.nspname::varchar, ('mv_tbl__' || c.relname || '__0')::varchar, NULL::varchar,
        'TABLE'::varchar, NULL::varchar
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'm';

CREATE VIEW pg_catalog.redshift_columns AS
    SELECT n.nspname AS schema_name, c.relname AS table_name, a.attname AS column_name, a.attnum AS ordinal_position, a.attnotnull,
        a.attidentity, pg_get_expr(d.adbin, d.adrelid) AS column_default, redshift_type(a.atttypid, a.atttypmod) AS data_type, t.typname,
        CASE WHEN t.typname IN ('varchar', 'bpchar', 'varbyte') AND a.atttypmod > 4 THEN a.atttypmod - 4
             WHEN t.typname IN ('varchar', 'text') THEN 65535 WHEN t.typname = 'varbyte' THEN 64000 END AS character_maximum_length,
        CASE WHEN t.typname = 'int2' THEN 16 WHEN t.typname = 'int4' THEN 32 WHEN t.typname = 'int8' THEN 64
             WHEN t.typname = 'float4' THEN 24 WHEN t.typname = 'float8' THEN 53
             WHEN t.typname = 'numeric' AND a.atttypmod > 4 THEN ((a.atttypmod - 4) >> 16) & 65535 END AS numeric_precision,
        CASE WHEN t.typname IN ('int2', 'int4', 'int8') THEN 0
             WHEN t.typname = 'numeric' AND a.atttypmod > 4 THEN (a.atttypmod - 4) & 2047 END AS numeric_scale,
        col_description(c.oid, a.attnum) AS remarks, c.relkind,
        -- How Dialect marks a view WITH NO SCHEMA BINDING.
        coalesce('security_barrier=true' = ANY (c.reloptions), false) AS late_bound,
        redshift_table_type(n.oid) AS table_type
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relkind IN ('r', 'v', 'm') AND a.attnum > 0 AND NOT a.attisdropped AND n.nspname NOT LIKE 'pg\_toast%'
        AND n.nspname NOT LIKE 'pg\_temp%';

CREATE VIEW pg_catalog.svv_all_columns AS
    SELECT redshift_database()::varchar AS database_name, schema_name::varchar, table_name::varchar, column_name::varchar,
        ordinal_position::integer, column_default::varchar, CASE WHEN attnotnull THEN 'NO' ELSE 'YES' END::varchar AS is_nullable,
        data_type, CASE WHEN table_type <> 'EXTERNAL TABLE' THEN character_maximum_length END::integer AS character_maximum_length,
        numeric_precision::integer, numeric_scale::integer, remarks::varchar
    FROM redshift_columns WHERE NOT late_bound;

-- "Returns column metadata for all late-binding views in the database" (developer guide); the names and types of its columns
-- are given by who asks.
CREATE FUNCTION pg_catalog.pg_get_late_binding_view_cols() RETURNS SETOF record STABLE LANGUAGE sql AS $$
    SELECT schema_name, table_name, column_name,
        CASE WHEN typname IN ('varchar', 'bpchar', 'text') THEN data_type || '(' || character_maximum_length || ')'
             WHEN typname = 'numeric' THEN data_type || '(' || numeric_precision || ',' || numeric_scale || ')'
             ELSE data_type END::varchar, ordinal_position::integer
    FROM redshift_columns WHERE late_bound $$;

-- "SVV_TABLE_INFO is visible only to superusers", and "doesn't return any information for empty tables" (developer guide).
CREATE VIEW pg_catalog.svv_table_info AS
    SELECT redshift_database()::text AS "database", n.nspname::text AS "schema", c.oid AS table_id,
        CASE c.relkind WHEN 'm' THEN 'mv_tbl__' || c.relname || '__0' ELSE c.relname END::text AS "table", 'Y'::text AS encoded,
        'AUTO(EVEN)'::text AS diststyle, 'AUTO(SORTKEY)'::text AS sortkey1, NULL::integer AS max_varchar,
        NULL::character(32) AS sortkey1_enc, 0::integer AS sortkey_num,
        ((pg_relation_size(c.oid) + 1048575) / 1048576)::bigint AS size, 0::numeric(10, 4) AS pct_used, 0::bigint AS empty,
        NULL::numeric(5, 2) AS unsorted, 0::numeric(5, 2) AS stats_off, greatest(c.reltuples, 0)::numeric(38, 0) AS tbl_rows,
        NULL::numeric(19, 2) AS skew_sortkey1, NULL::numeric(19, 2) AS skew_rows,
        greatest(c.reltuples, 0)::numeric(38, 0) AS estimated_visible_rows, NULL::text AS risk_event,
        NULL::numeric(12, 2) AS vacuum_sort_benefit, NULL::timestamp AS create_time
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'm') AND pg_relation_size(c.oid) > 0 AND n.nspname NOT LIKE 'pg\_%'
        AND n.nspname <> 'information_schema' AND redshift_table_type(n.oid) = 'TABLE';

CREATE VIEW pg_catalog.svv_redshift_tables AS
    SELECT database_name, schema_name, table_name, table_type, table_acl, remarks FROM svv_all_tables;

CREATE VIEW pg_catalog.svv_redshift_columns AS
    SELECT redshift_database()::varchar AS database_name, schema_name::varchar, table_name::varchar, column_name::varchar,
        ordinal_position::integer,
        CASE WHEN typname IN ('varchar', 'bpchar') THEN data_type || '(' || character_maximum_length || ')'
             WHEN typname = 'numeric' THEN data_type || '(' || numeric_precision || ',' || numeric_scale || ')'
             ELSE data_type END::varchar AS data_type,
        column_default::varchar, CASE WHEN attnotnull THEN 'NO' ELSE 'YES' END::varchar AS is_nullable,
        'none'::varchar AS encoding, false AS distkey, 0 AS sortkey, NULL::varchar AS column_acl, remarks::varchar
    FROM redshift_columns;

CREATE VIEW pg_catalog.svv_all_schemas AS
    SELECT redshift_database()::varchar AS database_name, nspname::varchar AS schema_name, nspowner::integer AS schema_owner,
        'local'::varchar AS schema_type, NULL::varchar AS schema_acl, NULL::varchar AS source_database, NULL::varchar AS schema_option
    FROM pg_namespace WHERE nspname NOT LIKE 'pg\_toast%' AND nspname NOT LIKE 'pg\_temp%';

CREATE VIEW pg_catalog.svv_redshift_databases AS
    SELECT redshift_database()::varchar AS database_name, 100 AS database_owner, 'local'::varchar AS database_type,
        NULL::varchar AS database_acl, NULL::varchar AS database_options, 'Snapshot Isolation'::varchar AS database_isolation_level;

GRANT SELECT ON svv_all_tables, svv_all_columns, svv_redshift_tables, svv_redshift_columns, svv_all_schemas,
    svv_redshift_databases, redshift_columns TO PUBLIC;

-- Redshift keeps primary and unique keys as information only ("Uniqueness, primary key, and foreign key constraints are informational
-- only; they are not enforced"), so duplicates must be possible here too.
CREATE FUNCTION pg_catalog.redshift_keys_inform_only() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER
    SET allow_system_table_mods = on AS $$
BEGIN
    UPDATE pg_index SET indisunique = false
    WHERE indisunique AND indexrelid >= 16384 AND indrelid IN (SELECT oid FROM pg_class c WHERE c.relkind = 'r');
END $$;
CREATE EVENT TRIGGER redshift_keys ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'ALTER TABLE', 'CREATE INDEX')
    EXECUTE FUNCTION redshift_keys_inform_only();
