#!/bin/sh
# Put the secrets of /run/secrets into the environment of the one program that needs them, and start it.
set -eu
for naam in SECRET_KEY DATABASE_URL EMAIL_URL; do
  if [ -r "/run/secrets/$naam" ]; then
    export "$naam=$(cat "/run/secrets/$naam")"
  fi
done
exec "$@"
