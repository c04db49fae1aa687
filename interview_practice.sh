#!/usr/bin/env bash
# Drills you in defending EasyFlow. See --help. Here: only what must be there before Node can take over.
set -euo pipefail

script=${BASH_SOURCE[0]}
while [[ -L $script ]]; do
  target=$(readlink "$script")
  [[ $target == /* ]] || target=$(dirname "$script")/$target
  script=$target
done
root=$(cd -P "$(dirname "$script")" && pwd)

missing() {
  echo "interview_practice: $1" >&2
  exit 69
}

# Meant for another Node than ours, these could keep it from starting or change what it does.
unset NODE_OPTIONS NODE_PATH
command -v node >/dev/null || missing 'Node.js is not installed. Get version 20.19 or newer from https://nodejs.org'
version=$(node --version)
IFS=. read -r major minor _ <<<"${version#v}"
((major > 20 || (major == 20 && minor >= 19))) || missing "Node.js $version is too old. Get version 20.19 or newer from https://nodejs.org"

needs=()
if [[ " $* " == *" --docker "* ]]; then
  docker compose version >/dev/null 2>&1 || missing 'Docker with compose is not installed. Get it from https://docs.docker.com/engine/install'
  docker version >/dev/null 2>&1 || missing 'No Docker engine answers. Start it, or leave --docker out'
elif [[ " $* " == *" --hostile "* || " $* " == *" --prove "* || " $* " == *" --only"* ]]; then
  needs=(--system)
fi
node "$root/scripts/ensure-installed.mjs" --name=interview_practice "${needs[@]}"
NODE_ENV=production exec "$root/node_modules/.bin/node" "$root/practice/main.ts" "$@"
