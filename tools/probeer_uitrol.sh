#!/usr/bin/env bash
# Follow docs/uitrol.md on a bare Debian, as root, on a machine that may be thrown away: extract its `sh` blocks and run
# them; start without systemd what systemd would; log in over nginx; lose everything; put it back.
#
#   tools/probeer_uitrol.sh          what it started it stops again; packages, user and files stay
set -euo pipefail
hier=$(cd "$(dirname "$0")/.." && pwd)
export BRON=$hier BEHEERDER_EMAIL=beheer@voorbeeld.test BEHEERDER_NAAM="Beheerder (voorbeeld)"
[ "$(id -u)" = 0 ] || { echo "Run this as root."; exit 1; }
[ ! -e /opt/samenleven ] || { echo "/opt/samenleven exists: not a bare machine."; exit 1; }
cluster=$(ls /usr/lib/postgresql 2>/dev/null | sort -n | tail -n 1 || true)
werk=$(mktemp -d)
gunicorn=""; nginx_aan=""; pg_aan=""
stop() {
  [ -z "$gunicorn" ] || kill "$gunicorn" 2>/dev/null || true
  [ -z "$nginx_aan" ] || nginx -s quit 2>/dev/null || true
  [ -z "$pg_aan" ] || pg_ctlcluster "$cluster" main stop || true
}
trap stop EXIT

# The blocks, one file each: 01, 02, ...; `sh stil` blocks end in .stil
awk -v map="$werk" '/^```sh/ {n++; uit=sprintf("%s/%02d%s", map, n, ($2=="stil") ? ".stil" : ""); aan=1; next}
  /^```/ {aan=0} aan {print > uit}' "$hier/docs/uitrol.md"
doe() { echo "== block $1"; cat "$werk/$1"; # shellcheck disable=SC1090
  source "$werk/$1"; }

doe 01
cluster=$(ls /usr/lib/postgresql | sort -n | tail -n 1)
pg_ctlcluster "$cluster" main status >/dev/null 2>&1 || { pg_ctlcluster "$cluster" main start; pg_aan=1; }
doe 02
doe 03
doe 04
sed -i 's#^EMAIL_URL=.*#EMAIL_URL=consolemail://#' /etc/samenleven.env  # no mail server here
doe 05
doe 06 | tee "$werk/begin.txt"
doe 07
doe 08
start() {
  ( cd /opt/samenleven; set -a
    while IFS= read -r regel; do case $regel in [A-Z]*=*) export "${regel%%=*}=${regel#*=}" ;; esac; done < /etc/samenleven.env
    exec setpriv --reuid samenleven --regid samenleven --init-groups .venv/bin/gunicorn -c deploy/gunicorn.conf.py samenleven.wsgi ) >>"$werk/gunicorn.log" 2>&1 &
  gunicorn=$!
  for _ in $(seq 60); do curl -fsS -o /dev/null http://127.0.0.1:8000/gezondheid/ 2>/dev/null && return; sleep 0.5; done
  cat "$werk/gunicorn.log"; exit 1
}
start
nginx; nginx_aan=1
haal() { curl --silent --show-error --cacert /etc/ssl/samenleven/fullchain.pem --resolve samenleven.example:443:127.0.0.1 \
  --resolve samenleven.example:80:127.0.0.1 --cookie "$werk/koek" --cookie-jar "$werk/koek" --max-time 30 "$@"; }
thuis=https://samenleven.example
eis() { echo "-- $1"; [ "$2" = "$3" ] || { echo "expected $3, got $2"; tail -n 5 "$werk/gunicorn.log"; exit 1; }; }
eis "http leads to https" "$(haal -o /dev/null -w '%{http_code} %{redirect_url}' http://samenleven.example/)" "301 $thuis/"
eis "the page over nginx" "$(haal -o "$werk/thuis.html" -w '%{http_code}' $thuis/)" 200
grep -q '<h1' "$werk/thuis.html"
eis "a static file, compressed" "$(haal -H 'Accept-Encoding: gzip' -o /dev/null -D - -w '%{http_code}' "$thuis$(grep -o '/static/[^"]*\.css' "$werk/thuis.html" | head -n 1)" | grep -ciE 'content-encoding: gzip|^200')" 2
eis "health" "$(haal -o /dev/null -w '%{http_code}' $thuis/gezondheid/)" 200
eis "no attachments in the web" "$(haal -o /dev/null -w '%{http_code}' $thuis/bestanden/)" 404
token() { grep -o 'name="csrfmiddlewaretoken" value="[^"]*"' "$1" | head -n 1 | cut -d'"' -f4; }
wachtwoord="proef-$(head -c 9 /dev/urandom | base64 | tr -dc a-zA-Z0-9)-lang"
link=$(grep -o "$thuis/account/wachtwoord/nieuw/[^ ]*" "$werk/begin.txt" | head -n 1)
echo "-- choose a password by the link of begin"
waar=$(haal -L -o "$werk/nieuw.html" -w '%{url_effective}' "$link")
eis "the password is taken" "$(haal -o /dev/null -w '%{http_code}' -e "$waar" --data-urlencode "csrfmiddlewaretoken=$(token "$werk/nieuw.html")" \
  --data-urlencode "password1=$wachtwoord" --data-urlencode "password2=$wachtwoord" "$waar")" 302
meld_aan() {
  rm -f "$werk/koek"
  haal -o "$werk/aan.html" $thuis/aanmelden/
  haal -o /dev/null -w '%{http_code}' -e $thuis/aanmelden/ --data-urlencode "csrfmiddlewaretoken=$(token "$werk/aan.html")" \
    --data-urlencode "login=$BEHEERDER_EMAIL" --data-urlencode "password=$wachtwoord" $thuis/aanmelden/
}
eis "log in over nginx" "$(meld_aan)" 302
samenleven-beheer laad_plan speerpunten/planbestand/samenleven-2022-2025.json --verbosity 0
haal -L -o "$werk/voor.html" $thuis/
doe 09
doe 10
echo "-- lose everything"
kill "$gunicorn"; wait "$gunicorn" 2>/dev/null || true; gunicorn=""
runuser -u postgres -- dropdb samenleven
rm -rf /var/lib/samenleven/bestanden
doe 02 2>/dev/null || runuser -u postgres -- createdb --owner samenleven --encoding UTF8 --template template0 samenleven
doe 11.stil
start
eis "log in after the restore" "$(meld_aan)" 302
eis "the plan is back" "$(haal -L $thuis/ | grep -c 'Beleidsplan Samenleven' | sed 's/^[1-9][0-9]*$/ja/')" ja
grep -q '"tekst": "GET / 200"' "$werk/gunicorn.log"
echo "Everything in docs/uitrol.md works."
