#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# test/links: it passes a small good tree, and finds what is planted.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=test/front/tap.sh
. "$here/tap.sh"

# file PATH DEFINES NEEDS...: a source whose one function calls others
file()
{
	path=$1
	name=$2
	shift 2
	mkdir -p "$(dirname "$path")"
	{
		printf 'void %s(void);\n' "$name" "$@"
		printf 'void %s(void)\n{\n' "$name"
		[ $# -eq 0 ] || printf '\t%s();\n' "$@"
		echo '}'
	} >"$path"
	${CC:-cc} -c -o "${path%.c}.o" "$path" || return
	echo "$path ${path%.c}.o" >>pairs
}

good_tree()
{
	file core/ground.c ground
	file lib/read/reader.c reader ground
	file lib/base/list.c list
	file lib/top.c top reader list
}

links()
{
	"$here/../links" "$@" core: lib:core <pairs
}

# finds LINE: the tree is refused, with this line
finds()
{
	said=$(links) && { echo "nothing was found"; return 1; }
	printf '%s\n' "$said" | grep -Fqx "$1" ||
		{ echo "said: $said"; echo "not: $1"; return 1; }
}

test_good_tree()
{
	good_tree && same output "$(links)" "" && links
}

test_arrow_up()
{
	good_tree
	file core/climber.c climber reader
	finds "core/climber.c -> lib/read/reader.c: reader"
}

test_circle_of_files()
{
	good_tree
	file lib/read/one.c one two
	file lib/read/two.c two three
	file lib/read/three.c three one
	file lib/read/beside.c beside one
	finds "a circle of 3 files: lib/read/one.c lib/read/three.c lib/read/two.c" &&
		finds "  lib/read/one.c -> lib/read/two.c: two"
}

# No two files use each other here, but their directories do.
test_circle_of_directories()
{
	good_tree
	file lib/base/asker.c asker reader
	file lib/read/taker.c taker list
	finds "a circle of 2 directories: lib/base lib/read" || return
	links | grep -q "circle of . files" && return 1
	return 0
}

circle()
{
	good_tree
	file lib/read/one.c one two
	file lib/read/two.c two one
}

test_known_circle()
{
	circle
	echo "lib/read/one.c lib/read/two.c" >known
	same output "$(links --known known)" "" && links --known known
}

test_known_circle_that_grew()
{
	circle
	echo "lib/read/one.c lib/read/two.c" >known
	file lib/read/two.c two one three
	file lib/read/three.c three two
	said=$(links --known known) && return 1
	holds "$said" "a circle of 3 files" &&
		holds "$said" "no circle any more, take it off known: lib/read/one.c lib/read/two.c"
}

test_known_circle_that_is_gone()
{
	good_tree
	echo "lib/read/one.c lib/read/two.c" >known
	said=$(links --known known) && return 1
	same output "$said" "no circle any more, take it off known: lib/read/one.c lib/read/two.c"
}

test_name_defined_twice()
{
	good_tree
	file lib/again.c list
	finds "list: defined in lib/again.c and in lib/base/list.c"
}

test_nothing_to_look_at()
{
	: >pairs
	finds "links: no objects to look at" || return
	file lib/alone.c alone
	finds "links: no object uses another; they are not looked at right" || return
	echo "lib/gone.c lib/gone.o" >>pairs
	finds "links: nm failed"
}

tap_run
