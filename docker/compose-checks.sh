# shellcheck shell=bash disable=SC2154,SC2034
# docker/test-image's checks of docker-compose.yml: sourced, not run.

compose() {
  local program=(docker-compose)
  if docker compose version >/dev/null 2>&1; then program=("$docker_program" compose); fi
  AAAS_IMAGE=$image PORT=$port PROMETHEUS_PORT=$prometheus_port GRAFANA_PORT=$grafana_port \
    "${program[@]}" --project-name "$name" --file docker-compose.yml "$@" 2>"$work/compose.log"
}

service() {
  compose ps --quiet "$1" | sed -n 1p
}

is_up() {
  current=$(service aaas) && [[ -n $current ]] &&
    [[ $(docker inspect --format '{{.State.Health.Status}}' "$current") == healthy ]]
}

compose_test() {
  prometheus_port=$(free_port) grafana_port=$(free_port) key=''
  local agent
  echo "Compose $(docker compose version --short 2>/dev/null || docker-compose version --short)"
  check "the file" compose config --quiet
  check "up" compose up --detach --no-build
  check "without credentials not ready" wait_for 60 status_is 503 /actuator/health/readiness
  export MODEL_BACKEND=offline
  check "up with the offline model" compose up --detach --no-build
  check "healthy" wait_for 60 is_up
  compose exec -T aaas sh -c "$(sed -n "s/^docker compose exec aaas sh -c '\(.*\)'$/\1/p" README.md)" >"$work/reply"
  check "the README's query" grep -q '"response":"\[offline model\] Hello"' "$work/reply"
  agent=$(create '{"name":"composed"}')
  check "a turn" turn "$agent" 'My name is Grace.' 'Grace'
  check "kill" compose kill --signal KILL
  check "up again" compose up --detach --no-build
  check "healthy" wait_for 60 is_up
  check "the next message remembers" turn "$agent" '!history' 'My name is Grace.'
  monitoring_test
  check "down" compose down --volumes
  postgres_test
}

monitoring_test() {
  local expression
  echo "Compose, profile monitoring"
  image "$(image_of prometheus)" make_service || fail "no image of Prometheus"
  check "Prometheus up" compose up --detach --no-build prometheus
  check "it scrapes the service" wait_for 60 prometheus_has 'up{job="aaas"} == 1'
  while read -r expression; do
    check "the dashboard's $expression" wait_for 60 prometheus_has "$expression"
  done < <(sed -n 's/.*"expr": "\(.*\)", "legendFormat".*/\1/p' docker/grafana/dashboards/aaas.json | sed 's/\\"/"/g')
  if [[ -e $work/no-registry ]]; then
    echo "  --  Grafana is in no Debian package, and cannot be pulled here: its provisioning was not tried"
    return
  fi
  check "Grafana up" compose up --detach --no-build grafana
  check "it has the dashboard" wait_for 90 curl --silent --fail --output /dev/null \
    "http://admin:admin@127.0.0.1:$grafana_port/api/dashboards/uid/aaas"
}

postgres_test() {
  local agent
  echo "Compose, profile postgres"
  image "$(image_of postgres)" make_service || fail "no image of PostgreSQL"
  export POSTGRES_PASSWORD=$canary DATABASE_URL=postgresql://aaas:$canary@postgres/aaas COMPOSE_PROFILES=postgres
  key=''
  check "up" compose up --detach --no-build
  check "healthy" wait_for 90 is_up
  call GET /actuator/health/readiness
  [[ $body == *postgresql* ]] || fail "the database is not PostgreSQL"
  agent=$(create '{"name":"in postgres"}')
  check "a turn" turn "$agent" 'My name is Edsger.' 'Edsger'
  check "kill all" compose kill --signal KILL
  check "up again" compose up --detach --no-build
  check "healthy" wait_for 90 is_up
  check "the next message remembers" turn "$agent" '!history' 'My name is Edsger.'
  check "down" compose down --volumes
  unset COMPOSE_PROFILES
}

image_of() {
  sed -n "/^  $1:/,/image:/s/.*image: //p" docker-compose.yml
}

prometheus_has() {
  curl --silent --get --data-urlencode "query=$1" "http://127.0.0.1:$prometheus_port/api/v1/query" |
    grep -q '"value":\['
}
