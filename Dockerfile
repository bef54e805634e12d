# The application only; PostgreSQL and Redis run beside it (docker-compose.yml).
FROM python:3.11-slim AS build
WORKDIR /build
COPY requirements.txt .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --disable-pip-version-check -r requirements.txt

FROM python:3.11-slim
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUTF8=1 \
    WUSHAN_MODE=production \
    MEDIA_ROOT=/data/media
# Credit reports are printed with Noto CJK; without it they are refused rather than printed as boxes.
RUN apt-get update && apt-get install -y --no-install-recommends fonts-noto-cjk && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin wushan
COPY --from=build /venv /venv
WORKDIR /app
COPY . .
# Collecting static files needs production settings but no real secret: throw-away ones live for this one command only.
RUN set -a && eval "$(WUSHAN_MODE=local python manage.py generate_keys)" && rm -rf .local \
    && ALLOWED_HOSTS=build SITE_URL=http://build DATABASE_URL=postgres://build/build REDIS_URL=redis://build \
       python manage.py collectstatic --no-input \
    && mkdir -p .local /data/media && chown -R wushan:wushan .local /data
USER wushan
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=10s --start-period=40s --retries=4 CMD ["python", "-m", "wushan_credit.probe"]
CMD ["gunicorn", "wushan_credit.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "3", \
     "--threads", "4", "--timeout", "60", "--worker-tmp-dir", "/dev/shm", "--access-logfile", "-", "--logger-class", "wushan_credit.access_log.ScrubbedLogger", "--no-control-socket"]
