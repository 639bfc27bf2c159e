# Build the wheel, then install it into a slim image that runs as nobody in particular.
FROM python:3.12-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY postergen postergen
COPY templates templates
COPY assets assets
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheels .

FROM python:3.12-slim
# FriBiDi lets Pillow shape Arabic, Hebrew and Indic scripts
RUN apt-get update \
    && apt-get install -y --no-install-recommends libfribidi0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 postergen \
    && install -d -o postergen /data
COPY --from=build /wheels /wheels
RUN pip install --no-cache-dir "$(ls /wheels/*.whl)[postgres]" && rm -rf /wheels
USER postergen
WORKDIR /data
VOLUME /data
ENV POSTERGEN_DATABASE_URL=sqlite:////data/postergen.db
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
# granian is the one process manager: it starts the workers and replaces those that die
CMD ["postergen", "serve", "--host", "0.0.0.0", "--workers", "2"]
