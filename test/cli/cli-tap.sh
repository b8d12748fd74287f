# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# What the shell tests of srctl share: TAP, a scratch directory, comparisons.

set -u
: "${SRCTL:?}" "${SR_SOURCE:?}"
unset NO_COLOR COLUMNS
cases=0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# ok DESCRIPTION CONDITION...: the condition is a command.
ok()
{
	description=$1
	shift
	cases=$((cases + 1))
	if "$@" >"$scratch/why" 2>&1; then
		echo "ok $cases - $description"
	else
		echo "not ok $cases - $description"
		echo "# $*"
		sed 's/^/# /' "$scratch/why"
	fi
}

# run ARGUMENTS...: leaves $status, $scratch/out and $scratch/err
run()
{
	"$SRCTL" "$@" >"$scratch/out" 2>"$scratch/err"
	status=$?
}

# exits DESCRIPTION STATUS ARGUMENTS...
exits()
{
	what=$1
	want=$2
	shift 2
	run "$@"
	ok "$what" test "$status" -eq "$want"
}

out_has()
{
	grep -qF -e "$1" "$scratch/out" || { cat "$scratch/out"; false; }
}

err_has()
{
	grep -qF -e "$1" "$scratch/err" || { cat "$scratch/err"; false; }
}

err_lines()
{
	[ "$(wc -l <"$scratch/err")" -eq "$1" ] || { cat "$scratch/err"; false; }
}

finish()
{
	echo "1..$cases"
}
