# shellcheck shell=bash disable=SC2154,SC2034
# What docker/test-image says, asks and checks: sourced, not run. Uses its $name, $image, $work, and docker/engine.sh.

hardened=(--read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges --memory 2g --pids-limit 2048
  --security-opt seccomp=docker/seccomp.json --security-opt apparmor=unconfined)
prometheus_port=0 grafana_port=0
status='' body='' key='' message='' current=''

fail() {
  echo "FAILED  $*" >&2
  [[ -z $body ]] || printf 'The last reply was %s %.2000s\n' "$status" "$body" >&2
  exit 1
}

check() {
  local what=$1
  shift
  "$@" || fail "$what"
  echo "  ok  $what"
}

# Tries until it succeeds, for so many seconds.
wait_for() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < end)) || return 1
    sleep 0.2
  done
}

free_port() {
  local candidate
  while candidate=$((20000 + RANDOM % 10000)); (: <"/dev/tcp/127.0.0.1/$candidate") 2>/dev/null; do :; done
  echo "$candidate"
}

port=$(free_port)

# Containers

build() {
  # BuildKit where the client has it; both can build it.
  local kit=1
  DOCKER_BUILDKIT=1 docker build --help >/dev/null 2>&1 || kit=0
  DOCKER_BUILDKIT=$kit docker build --network=host "$@" "$work/context" >"$work/build.log" 2>&1 ||
    { tail -n 30 "$work/build.log" >&2; fail "the build"; }
}

# Starts a container of the image, to be asked from now on.
run() {
  current=$name-$1 key=''
  shift
  docker run --detach --name "$current" --label "$name" --network "$name" --publish "127.0.0.1:$port:8000" "$@" "$image" \
    >/dev/null 2>"$work/run.log" || { cat "$work/run.log" >&2; fail "docker run"; }
}

# Removes everything with a label.
remove() {
  docker ps --all --quiet --filter "label=$1" | xargs -r docker rm --force --volumes >/dev/null 2>&1
  docker network ls --quiet --filter "label=$1" | xargs -r docker network rm >/dev/null 2>&1
}

remove_one() {
  docker rm --force --volumes "$name-$1" >/dev/null
}

show_logs() {
  local container
  for container in $(docker ps --all --quiet --filter "name=$name" 2>/dev/null); do
    echo "--- the log of $(docker inspect --format '{{.Name}}, {{.State.Status}}' "$container")"
    docker logs --tail 25 "$container" 2>&1 | cut -c 1-300
  done >&2
}

is_healthy() {
  [[ $(docker inspect --format '{{.State.Health.Status}}' "$name-$1") == healthy ]]
}

ends_saying() {
  wait_for 60 has_ended "$1" && docker logs "$name-$1" 2>&1 | grep -- "$2" >/dev/null &&
    [[ $(docker inspect --format '{{.State.ExitCode}}' "$name-$1") != 0 ]]
}

has_ended() {
  [[ $(docker inspect --format '{{.State.Status}}' "$name-$1") == exited ]]
}

# grep reads to the end: with -q the log would be cut off, which counts as a failure (pipefail).
logs_line() {
  docker logs "$name-$1" 2>&1 | grep -- "$2" >/dev/null
}

all_processes_are() {
  [[ $(docker top "$current" -o pid,uid | awk 'NR > 1 { print $2 }' | sort -u) == "$1" ]]
}

label_is() {
  [[ $(docker image inspect --format "{{index .Config.Labels \"$1\"}}" "$image") == "$2" ]]
}

no_match() {
  ! grep -E "$1" "$2" >&2
}

no_canary() {
  ! grep -rl -- "$canary" "$1" >&2
}

# The API

