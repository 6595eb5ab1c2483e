# What docker-compose.yml uses of the official image of PostgreSQL, from Debian's package; for docker/test-image only.
FROM aaas-test-debian
RUN apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >/dev/null \
 && ln -s /usr/lib/postgresql/*/bin/* /usr/local/bin/ \
 && install -d -o postgres -m 0700 /var/lib/postgresql/data && install -d -o postgres /run/postgresql
COPY postgres-entrypoint /usr/local/bin/
ENV PGDATA=/var/lib/postgresql/data
VOLUME /var/lib/postgresql/data
USER postgres
STOPSIGNAL SIGINT
EXPOSE 5432
ENTRYPOINT ["postgres-entrypoint"]
