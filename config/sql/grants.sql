-- What the connector's database user needs, for tables of schema "sales" that user "etl" makes and fills.
-- Run the one section that is about your user, as a superuser or as the owner of schema and tables. Nothing else is
-- needed: no TEMP, no CREATE, no INSERT.
-- ALTER DEFAULT PRIVILEGES reaches tables that are made later, by that one user; repeat it for each that makes tables.
-- A late-binding view wants SELECT on itself, and USAGE on the external schema where it reads one.

-- == user: redshift.db.user with temporary credentials; for a password or a secret, give it one with ALTER USER
CREATE USER kafka_connect PASSWORD DISABLE;
GRANT USAGE ON SCHEMA sales TO kafka_connect;
GRANT SELECT ON ALL TABLES IN SCHEMA sales TO kafka_connect;
ALTER DEFAULT PRIVILEGES FOR USER etl IN SCHEMA sales GRANT SELECT ON TABLES TO kafka_connect;

-- == caller: the connector's own IAM role; IAM:<name> for an IAM user. Redshift makes this user at its first login, too.
CREATE USER "IAMR:kafka-connect" PASSWORD DISABLE;
GRANT USAGE ON SCHEMA sales TO "IAMR:kafka-connect";
GRANT SELECT ON ALL TABLES IN SCHEMA sales TO "IAMR:kafka-connect";
ALTER DEFAULT PRIVILEGES FOR USER etl IN SCHEMA sales GRANT SELECT ON TABLES TO "IAMR:kafka-connect";

-- == role: a role of the database that several users may have; here the caller's
CREATE ROLE kafka_connect_reader;
GRANT USAGE ON SCHEMA sales TO ROLE kafka_connect_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA sales TO ROLE kafka_connect_reader;
ALTER DEFAULT PRIVILEGES FOR USER etl IN SCHEMA sales GRANT SELECT ON TABLES TO ROLE kafka_connect_reader;
CREATE USER "IAMR:kafka-connect" PASSWORD DISABLE;
GRANT ROLE kafka_connect_reader TO "IAMR:kafka-connect";

-- == group: a group, as redshift.db.groups names one
CREATE GROUP kafka_connect_readers;
GRANT USAGE ON SCHEMA sales TO GROUP kafka_connect_readers;
GRANT SELECT ON ALL TABLES IN SCHEMA sales TO GROUP kafka_connect_readers;
ALTER DEFAULT PRIVILEGES FOR USER etl IN SCHEMA sales GRANT SELECT ON TABLES TO GROUP kafka_connect_readers;
CREATE USER kafka_connect PASSWORD DISABLE;
ALTER GROUP kafka_connect_readers ADD USER kafka_connect;
