# The local Redshift of the tests and of compose.yaml: for tests and demonstrations, never for data.
# Build after `mvn package`:  docker build -f docker/redshift.Dockerfile -t local-redshift:0.1.0 .
# Arguments are name=value, as in src/test/java/connect/redshift/emulator/Server.java.
ARG JAVA_IMAGE=eclipse-temurin:21.0.9_10-jre-noble
FROM ${JAVA_IMAGE}
# PostgreSQL refuses to run as root.
RUN useradd --system --create-home redshift
COPY target/docker/redshift /opt/redshift/lib
COPY target/classes /opt/redshift/classes
COPY target/test-classes /opt/redshift/test-classes
USER redshift
WORKDIR /home/redshift
EXPOSE 8439 5439
ENTRYPOINT ["java", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", \
    "/opt/redshift/test-classes:/opt/redshift/classes:/opt/redshift/lib/*", "connect.redshift.emulator.Server", \
    "listen=0.0.0.0"]
