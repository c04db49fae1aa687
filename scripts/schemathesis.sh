#!/usr/bin/env bash
# Looks for undocumented answers and crashes: schemathesis (PyPI) against a running api's own description.
# Usage: scripts/schemathesis.sh <api url> [<token>]     needs `schemathesis` on the PATH, or $SCHEMATHESIS
#
# Two checks stay out, because what they call wrong is documented: positive_data_acceptance (a text that
# matches the schema need not be a JSONata expression, a cursor of ours or a key that nobody used), and
# negative_data_rejection (it does not count 413 as a refusal).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
api="${1:?usage: scripts/schemathesis.sh <api url> [<token>]}"
token="${2:-$(npx --no-install easyflow token acme)}"
reports="$(mktemp -d)"
trap 'rm -rf "$reports"' EXIT
"${SCHEMATHESIS:-schemathesis}" run "$api/openapi.json" \
  --header "Authorization: Bearer $token" \
  --exclude-checks positive_data_acceptance,negative_data_rejection \
  --max-examples "${EXAMPLES:-60}" --seed "${SEED:-1}" --continue-on-failure --no-shrink \
  --rate-limit "${RATE:-40/s}" --report-dir "$reports"
