#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# test/suite: what it counts of a small meson project's tests.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=test/front/tap.sh
. "$here/tap.sh"

# project SCRIPT... : a project with a TAP test per script
project()
{
	mkdir -p test
	cp "$here/../suite" test/
	echo "project('small')" >meson.build
	echo "option('loud', type: 'boolean', value: false)" >meson_options.txt
	n=0
	for script; do
		n=$((n + 1))
		printf '#!/bin/sh\n%s\n' "$script" >"case$n"
		chmod +x "case$n"
		echo "test('case$n', files('case$n'), protocol: 'tap')" \
			>>meson.build
	done
}

# counts LINE STATUS
counts()
{
	said=$(test/suite build 2>&1)
	status=$?
	same last "$(echo "$said" | tail -n 1)" "$1" &&
		same status "$status" "$2"
}

test_all_good()
{
	project 'echo "ok 1 - a"; echo "ok 2 - b"; echo 1..2' \
		'echo "ok 1 - c"; echo 1..1'
	counts "3 passed, 0 failed" 0
}

test_a_bad_case()
{
	project 'echo "ok 1 - a"; echo "not ok 2 - b"; echo 1..2' \
		'echo "ok 1 - c"; echo 1..1'
	counts "2 passed, 1 failed" 1
}

test_dies_after_good_cases()
{
	# shellcheck disable=SC2016 # for the script
	project 'echo 1..2; echo "ok 1 - a"; kill -9 $$' \
		'echo "ok 1 - c"; echo 1..1'
	said=$(test/suite build 2>&1)
	same status $? 1 || return
	case $(echo "$said" | tail -n 1) in
	*' passed, 0 failed') return 1 ;;
	*' passed, '*' failed') ;;
	*) return 1 ;;
	esac
}

test_a_suite_left_out()
{
	project 'echo "ok 1 - a"; echo 1..1' 'echo "not ok 1 - b"; echo 1..1'
	sed -i "s/'tap')/'tap', suite: 'bad')/" meson.build
	sed -i "/case1/s/'bad'/'good'/" meson.build
	same last "$(test/suite build --no-suite bad 2>&1 | tail -n 1)" \
		"1 passed, 0 failed"
}

test_no_tests()
{
	project
	said=$(test/suite build 2>&1)
	same status $? 1 || return
	holds "$said" "0 passed, 1 failed"
}

test_does_not_configure()
{
	project 'echo "ok 1 - a"; echo 1..1'
	echo "error('planted')" >>meson.build
	counts "0 passed, 1 failed" 1 && holds "$said" planted
}

test_does_not_build()
{
	project 'echo "ok 1 - a"; echo 1..1'
	echo "custom_target('t', output: 'x', command: ['false'], build_by_default: true)" \
		>>meson.build
	counts "0 passed, 1 failed" 1
}

test_other_options_are_taken_up()
{
	project 'echo "ok 1 - a"; echo 1..1'
	test/suite build >/dev/null || return
	echo "message('loud is', get_option('loud'))" >>meson.build
	test/suite build -Dloud=true >/dev/null || return
	holds "$(cat build/meson-logs/meson-log.txt)" "loud is true"
}

# A project whose compiler has something to say.
warned_project()
{
	project 'echo "ok 1 - a"; echo 1..1'
	sed -i "s/'small'/'small', 'c', default_options: 'warning_level=2'/" \
		meson.build
	echo 'int main(void) { int planted; return 0; }' >warned.c
	echo "executable('warned', 'warned.c')" >>meson.build
}

test_a_warning_is_told_and_no_failure()
{
	warned_project
	said=$(SR_WERROR=0 test/suite build 2>&1)
	same status $? 0 && holds "$said" "build: 1 warnings" &&
		holds "$said" "1 passed, 0 failed"
}

test_a_warning_is_an_error_if_asked()
{
	warned_project
	said=$(SR_WERROR=1 test/suite build 2>&1)
	same status $? 1 && holds "$said" planted &&
		holds "$said" "0 passed, 1 failed" || return
	# and no longer, in the same directory
	SR_WERROR=0 test/suite build >/dev/null 2>&1
	same status $? 0
}

test_build_only()
{
	project 'echo "not ok 1 - a"; echo 1..1'
	same last "$(test/suite build --build-only | tail -n 1)" \
		"1 passed, 0 failed"
}

test_two_suites_left_out()
{
	project 'echo "not ok 1 - a"; echo 1..1' \
		'echo "not ok 1 - b"; echo 1..1' 'echo "ok 1 - c"; echo 1..1'
	sed -i "s/case1'), p/case1'), suite: 'one', p/
		s/case2'), p/case2'), suite: 'two', p/" meson.build
	same last "$(test/suite build --no-suite one --no-suite two 2>&1 |
		tail -n 1)" "1 passed, 0 failed"
}

tap_run
