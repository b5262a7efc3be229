# One image for the five processes and cw, one for the edge; docker-compose.yml
# says which runs where. It is built from what Debian 12 has.
FROM debian:bookworm-slim AS edge
RUN apt-get update \
    && apt-get install -y --no-install-recommends nginx-light \
    && rm -rf /var/lib/apt/lists/*
ARG CW_BUILD=local
LABEL commonweal.build=$CW_BUILD
COPY tools/edge/nginx.conf /etc/nginx/nginx.conf
USER www-data
CMD ["nginx", "-g", "daemon off;"]

FROM debian:bookworm-slim AS build
WORKDIR /src
COPY tools/install tools/install
RUN tools/install build && tools/install web
# Whose build this is, so that a test can take away what it made.
ARG CW_BUILD=local
LABEL commonweal.build=$CW_BUILD
COPY . .
RUN cmake --preset release \
    && cmake --build --preset release --target \
        registry grants fundraising notification gateway cw web \
    && ctest --preset release -R "^hardening_test$" \
    && install -s -D -t /out build/release/bin/registry \
        build/release/bin/grants build/release/bin/fundraising \
        build/release/bin/notification build/release/bin/gateway \
        build/release/bin/cw \
    && mv build/release/web /out-web

FROM debian:bookworm-slim AS commonweal
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates \
        libcurl3-gnutls libczmq4 libjansson4 libmicrohttpd12 libsodium23 \
        libsqlite3-0 libzmq5 zlib1g \
    && rm -rf /var/lib/apt/lists/*
# A new volume takes its owner from the folder it is mounted on.
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin commonweal \
    && install -d -m 0700 -o commonweal -g commonweal /data /data/run \
        /data/registry /data/grants /data/fundraising /data/notification \
        /data/backups /data/keys
COPY --from=build /out/ /usr/local/bin/
# The gateway looks for the web pages beside its own folder.
COPY --from=build /out-web/ /usr/local/web/
ENV CW_DATA=/data
USER commonweal
WORKDIR /data
CMD ["cw", "--help"]
