# A Connect worker with this plugin: Kafka's own image plus the unpacked plugin, nothing else.
# Build after `mvn package`:  docker build -f docker/connect.Dockerfile -t kafka-connect-redshift:0.1.0 .
# Run it with your worker's settings, plugin.path=/opt/kafka/plugins among them, in place of the file that CMD names.
ARG KAFKA_IMAGE=apache/kafka:4.3.1
FROM ${KAFKA_IMAGE}
ARG VERSION=0.1.0
# Owned by root and not writable by the image's own user (appuser), who runs the worker.
ADD target/connectredshift-kafka-connect-redshift-source-${VERSION}.tar.gz /opt/kafka/plugins/
EXPOSE 8083
CMD ["/opt/kafka/bin/connect-distributed.sh", "/opt/kafka/config/connect-distributed.properties"]
