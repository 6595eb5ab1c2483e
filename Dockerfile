# The service with the Claude Code CLI and its sandbox. docker-compose.yml says how to run it, docs/operations.md more.

FROM maven:3-eclipse-temurin-25 AS build
WORKDIR /build
COPY mvnw pom.xml ./
# Without sources: fetches what does not change with them.
RUN ./mvnw -B -ntp -q package -DskipTests -Dmaven.test.skip -Dexec.skip -Dspring-boot.repackage.skip
COPY src/main src/main
RUN ./mvnw -B -ntp -q package -DskipTests -Dmaven.test.skip -Dexec.skip
RUN java -Djarmode=tools -jar target/aaas-*.jar extract --layers --application-filename aaas.jar --destination layers \
 && library="org/sqlite/native/Linux/$(uname -m)/libsqlitejdbc.so" \
 && (cd layers && jar -xf dependencies/lib/sqlite-jdbc-*.jar "$library" && mkdir native && mv "$library" native)

FROM node:24-slim AS claude
WORKDIR /build
COPY build/fetch-claude pom.xml ./
RUN ./fetch-claude "$(sed -n 's:.*<claude.newest>\(.*\)</claude.newest>.*:\1:p' pom.xml)" /opt/claude

FROM eclipse-temurin:25-jre
RUN apt-get update -qq \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
      bubblewrap ca-certificates curl git ripgrep tini \
 && rm -rf /var/lib/apt/lists/* /var/log/apt /var/log/dpkg.log /var/cache/ldconfig \
 && groupadd --gid 10001 aaas \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin aaas \
 && install -d -o 10001 -g 10001 -m 0700 /data /workspaces
COPY --from=claude /opt/claude /opt/claude
COPY --from=build /build/layers/dependencies /app
COPY --from=build /build/layers/native /app/native
COPY LICENSE docker/java.args /app/
COPY --from=build /build/layers/application /app
ENV LANG=C.UTF-8 LC_ALL=C.UTF-8 \
    HOST=0.0.0.0 PORT=8000 DATA_DIR=/data WORKSPACES_DIR=/workspaces \
    CLAUDE_CODE_PATH=/opt/claude/claude
# Runs it once, on a database that is thrown away, to learn which classes it needs and how it comes up; the cache is
# written at the end of the process. With C1 only: what C2 had compiled it would compile at each start, at once.
RUN export DATA_DIR=/tmp/training WORKSPACES_DIR=/tmp/training HOST=127.0.0.1 SANDBOX=none LOG_LEVEL=WARNING; \
    java @/app/java.args -XX:TieredStopAtLevel=1 -XX:AOTCacheOutput=/app/aaas.aot -Dlogging.level.io.aaas.VirtualThreadWatchdog=off \
      -jar /app/aaas.jar & \
    curl -sS --fail --retry 300 --retry-delay 1 --retry-all-errors -o /dev/null -o /dev/null \
      "http://127.0.0.1:$PORT/actuator/health/readiness" "http://127.0.0.1:$PORT/health" 2>/dev/null \
 && kill $! && { wait $! || true; } && chmod 0444 /app/aaas.aot && rm -rf /tmp/*

ARG VERSION=development
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Agent as a Service" \
      org.opencontainers.image.description="A REST service that runs many Claude Code processes and makes them dependable." \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"
WORKDIR /app
USER 10001:10001
VOLUME ["/data", "/workspaces"]
EXPOSE 8000
HEALTHCHECK --interval=5s --timeout=4s --start-period=60s \
  CMD curl -sS --fail-with-body "http://127.0.0.1:$PORT/actuator/health/readiness" || exit 1
# tini reaps what agents leave behind and passes SIGTERM on.
ENTRYPOINT ["tini", "--", "java", "@/app/java.args", "-XX:AOTCache=/app/aaas.aot", "-jar", "/app/aaas.jar"]
