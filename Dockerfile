# Build the wheel, then install it into a slim image that runs as nobody in particular.
FROM python:3.12-slim AS build
WORKDIR /src
COPY requirements/build.txt requirements/source.txt requirements/
RUN pip install --no-cache-dir --require-hashes -r requirements/build.txt
RUN pip wheel --no-cache-dir --require-hashes --no-deps --no-build-isolation --wheel-dir /wheels -r requirements/source.txt
COPY pyproject.toml README.md LICENSE ./
COPY postergen postergen
COPY templates templates
COPY assets assets
RUN pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /wheels .

FROM python:3.12-slim
# FriBiDi lets Pillow shape Arabic, Hebrew and Indic scripts
RUN apt-get update \
    && apt-get install -y --no-install-recommends libfribidi0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 postergen \
    && install -d -o postergen /data
# what the locks say, with their hashes; this layer changes only with them
COPY requirements/product.txt requirements/postgres.txt requirements/wishes.txt requirements/batch.txt requirements/redis.txt /requirements/
RUN pip install --no-cache-dir --require-hashes -r /requirements/product.txt -r /requirements/postgres.txt -r /requirements/wishes.txt -r /requirements/batch.txt -r /requirements/redis.txt
COPY --from=build /wheels /wheels
RUN pip install --no-cache-dir --no-deps --no-index /wheels/*.whl && pip check && rm -rf /wheels
USER postergen
WORKDIR /data
VOLUME /data
ENV POSTERGEN_DATABASE_URL=sqlite:////data/postergen.db PYTHONUTF8=1
EXPOSE 8000
# not through a proxy, which urllib would ask
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s \
    CMD ["python", "-c", "from http.client import HTTPConnection as To; c = To('127.0.0.1', 8000, timeout=2); c.request('GET', '/healthz'); exit(c.getresponse().status != 200)"]
# granian is the one process manager: it starts the workers and replaces those that die
CMD ["postergen", "serve", "--host", "0.0.0.0", "--workers", "2"]
