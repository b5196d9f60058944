# A Connect worker with this plugin: Kafka's own image plus the unpacked zip, nothing else.
# Build after `mvn package`:  docker build -f docker/connect.Dockerfile --build-arg VERSION=0.1.0 .
ARG KAFKA_IMAGE=apache/kafka:4.1.2
FROM ${KAFKA_IMAGE}
ARG VERSION=0.1.0
ADD target/connectredshift-kafka-connect-redshift-source-${VERSION}.tar.gz /opt/kafka/plugins/
CMD ["/opt/kafka/bin/connect-distributed.sh", "/opt/kafka/config/connect-distributed.properties"]
