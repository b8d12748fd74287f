# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# Test cases in shell, reported as TAP. A script sources this file, defines a
# function test_NAME for each case, and ends with "tap_run". A case passes if
# its function returns 0; what it printed is shown if it does not. Each runs in
# a subshell, in an empty directory of its own.

# same WHAT GOT WANTED
same()
{
	[ "$2" = "$3" ] && return 0
	printf '%s: got\n%s\nwanted\n%s\n' "$1" "$2" "$3"
	return 1
}

# holds TEXT PART
holds()
{
	case $1 in
	*"$2"*) return 0 ;;
	esac
	printf 'not found: "%s" among: %s\n' "$2" "$1"
	return 1
}

tap_run()
{
	cases=$(sed -n 's/^\(test_[a-z0-9_]*\)()$/\1/p' "$0")
	scratch=$(mktemp -d)
	trap 'rm -rf "$scratch"' EXIT
	number=0
	bad=0
	for case in $cases; do
		number=$((number + 1))
		mkdir "$scratch/$case"
		if (cd "$scratch/$case" && "$case") >"$scratch/output" 2>&1; then
			echo "ok $number - $case"
		else
			bad=$((bad + 1))
			echo "not ok $number - $case"
			sed 's/^/# /' "$scratch/output"
		fi
	done
	echo "1..$number"
	[ "$bad" -eq 0 ]
}
