#!/usr/bin/env bash
# Looks for undocumented answers and crashes: schemathesis (PyPI) against a running api's own description.
# Usage: scripts/schemathesis.sh <api url> [<token>]     needs `schemathesis` on the PATH, or $SCHEMATHESIS
#
# positive_data_acceptance stays out, because what it calls wrong is documented: a text that matches the
# schema need not be a JSONata expression, a cursor of ours or a key that nobody used.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
api="${1:?usage: scripts/schemathesis.sh <api url> [<token>]}"
token="${2:-$(npx --no-install easyflow token acme)}"
reports="$(mktemp -d)"
trap 'rm -rf "$reports"' EXIT
"${SCHEMATHESIS:-schemathesis}" --config-file scripts/schemathesis.toml run "$api/openapi.json" \
  --header "Authorization: Bearer $token" \
  --exclude-checks positive_data_acceptance \
  --max-examples "${EXAMPLES:-60}" --seed "${SEED:-1}" --continue-on-failure --no-shrink \
  --rate-limit "${RATE:-40/s}" --report-dir "$reports"
