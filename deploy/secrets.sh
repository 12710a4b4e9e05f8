#!/bin/sh
# Prints the secrets of a new installation: `sh deploy/secrets.sh > deploy/.env`, then mode 600.
set -eu
for name in BOT_API_SECRET SESSION_KEY DESK_SECRET_KEY SEAL_KEYS POSTGRES_PASSWORD REDIS_PASSWORD RABBITMQ_PASSWORD; do
  printf '%s=%s\n' "$name" "$(head -c 36 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=\n')"
done
printf 'CITY=schaerbeek\nCHAT_HOST=chat.example.org\nDESK_HOST=desk.example.org\n'
