# Build the wheel and an environment for it; then carry that into a bare Debian, without pip and compiler, that runs as
# nobody in particular. How the base's digest was found, and finds the next: docs/deploying.md.
ARG BASE=docker.io/library/debian:trixie-20260803-slim@sha256:3a39a0592364683e6bab97937b72cad5a8fa6dcbbee90edb3bb48c7f8e94f258

FROM ${BASE} AS build
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates python3-venv
WORKDIR /src
COPY requirements/build.txt requirements/source.txt requirements/
RUN python3 -m venv /build \
    && /build/bin/pip install --no-cache-dir --require-hashes -r requirements/build.txt
# what the locks say, with their hashes; these layers change only with them
COPY requirements/product.txt requirements/postgres.txt requirements/redis.txt requirements/wishes.txt requirements/batch.txt requirements/
RUN python3 -m venv --without-pip /opt/postergen \
    && /build/bin/pip wheel --no-cache-dir --require-hashes --no-deps --no-build-isolation --wheel-dir /wheels -r requirements/source.txt \
    && /build/bin/pip --python /opt/postergen install --no-cache-dir --no-deps --no-index /wheels/*.whl \
    && /build/bin/pip --python /opt/postergen install --no-cache-dir --require-hashes \
        -r requirements/product.txt -r requirements/postgres.txt -r requirements/redis.txt -r requirements/wishes.txt -r requirements/batch.txt
COPY pyproject.toml README.md LICENSE ./
COPY postergen postergen
COPY templates templates
COPY assets assets
RUN /build/bin/pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /wheel . \
    && /build/bin/pip --python /opt/postergen install --no-cache-dir --no-deps --no-index /wheel/*.whl \
    && /build/bin/pip --python /opt/postergen check
# what is inside, as CycloneDX, and every licence text beside it
COPY requirements/sbom.txt requirements/
COPY docs/licences.md LICENSE /usr/share/doc/postergen/
RUN python3 -m venv /sbom \
    && /sbom/bin/pip install --no-cache-dir --require-hashes -r requirements/product.txt -r requirements/sbom.txt \
    && /sbom/bin/cyclonedx-py environment --output-reproducible --gather-license-texts --pyproject pyproject.toml \
        --output-file /usr/share/doc/postergen/sbom.json /opt/postergen

FROM ${BASE}
LABEL org.opencontainers.image.title="postergen" org.opencontainers.image.licenses="MIT" \
    org.opencontainers.image.source="https://github.com/postergen/postergen"
# FriBiDi lets Pillow shape Arabic, Hebrew and Indic scripts; pg_dump makes the backups of a PostgreSQL
RUN apt-get update \
    && apt-get upgrade -y \
    && apt-get install -y --no-install-recommends ca-certificates libfribidi0 postgresql-client python3 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 postergen \
    && install -d -o postergen -g postergen /data
COPY --from=build /opt/postergen /opt/postergen
COPY --from=build /usr/share/doc/postergen /usr/share/doc/postergen
USER 10001:10001
WORKDIR /data
VOLUME /data
ENV PATH=/opt/postergen/bin:/usr/bin:/bin POSTERGEN_DATABASE_URL=sqlite:////data/postergen.db PYTHONUTF8=1
EXPOSE 8000
# not through a proxy, which urllib would ask
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s \
    CMD ["python3", "-c", "from http.client import HTTPConnection as To; c = To('127.0.0.1', 8000, timeout=2); c.request('GET', '/healthz'); exit(c.getresponse().status != 200)"]
# granian is the one process manager: it starts the workers, replaces those that die, and at SIGTERM lets them finish
CMD ["postergen", "serve", "--host", "0.0.0.0", "--workers", "2"]
