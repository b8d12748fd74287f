#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# tools/build-kmod and packaging/install-kmod, for a kernel whose headers only
# put the sources into softreserve.ko.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=test/front/tap.sh
. "$here/tap.sh"

tree()
{
	mkdir -p packaging tools kmod/compat core modules/1.2.3/build
	cp "$here/../../tools/build-kmod" tools/
	cp "$here/../../packaging/install-kmod" packaging/
	echo main >kmod/main.c
	echo decide >core/decide.c
	# shellcheck disable=SC2016 # for make
	printf 'modules:\n\tcat $(M)/*.c $(M)/../core/*.c >$(M)/softreserve.ko\n' \
		>modules/1.2.3/build/Makefile
	export INSTALLED_MODULES="$PWD/modules"
}

test_builds_from_a_copy()
{
	tree
	module=$(tools/build-kmod 1.2.3 | tail -n 1) || return
	same module "$(cat "$module")" "main
decide" || return
	same tree "$(ls kmod core)" "core:
decide.c

kmod:
compat
main.c"
}

test_takes_up_changes()
{
	tree
	tools/build-kmod 1.2.3 || return
	sleep 1
	echo decide again >core/decide.c
	module=$(tools/build-kmod 1.2.3 | tail -n 1) || return
	holds "$(cat "$module")" "decide again"
}

test_no_headers()
{
	tree
	said=$(tools/build-kmod 9.9 2>&1) && return 1
	holds "$said" "kernel 9.9: no headers"
}

test_name_of_the_lab()
{
	tree
	mkdir -p build
	# shellcheck disable=SC2016 # for the script
	printf '#!/bin/sh\necho "6.12     not cached"\necho "asked $*"\n' \
		>build/srlab
	chmod +x build/srlab
	holds "$(tools/build-kmod 6.12)" "asked kernels --module 6.12"
}

# What is built here is no module that strip could read.
fake_strip()
{
	mkdir bin
	# shellcheck disable=SC2016 # for the script
	printf '#!/bin/sh\necho "$1 ${2##*/}" >>stripped\n' >bin/strip
	chmod +x bin/strip
}

test_installs()
{
	tree
	tools/build-kmod 1.2.3 || return
	fake_strip
	PATH=$PWD/bin:$PATH packaging/install-kmod 1.2.3 "$PWD/to" || return
	same stripped "$(cat stripped)" "--strip-debug softreserve.ko" || return
	same files "$(cd to && find . -type f | sort)" \
"./lib/modules/1.2.3/updates/softreserve.ko"
}

test_removes()
{
	tree
	tools/build-kmod 1.2.3 || return
	fake_strip
	PATH=$PWD/bin:$PATH packaging/install-kmod 1.2.3 "$PWD/to" || return
	touch to/lib/modules/1.2.3/updates/other.ko
	said=$(packaging/install-kmod --remove "$PWD/to") || return
	holds "$said" "removed softreserve.ko of 1.2.3" || return
	same files "$(cd to && find . -type f)" "./lib/modules/1.2.3/updates/other.ko" ||
		return
	packaging/install-kmod --remove "$PWD/to"
}

test_installs_nothing_unbuilt()
{
	tree
	said=$(packaging/install-kmod 1.2.3 "$PWD/to" 2>&1) && return 1
	holds "$said" "kernel 1.2.3: no module is built" || return
	[ ! -e to ]
}

test_usage()
{
	tree
	tools/build-kmod
	same status $? 2 || return
	packaging/install-kmod
	same status $? 2
}

tap_run
