FROM debian:trixie-slim
RUN mkdir -p /etc/postgresql-common \
 && echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.conf \
 && apt-get update \
 && apt-get install -y --no-install-recommends postgresql-17 \
 && rm -rf /var/lib/apt/lists/*
ENV LANG=C.UTF-8
COPY postgres.sh /
ENTRYPOINT ["/postgres.sh"]
