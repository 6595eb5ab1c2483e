# shellcheck shell=bash disable=SC2154
# A Docker engine and base images for docker/test-image on a machine that has neither: sourced, not run.
# Everything lies below $work and is gone after engine_stop; it needs root, apt-get and Debian.

engine_pid=''
installed=()
# What the engine leaves beside the directories it is given.
left=()
for file in /sys/fs/cgroup{,/*}/docker /etc/docker /opt/containerd /run/containerd /run/docker /var/lib/containerd /var/lib/docker; do
  [[ -e $file ]] || left+=("$file")
done
standins=()
tools=''
docker_program=docker

docker() {
  command "$docker_program" "$@"
}

engine_runs() {
  timeout 20 "$docker_program" version --format '{{.Server.Version}}' >/dev/null 2>&1
}

# Installs Debian packages, and notes which are new, so that they can be removed again.
apt_install() {
  local before
  before=$(dpkg-query -W -f '${Package}\n' | sort)
  { apt-get -qq update && apt-get -qq install -y --no-install-recommends "$@"; } >"$work/apt.log" 2>&1 || return
  mapfile -t -O "${#installed[@]}" installed < <(comm -13 <(printf '%s\n' "$before") \
    <(dpkg-query -W -f '${Package}\n' | sort))
}

# Compose 2 beside the 1.29 that Debian 12 has: out of Debian 13's package, not installed.
fetch_compose() {
  local apt=$work/apt
  mkdir -p "$apt/lists/partial" "$apt/archives/partial"
  # shellcheck disable=SC2016
  echo "deb $(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | sed -n 1p) trixie main" >"$apt/sources.list"
  (cd "$apt" && printf '%s\n' update 'download docker-compose' | xargs -L 1 apt-get -qq -o Dir::Etc::sourceparts=- \
    -o "Dir::Etc::sourcelist=$apt/sources.list" -o "Dir::State::lists=$apt/lists" -o "Dir::Cache=$apt" \
    -o APT::Sandbox::User=root && dpkg-deb -x docker-compose_*.deb .) >"$apt/log" 2>&1 &&
    mv "$apt/usr/libexec/docker/cli-plugins/docker-compose" "$work/docker-compose"
}

# Uses the engine that runs, else starts one of its own. Returns 1 if none can be had.
engine_start() {
  if engine_runs; then
    echo "Docker engine: $(docker version --format '{{.Server.Version}}'), which runs here"
    return
  fi
  if ((EUID != 0)) || ! command -v apt-get >/dev/null; then
    echo "No Docker engine runs here, and only root on a system with apt-get can start one."
    return 1
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt_install docker.io docker-compose debootstrap || { tail -n 3 "$work/apt.log"; return 1; }
  [[ $(docker-compose version --short) != 1.* ]] || fetch_compose || echo "Compose 2 cannot be fetched here."
  mkdir -p "$work/engine"
  echo '{}' >"$work/engine/daemon.json"
  # No bridge and no packet filter of its own: the machine's network stays as it is.
  setsid dockerd --config-file "$work/engine/daemon.json" --data-root "$work/engine/data" --exec-root "$work/engine/exec" \
    --pidfile "$work/engine/pid" --host "unix://$work/engine/docker.sock" --bridge=none --iptables=false \
    --ip6tables=false --ip-masq=false --ip-forward=false >"$work/engine/log" 2>&1 &
  engine_pid=$!
  export DOCKER_HOST=unix://$work/engine/docker.sock
  docker_program=/usr/bin/docker
  local i
  for ((i = 0; i < 60; i++)); do
    if engine_runs; then
      echo "Docker engine: $(docker version --format '{{.Server.Version}}'), started for this test"
      return
    fi
    kill -0 "$engine_pid" 2>/dev/null || break
    sleep 1
  done
  echo "A Docker engine does not start here:"
  grep -E 'level=(error|fatal)|^failed' "$work/engine/log" | tail -n 3
  return 1
}

# Ends the engine that engine_start started and removes all of it; else only the images made here.
engine_stop() {
  local bridge bridges i mount
  if [[ -z $engine_pid ]]; then
    ((${#standins[@]} == 0)) || docker image rm --force "${standins[@]}" >/dev/null 2>&1
  else
    bridges=$(docker network ls --quiet --filter driver=bridge 2>/dev/null)
    kill "$engine_pid" 2>/dev/null
    for ((i = 0; i < 40; i++)); do
      kill -0 "$engine_pid" 2>/dev/null || break
      sleep 0.5
    done
    kill -KILL "$engine_pid" 2>/dev/null
    wait "$engine_pid" 2>/dev/null
    for bridge in $bridges; do [[ ! -e /sys/class/net/br-$bridge ]] || ip link delete "br-$bridge"; done
    while read -r mount; do umount --lazy "$mount"; done < <(awk -v dir="$work/" \
      'index($5, dir) == 1 { print $5 }' /proc/self/mountinfo | sort -r)
  fi
  if ((${#installed[@]})); then
    apt-get -qq purge -y "${installed[@]}" >/dev/null 2>&1
  fi
  [[ -z $engine_pid ]] || for file in "${left[@]}"; do
    if [[ $file == /sys/* ]]; then find "$file" -depth -type d -exec rmdir {} + 2>/dev/null; else rm -rf "$file"; fi
  done
}

# Makes sure that an image is there: by its name, from a registry, or made here of Debian's packages by a function.
image() {
  local name=$1 make=$2
  if docker image inspect "$name" >/dev/null 2>&1; then return; fi
  if [[ ! -e $work/no-registry ]]; then
    if timeout 300 "$docker_program" pull --quiet "$name" >/dev/null 2>&1; then return; fi
    touch "$work/no-registry"
    echo "No image can be pulled here; they are made of Debian's packages:"
  fi
  if ((EUID != 0)) || ! command -v debootstrap >/dev/null; then
    ((EUID == 0)) && command -v apt-get >/dev/null && apt_install debootstrap || return
  fi
  echo "  $name"
  "$make" "$name"
  standins+=("$name")
}

# Debian as it comes, with the certificates this machine trusts; once.
make_debian() {
  local root=$work/debian mirror
  if [[ -e $root/etc/os-release ]]; then return; fi
  # shellcheck disable=SC2016
  mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | sed -n 1p)
  # shellcheck disable=SC1091
  debootstrap --variant=minbase --include=ca-certificates "$(. /etc/os-release && echo "$VERSION_CODENAME")" \
    "$root" "$mirror" >"$work/debootstrap.log" 2>&1 || { tail -n 3 "$work/debootstrap.log"; return 1; }
  rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/*
  cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
}

# Imports Debian with what a function adds to it.
import() {
  local name=$1 add=$2
  shift 2
  make_debian
  cp --archive --link "$work/debian" "$work/root"
  "$add" "$work/root"
  tar -C "$work/root" -c . | docker import "$@" - "$name" >/dev/null
  rm -rf "$work/root"
}

maven_says() {
  ./mvnw -B -v 2>&1 | sed -n "s/.*$1: //p"
}

# The JDK, Maven and npm of this machine, with what they have fetched before: stands in for the official images of
# Maven and of Node.js.
add_tools() {
  local jdk maven npm cache
  jdk=$(maven_says runtime) maven=$(maven_says 'Maven home') npm=$(npm root -g)/npm
  mkdir -p "$1"/opt/java "$1"/usr/lib/node_modules
  cp -rL "$jdk" "$1/opt/java/openjdk" && rm -f "$1/opt/java/openjdk/lib/src.zip"
  cp -rL "$maven" "$1/usr/share/maven" && ln -s ../share/maven/bin/mvn "$1/usr/bin/mvn"
  cp -rL "$npm" "$1/usr/lib/node_modules/npm" && ln -s ../lib/node_modules/npm/bin/npm-cli.js "$1/usr/bin/npm"
  cp -L "$(node -p process.execPath)" "$1/usr/bin/node"
  for cache in .m2/repository .npm/_cacache; do
    [[ -d ~/$cache ]] || continue
    mkdir -p "$1/root/${cache%/*}"
    cp --archive --link ~/"$cache" "$1/root/$cache" 2>/dev/null || cp --archive ~/"$cache" "$1/root/${cache%/*}"
  done
}

# The modules that a Temurin JRE has.
add_jre() {
  local jdk
  jdk=$(maven_says runtime)
  mkdir -p "$1/opt/java"
  "$jdk/bin/jlink" --no-man-pages --no-header-files --output "$1/opt/java/openjdk" --add-modules "java.se,jdk.charsets$(
    printf ',jdk.%s' crypto.cryptoki crypto.ec dynalink httpserver jdwp.agent jfr localedata management.agent \
      management.jfr naming.dns net nio.mapmode security.auth security.jgss unsupported xml.dom zipfs)"
  cp -L "$jdk/lib/security/cacerts" "$1/opt/java/openjdk/lib/security/cacerts"
  "$1/opt/java/openjdk/bin/java" -Xshare:dump >/dev/null
}

java_environment=(--change 'ENV JAVA_HOME=/opt/java/openjdk'
  --change 'ENV PATH=/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin')

make_tools() {
  if [[ -n $tools ]]; then
    docker tag "$tools" "$1"
    return
  fi
  import "$1" add_tools "${java_environment[@]}" \
    --change 'ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt'
  tools=$1
}

make_jre() {
  import "$1" add_jre "${java_environment[@]}"
}

# An image of Debian's own packages, by docker/stand-in/NAME.Dockerfile.
make_service() {
  local debian=aaas-test-debian file=${1##*/}
  if ! docker image inspect "$debian" >/dev/null 2>&1; then
    import "$debian" true
    standins+=("$debian")
  fi
  DOCKER_BUILDKIT=0 docker build --network=host --tag "$1" --file "docker/stand-in/${file%%:*}.Dockerfile" \
    docker/stand-in >"$work/stand-in.log" 2>&1 || { tail -n 5 "$work/stand-in.log"; return 1; }
}
