# One image for web, worker and beat; what runs is said in docker-compose.yml.
FROM python:3.12-slim-bookworm AS packages
COPY requirements.txt requirements-uv.txt ./
RUN pip install --no-cache-dir --require-hashes -r requirements-uv.txt \
 && python -m venv /opt/liaison \
 && uv pip install --no-cache --python /opt/liaison/bin/python --require-hashes -r requirements.txt

FROM python:3.12-slim-bookworm
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --create-home liaison
COPY --from=packages /opt/liaison /opt/liaison
WORKDIR /app
COPY . .
ENV PATH=/opt/liaison/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
# The folders are made here so that a new volume takes over their owner.
RUN mkdir -p var/media var/mail \
 && SECRET_KEY=build DEBUG=0 python manage.py collectstatic --noinput \
 && chown -R liaison:liaison var
USER liaison
EXPOSE 8000
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--workers", "4", "--worker-class", "sync", "--no-control-socket", "--worker-tmp-dir", "/dev/shm"]
