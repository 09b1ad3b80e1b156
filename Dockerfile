# build has pip and a shell, and makes /opt/monitor; whole is what runs; proof runs it once, and the image is not made unless all works.
FROM python:3.11-slim AS build
WORKDIR /build
RUN python -m venv --without-pip /opt/monitor
# Every package by its hash; what only pip and the building need stays in this stage.
COPY requirements.lock ./
RUN pip --python /opt/monitor/bin/python install --no-cache-dir --no-deps --require-hashes --only-binary :all: --requirement requirements.lock
COPY deploy/build.lock deploy/
RUN pip install --no-cache-dir --no-deps --require-hashes --only-binary :all: --requirement deploy/build.lock
COPY deploy/prune.py deploy/
RUN python deploy/prune.py /opt/monitor/lib/python3*/site-packages
COPY pyproject.toml README.md LICENSE ./
COPY monitor ./monitor
RUN pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir dist . \
 && pip --python /opt/monitor/bin/python install --no-cache-dir --no-deps dist/*.whl \
 && pip --python /opt/monitor/bin/python check
# The shipped rules compiled: the first start on an empty volume need not.
COPY rules ./rules
RUN cd / && /opt/monitor/bin/python -m monitor.reload.prepared /build/rules

FROM python:3.11-slim AS whole
# Chinese letters for the pictures: without them the pictures are in English.
RUN apt-get update && apt-get install --yes --no-install-recommends fonts-wqy-microhei \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/*-old /var/lib/dpkg/*-old /var/log/*
# The official image has no compiled standard library, and who may not write would compile it anew at each start.
RUN python -m compileall -q -x '/(test|tests|idlelib|lib2to3|ensurepip|site-packages|tkinter|turtledemo|pydoc_data|distutils|__phello__)/' \
    /usr/local/lib/python3.11
RUN groupadd --gid 10001 monitor && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /app monitor \
 && install -d -o monitor -g monitor /data /app
COPY --from=build /opt/monitor /opt/monitor
WORKDIR /app
COPY monitor.yaml ./
COPY rules ./rules
COPY seeds ./seeds
ENV PATH=/opt/monitor/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MONITOR_STORE=/data/monitor.db
USER 10001:10001

FROM whole AS proof
COPY deploy/prove.py deploy/room.py /tmp/deploy/
RUN python /tmp/deploy/prove.py /app && python /tmp/deploy/room.py > /tmp/room.txt

FROM whole
# What takes the room, by package: docker run --rm --entrypoint cat IMAGE /app/room.txt
COPY --from=proof /tmp/room.txt /app/
VOLUME /data
# The store says when the last tick was: a process that lives but does nothing is not healthy.
HEALTHCHECK --interval=60s --timeout=10s --start-period=30s CMD ["monitor", "status", "--healthy"]
ENTRYPOINT ["monitor"]
CMD ["run"]
# Last, because it is another one for every commit: docker build --build-arg COMMIT=$(git rev-parse HEAD) .
ARG COMMIT=""
ENV MONITOR_COMMIT=$COMMIT
LABEL org.opencontainers.image.title="policy-monitor" \
      org.opencontainers.image.description="Watches Chinese industrial policy sources and tells a Telegram channel what matters, and why." \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.revision="$COMMIT" \
      org.opencontainers.image.base.name="docker.io/library/python:3.11-slim"
