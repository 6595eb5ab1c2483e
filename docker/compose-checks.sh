# shellcheck shell=bash disable=SC2154,SC2034
# docker/test-image's checks of docker-compose.yml: sourced, not run.

compose_program=(docker-compose)

compose() {
  AAAS_IMAGE=$image PORT=$port PROMETHEUS_PORT=$prometheus_port GRAFANA_PORT=$grafana_port \
    "${compose_program[@]}" --project-name "$name" --file docker-compose.yml "$@" 2>"$work/compose.log"
}

service() {
  compose ps --quiet "$1" | sed -n 1p
}

is_up() {
  current=$(service aaas) && [[ -n $current ]] &&
    [[ $(docker inspect --format '{{.State.Health.Status}}' "$current") == healthy ]]
}

is_dead() {
  [[ $(docker inspect --format '{{.State.Running}} {{.State.ExitCode}}' "$current") == 'false 137' ]]
}

# With every Compose there is here, the profiles with the newest.
compose_test() {
  local candidate version versions=()
  prometheus_port=$(free_port) grafana_port=$(free_port)
  for candidate in docker-compose "$docker_program compose" "$work/docker-compose"; do
    version=$($candidate version --short 2>/dev/null) || continue
    [[ " ${versions[*]} " != *" $version "* ]] || continue
    versions+=("$version")
    read -ra compose_program <<<"$candidate"
    echo "Compose $version"
    service_test
    if [[ $version != 1.* ]]; then own_proc_test; fi
    check "down" compose down --volumes
  done
  ((${#versions[@]})) || fail "there is no Compose"
  monitoring_test
  postgres_test
}

service_test() {
  local agent
  unset MODEL_BACKEND
  check "the file, with its profiles" compose --profile postgres --profile monitoring config --quiet
  check "up" compose up --detach --no-build
  key=''
  check "without credentials not ready" wait_for 60 status_is 503 /actuator/health/readiness
  export MODEL_BACKEND=offline
  check "up with the offline model" compose up --detach --no-build
  check "healthy" wait_for 60 is_up
  compose exec -T aaas sh -c "$(sed -n "s/^docker compose exec aaas sh -c '\(.*\)'$/\1/p" README.md)" >"$work/reply"
  check "the README's query" grep -q '"response":"\[offline model\] Hello"' "$work/reply"
  agent=$(create '{"name":"composed"}')
  check "a turn" turn "$agent" 'My name is Grace.' 'Grace'
  check "kill" compose kill
  check "it is dead" is_dead
  check "up again" compose up --detach --no-build
  check "healthy" wait_for 60 is_up
  check "the next message remembers" turn "$agent" '!history' 'My name is Grace.'
  backup_test "$agent" 1
}

# The commands of docs/operations.md, and what is there afterwards: their number, and of which agent.
backup_test() {
  check "a backup" documented Backup "$2"
  check "healthy" wait_for 60 is_up
  check "a turn that is not in it" turn "$1" 'Forget this.' 'Forget'
  check "it is restored, with nothing else left" documented Backup $(($2 + 1))
  check "healthy" wait_for 90 is_up
  check "the next message remembers" turn "$1" '!history' 'My name is'
  check "and nothing that came later" not_in_reply 'Forget this.'
}

# Runs a block of commands of docs/operations.md by its heading and number.
documented() {
  local commands
  commands=$(awk -v heading="## $1" -v number="$2" '/^## / { inside = $0 == heading } !inside { next }
    /^```/ { if (open = !open) block++; next } open && block == number' docs/operations.md |
    sed "s:docker compose:compose:; s: *#.*::; s:aaas-[^/]*\.tar\.gz:$work/backup.tar.gz:; s:aaas-[^/]*\.sql:$work/backup.sql:
      s:\$: || return 1:")
  [[ -n $commands ]] && eval "$commands" >"$work/documented.log" 2>&1
}

own_proc_test() {
  local agent
  check "up with docker/own-proc.yml" compose --file docker/own-proc.yml up --detach --no-build
  check "healthy" wait_for 60 is_up
  agent=$(create '{"config":{"allowed_tools":["Bash"]}}')
  check "an agent sees its own processes only" tool "$agent" 'cat /proc/1/comm' 'bwrap'
}

monitoring_test() {
  local agent expression
  echo "Compose, profile monitoring"
  check "up" compose up --detach --no-build
  check "healthy" wait_for 60 is_up
  key=''
  agent=$(create '{"name":"watched"}')
  check "a turn" turn "$agent" 'Hello' 'Hello'
  image "$(image_of prometheus)" make_service || fail "no image of Prometheus"
  check "Prometheus up" compose up --detach --no-build prometheus
  check "it scrapes the service" wait_for 60 prometheus_has 'up{job="aaas"} == 1'
  while read -r expression; do
    check "the dashboard's $expression" wait_for 60 prometheus_has "$expression"
  done < <(sed -n 's/.*"expr": "\(.*\)", "legendFormat".*/\1/p' docker/grafana/dashboards/aaas.json | sed 's/\\"/"/g')
  if [[ -e $work/no-registry ]]; then
    echo "  --  Grafana is in no Debian package, and cannot be pulled here: its provisioning was not tried"
  else
    check "Grafana up" compose up --detach --no-build grafana
    check "it has the dashboard" wait_for 90 curl --silent --fail --output /dev/null \
      "http://admin:admin@127.0.0.1:$grafana_port/api/dashboards/uid/aaas"
  fi
  check "down" compose --profile monitoring down --volumes
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
  check "kill all" compose kill
  check "it is dead" is_dead
  check "up again" compose up --detach --no-build
  check "healthy" wait_for 90 is_up
  check "the next message remembers" turn "$agent" '!history' 'My name is Edsger.'
  send "$agent" '!slow 6'
  check "a turn runs" wait_for 20 is_busy "$agent"
  check "stop, the service and its database together" compose stop
  check "up again" compose up --detach --no-build
  check "healthy" wait_for 90 is_up
  check "the turn was completed" ended "$message" completed
  backup_test "$agent" 3
  check "down" compose down --volumes
  unset COMPOSE_PROFILES
}

image_of() {
  sed -n "/^  $1:/,/image:/s/.*image: //p" docker-compose.yml
}

prometheus_has() {
  curl --silent --get --data-urlencode "query=$1" "http://127.0.0.1:$prometheus_port/api/v1/query" |
    grep '"value":\[' >/dev/null
}
