FROM python:3.13-slim AS build
RUN python -m venv /venv
COPY requirements.txt /
RUN /venv/bin/pip install --no-cache-dir -r /requirements.txt

FROM python:3.13-slim
RUN apt-get update && apt-get install -y --no-install-recommends postgresql-client && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 1000 --create-home rapport && install -d -o rapport /data
COPY --from=build /venv /venv
WORKDIR /app
COPY . .
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    APP_ENVIRONMENT=production DATA_DIR=/data HOST=0.0.0.0 PORT=8000
# The files' names carry their contents' hash; a key is needed to start, not to collect.
RUN SECRET_KEY=collecting-static-files-needs-some-key-but-signs-nothing DATA_DIR=/tmp/build \
    python manage.py collectstatic --noinput && mv /tmp/build/static /app/collected && chown -R rapport /app/collected
ENV STATIC_DIR=/app/collected
USER rapport
VOLUME /data
EXPOSE 8000
HEALTHCHECK --start-period=30s CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(u.Request('http://127.0.0.1:' + os.environ['PORT'] + '/health', headers={'Host': os.environ['ALLOWED_HOSTS'].split(',')[0]}))"]
CMD ["sh", "-c", "python manage.py migrate --noinput && exec gunicorn crm.wsgi"]
