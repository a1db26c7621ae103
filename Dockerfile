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
      # The scripts that citizens write, in print; ./run fonts installs the same.
      fonts-noto-core fonts-noto-cjk \
      ca-certificates postgresql-common \
 # pg_dump has to be as new as the server of docker-compose.yml.
 && /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y \
 && apt-get install -y --no-install-recommends postgresql-client-16 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --create-home liaison
COPY --from=packages /opt/liaison /opt/liaison
WORKDIR /app
COPY . .
ENV PATH=/opt/liaison/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
# The folders are made here so that a new volume takes over their owner.
RUN mkdir -p var/media /backups \
 && SECRET_KEY="$(python -c 'import secrets; print(secrets.token_hex(40))')" \
    SITE_URL=https://build.invalid ALLOWED_HOSTS=build.invalid MAIL_NOT_SENT=1 python manage.py collectstatic --noinput \
 && chown -R liaison:liaison var /backups
USER liaison
EXPOSE 8000
CMD ["gunicorn", "config.wsgi", "--config", "config/gunicorn.py", "--bind", "0.0.0.0:8000", "--no-control-socket", "--worker-tmp-dir", "/dev/shm"]
