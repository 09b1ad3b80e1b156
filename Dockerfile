# Two stages: the first has pip, the second only what runs.
FROM python:3.11-slim AS build
WORKDIR /build
RUN python -m venv /opt/monitor && /opt/monitor/bin/pip install --no-cache-dir --upgrade pip
COPY pyproject.toml README.md LICENSE ./
COPY monitor ./monitor
RUN /opt/monitor/bin/pip install --no-cache-dir . \
 && /opt/monitor/bin/pip uninstall --yes pip setuptools

FROM python:3.11-slim
# Chinese letters for the pictures: 1.6 MB, and without them the pictures are in English.
RUN apt-get update && apt-get install --yes --no-install-recommends fonts-wqy-microhei \
 && rm -rf /var/lib/apt/lists/*
RUN groupadd --gid 10001 monitor && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /app monitor \
 && install -d -o monitor -g monitor /data /app
COPY --from=build /opt/monitor /opt/monitor
WORKDIR /app
COPY monitor.yaml ./
COPY rules ./rules
COPY seeds ./seeds
ENV PATH=/opt/monitor/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MONITOR_STORE=/data/monitor.db
USER 10001:10001
VOLUME /data
# The store says when the last tick was: a process that lives but does nothing is not healthy.
HEALTHCHECK --interval=60s --timeout=10s --start-period=30s CMD ["monitor", "status", "--healthy"]
ENTRYPOINT ["monitor"]
CMD ["run"]
