#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# test/summary: the sum of all stages, and that silence is never success.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=test/front/tap.sh
. "$here/tap.sh"

# summary_of STAGE... : sets $said, $last and $status
summary_of()
{
	printf '%s\n' "$@" >stages
	said=$("$here/../summary" stages 2>&1)
	status=$?
	last=$(echo "$said" | tail -n 1)
}

test_adds_up()
{
	summary_of '# a comment' 'one echo 3 passed, 0 failed' '' \
		'two echo noise; echo 40 passed, 0 failed'
	same status "$status" 0 && same last "$last" "43 passed, 0 failed" &&
		holds "$said" noise
}

test_failures_add_up()
{
	summary_of 'one echo 3 passed, 2 failed; exit 1' \
		'two echo 1 passed, 1 failed; exit 1' 'three echo 1 passed, 0 failed'
	same status "$status" 1 && same last "$last" "5 passed, 3 failed" &&
		holds "$said" "failed stages: one two"
}

test_stage_that_says_nothing()
{
	summary_of 'one true' 'two echo 1 passed, 0 failed'
	same status "$status" 1 && same last "$last" "1 passed, 1 failed" &&
		holds "$said" "one: ended without its count"
}

test_stage_that_is_killed()
{
	# shellcheck disable=SC2016 # for the stage's shell
	summary_of 'one echo 5 passed, 0 failed; kill -9 $$'
	same status "$status" 1 && same last "$last" "0 passed, 1 failed"
}

test_stage_that_fails_without_counting_it()
{
	summary_of 'one echo 5 passed, 0 failed; exit 3'
	same status "$status" 1 && same last "$last" "5 passed, 1 failed"
}

test_stage_that_talks_after_its_count()
{
	summary_of 'one echo 5 passed, 0 failed; echo Segmentation fault'
	same status "$status" 1 && same last "$last" "0 passed, 1 failed"
}

test_stage_that_reads()
{
	echo 'one cat; echo 1 passed, 0 failed' >stages
	same said "$(echo junk | "$here/../summary" stages | grep -c junk)" 0
}

test_stage_that_is_not_there()
{
	summary_of 'one ./no-such-program'
	same status "$status" 1 && same last "$last" "0 passed, 1 failed"
}

test_no_stages()
{
	summary_of '# none'
	same status "$status" 1 && same last "$last" "0 passed, 1 failed"
}

test_several_files()
{
	echo 'one echo 1 passed, 0 failed' >first
	echo 'two echo 2 passed, 0 failed' >second
	same last "$("$here/../summary" first second | tail -n 1)" \
		"3 passed, 0 failed"
}

test_usage()
{
	"$here/../summary"
	same status $? 2 || return
	"$here/../summary" no-such-file
	same status $? 2
}

tap_run