json() {
  local text=$1
  text=${text//\\/\\\\}
  printf '"%s"' "${text//\"/\\\"}"
}

# METHOD PATH [BODY] [curl's options]: sets status and body.
call() {
  local method=$1 path=$2 data=${3-}
  shift $(($# < 3 ? $# : 3))
  [[ -n $key ]] || key=$(docker exec "$current" cat /data/admin.key 2>/dev/null) || true
  body=$(curl --silent --max-time 150 --request "$method" --header "X-API-Key: $key" \
    --header 'Content-Type: application/json' ${data:+--data "$data"} --write-out '\n%{http_code}' "$@" \
    "http://127.0.0.1:$port$path") || true
  status=${body##*$'\n'} body=${body%$'\n'*}
}

# The first string of that name in the last reply.
field() {
  grep -o "\"$1\":\"[^\"]*\"" <<<"$body" | sed -n '1s/.*:"\(.*\)"/\1/p'
}

answers() {
  call GET "$1" && [[ $status != 000 ]]
}

status_is() {
  call GET "$2" && [[ $status == "$1" ]]
}

is_ready() {
  status_is 200 /actuator/health/readiness
}

health_says() {
  call GET /health && [[ $body == *"$1"* ]]
}

query_fails() {
  call POST /api/v1/query '{"message":"Hello"}' && [[ $status == "$1" && $body == *"\"code\":\"$2\""* ]]
}

# Makes an agent; prints its path.
create() {
  call POST /api/v1/agents "$1"
  [[ $status == 201 ]] || fail "an agent cannot be made"
  field endpoint
}

# Sends a message, does not wait; sets message to its path.
send() {
  call POST "$1/messages" "{\"message\":$(json "$2")}" --header 'Prefer: respond-async'
  [[ $status == 202 ]] || fail "a message is not accepted"
  message=$1/messages/$(field id)
}

# A whole turn, whose reply has that text in it.
turn() {
  call POST "$1/messages" "{\"message\":$(json "$2")}"
  [[ $status == 200 && $body == *'"status":"completed"'* && $(grep -o '"response":".*","structured' <<<"$body") == *"$3"* ]]
}

# A turn that runs a command; the reply is its output.
tool() {
  turn "$1" "!tool Bash {\"command\":$(json "$2")}" "$3"
}

not_in_reply() {
  [[ $body != *"$1"* ]]
}

# A message has ended so, within a minute.
ended() {
  call GET "$1?wait=60"
  [[ $body == *"\"status\":\"$2\""* && $body == *"${3-}"* ]]
}

# An agent's events are numbered from 1 without a gap.
gapless() {
  local after=0 page
  : >"$work/events"
  while :; do
    call GET "$1/events?limit=1000&after=$after"
    [[ $status == 200 ]] || return 1
    page=$(grep -o '"seq":[0-9]*' <<<"$body" | cut -d : -f 2)
    [[ -n $page ]] || break
    echo "$page" >>"$work/events"
    after=$(tail -n 1 "$work/events")
  done
  ((after > 10)) && cmp -s "$work/events" <(seq "$after")
}

# SIGTERM in the middle of a turn of eight seconds.
drain_test() {
  local container=$name-$1 agent=$2 began ended_at reply
  send "$agent" 'first words'
  ended "$message" completed || fail "a turn before the shutdown"
  reply=$(mktemp -p "$work")
  { call POST "$agent/messages" '{"message":"!slow 8\nlast words"}'; echo "$status $body" >"$reply"; } &
  local client=$!
  wait_for 20 is_busy "$agent" || fail "a turn does not begin"
  began=$(date +%s%N)
  docker stop --time 30 "$container" >/dev/null &
  local stopping=$!
  check "readiness is off at once" wait_for 6 status_is 503 /actuator/health/readiness
  call POST "$agent/messages" '{"message":"too late"}' --include
  [[ $body == *'"code":"draining"'* && ${body,,} == *$'\nretry-after: '* ]] || fail "503, draining and Retry-After for a new turn"
  echo "  ok  a new turn is refused: 503, draining, Retry-After"
  wait "$client"
  check "the turn that runs completes" grep -q '^200 .*last words' "$reply"
  wait "$stopping"
  ended_at=$(date +%s%N)
  check "it ends by itself" [ "$(docker inspect --format '{{.State.ExitCode}}' "$container")" = 143 ]
  check "within 30 s: $(((ended_at - began) / 1000000)) ms" [ $((ended_at - began)) -lt 30000000000 ]
}

is_busy() {
  call GET "$1" && [[ $body == *'"activity":"busy"'* ]]
}

# How fast it starts

# Milliseconds from a container's start until the service in it is ready.
ready_after() {
  local began now
  docker run --detach --name "$name-start" --label "$name" --network "$name" --publish "127.0.0.1:$port:8000" \
    "${hardened[@]}" --env MODEL_BACKEND=offline "$@" >/dev/null 2>&1
  until curl --silent --fail --output /dev/null "http://127.0.0.1:$port/actuator/health/readiness"; do sleep 0.05; done
  now=$(date +%s%N)
  began=$(date --date "$(docker inspect --format '{{.State.StartedAt}}' "$name-start")" +%s%N)
  docker rm --force --volumes "$name-start" >/dev/null
  echo $(((now - began) / 1000000))
}

median() {
  sort -n | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'
}

# The image against the same jar as it comes out of the build, in turn, in the same image, with the same limits and flags.
start_times() {
  local i plain packed
  echo "Start, until ready"
  for ((i = 0; i < ${START_RUNS:-3}; i++)); do
    ready_after --volume "$work/plain.jar:/plain.jar:ro" --entrypoint tini "$image" \
      -- java @/app/java.args -jar /plain.jar >>"$work/plain"
    ready_after "$image" >>"$work/packed"
  done
  plain=$(median <"$work/plain") packed=$(median <"$work/packed")
  echo "  plain jar: median $plain ms of $(tr '\n' ' ' <"$work/plain")"
  echo "  image:     median $packed ms of $(tr '\n' ' ' <"$work/packed")"
  check "at most ${START_PERCENT:-40} % of the plain jar's time: $((packed * 100 / plain)) %" [ $((packed * 100)) -le $((plain * ${START_PERCENT:-40})) ]
}
