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

command -v node >/dev/null || missing 'Node.js is not installed. Get version 20.19 or newer from https://nodejs.org'
version=$(node --version)
IFS=. read -r major minor _ <<<"${version#v}"
((major > 20 || (major == 20 && minor >= 19))) || missing "Node.js $version is too old. Get version 20.19 or newer from https://nodejs.org"
command -v npm >/dev/null || missing 'npm is not installed. It comes with Node.js from https://nodejs.org'

if [[ " $* " == *" --hostile "* || " $* " == *" --prove "* || " $* " == *" --only"* ]]; then
  remedy='Get 17 or newer: apt-get install openjdk-17-jre-headless, or https://adoptium.net'
  command -v java >/dev/null || missing "Java is not installed. $remedy"
  # Reading the release file is quicker than starting a JVM, which also tells a Java from macOS's stub of it.
  release=$(dirname "$(readlink -f "$(command -v java)" 2>/dev/null)")/../release
  java_version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$release" 2>/dev/null) || true
  [[ -n $java_version ]] || java_version=$(java -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p') || true
  ((${java_version:-0} >= 17)) || missing "Java${java_version:+ $java_version} does not run or is too old. $remedy"
  command -v mvn >/dev/null || missing 'Maven is not installed. Get it: apt-get install maven, or brew install maven'
fi

node "$root/scripts/ensure-installed.mjs"
exec "$root/node_modules/.bin/node" "$root/practice/main.ts" "$@"
