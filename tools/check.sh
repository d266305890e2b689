#!/bin/sh
# Every check that is no test. All of them run, also when one fails.
bin=$1
status=0

run() {
    echo "· $*"
    "$@" || status=1
}
run "$bin/ruff" check .
run "$bin/lint-imports" --no-cache
nowhere=$(mktemp -d)  # mypy reads the settings: on no database and in no data folder
run env DATABASE_URL=postgresql://nobody@/none FUGONG_DATA_DIR="$nowhere" "$bin/mypy"
rm -rf "$nowhere"
run "$bin/python" tools/vendor.py check
run "$bin/python" tools/messages.py --check
run "$bin/python" tools/packs.py --check
run "$bin/python" tools/migrations.py
[ $status = 0 ] && echo "All checks passed." || echo "Some checks failed (see above)." >&2
exit $status
