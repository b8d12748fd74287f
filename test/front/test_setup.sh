#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# tools/setup on machines that exist only in files: dpkg-query answers from
# the file "installed" ("package version" a line), and apt-get writes what it
# was asked to do into the file "asked", and installs into "installed".

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=test/front/tap.sh
. "$here/tap.sh"
setup=$here/../../tools/setup

fake()
{
	cat >"bin/$1"
	chmod +x "bin/$1"
}

# machine CODENAME USER_ID
machine()
{
	mkdir -p bin etc/sources.list.d
	: >installed
	: >asked
	export MACHINE="$PWD"
	echo "VERSION_CODENAME=$1" >os-release
	echo "deb http://mirror.example/debian $1 main" >etc/sources.list
	fake dpkg-query <<-'END'
	#!/bin/sh
	format=$3
	shift 3
	for package; do
		grep "^$package " "$MACHINE/installed"
	done | while read -r name version; do
		case $format in
		*Version*) echo "installed $version" ;;
		*) echo "installed $name" ;;
		esac
	done
	END
	fake apt-get <<-'END'
	#!/bin/sh
	echo "$*" >>"$MACHINE/asked"
	[ ! -f "$MACHINE/broken" ] || { echo "E: broken" >&2; exit 100; }
	case " $* " in
	*" -t bookworm-backports "*) version=1:10.0 ;;
	*) version=1:7.2 ;;
	esac
	[ ! -f "$MACHINE/new" ] || version=1:10.0
	for word; do
		case $word in
		-* | update | install | 3* | *=* | bookworm*) ;;
		*) echo "$word $version" >>"$MACHINE/installed" ;;
		esac
	done
	END
	fake id <<-END
	#!/bin/sh
	echo $2
	END
	fake sudo <<-'END'
	#!/bin/sh
	echo "sudo $1" >>"$MACHINE/asked"
	exec "$@"
	END
}

run_setup()
{
	PATH="$PWD/bin:$PATH" SETUP_OS_RELEASE="$PWD/os-release" \
		SETUP_ETC_APT="$PWD/etc" "$setup" "$@" 2>&1
}

test_dry_run_changes_nothing()
{
	machine bookworm 0
	said=$(run_setup --dry-run demo) || return
	holds "$said" "will add the suite bookworm-backports" || return
	holds "$said" "will install qemu-system-x86 from bookworm-backports" ||
		return
	holds "$said" " meson" || return
	same asked "$(cat asked)" "" || return
	same sources "$(ls etc/sources.list.d)" ""
}

test_demo_needs_no_checkers()
{
	machine bookworm 0
	case $(run_setup --dry-run demo) in
	*sparse* | *linux-source*) return 1 ;;
	esac
	said=$(run_setup --dry-run check)
	holds "$said" sparse && holds "$said" linux-source-6.12 &&
		holds "$said" qemu-system-x86
}

test_bench_needs_cxl_wherever_it_is()
{
	machine bookworm 0
	said=$(run_setup --dry-run bench)
	holds "$said" " ndctl" && holds "$said" " daxctl" || return
	case $said in
	*" cxl"* | *sparse*) return 1 ;;
	esac
	machine trixie 0
	said=$(run_setup --dry-run bench)
	holds "$said" " cxl" || return
	case $said in
	*ndctl*) return 1 ;;
	esac
}

test_debug_needs_a_source_to_build()
{
	machine trixie 0
	said=$(run_setup --dry-run debug)
	holds "$said" " linux-source-6.12" && holds "$said" " bison" &&
		holds "$said" " qemu-system-x86"
}

test_bookworm_gets_backports_once()
{
	machine bookworm 0
	run_setup demo || return
	same stanza "$(cat etc/sources.list.d/bookworm-backports.sources)" \
"Types: deb
URIs: http://mirror.example/debian
Suites: bookworm-backports
Components: main" || return
	holds "$(cat asked)" "-t bookworm-backports qemu-system-x86" || return
	: >asked
	same again "$(run_setup demo)" "setup: all there for make demo" || return
	same asked "$(cat asked)" ""
}

test_backports_there_already()
{
	machine bookworm 0
	echo "deb http://other.example/debian bookworm-backports main" \
		>etc/sources.list.d/backports.list
	run_setup demo || return
	same sources "$(ls etc/sources.list.d)" backports.list
}

test_old_qemu_is_replaced()
{
	machine bookworm 0
	run_setup demo >/dev/null || return
	sed -i 's/^qemu-system-x86 .*/qemu-system-x86 1:7.2+dfsg-7/' installed
	said=$(run_setup --dry-run demo)
	holds "$said" "lacks: qemu-system-x86 (>= 1:8.1)"
}

test_trixie_has_its_own_qemu()
{
	machine trixie 0
	touch new
	said=$(run_setup demo) || return
	holds "$said" gcc-14 || return
	same sources "$(ls etc/sources.list.d)" "" || return
	case $(cat asked) in
	*backports*) return 1 ;;
	esac
}

test_user_goes_through_sudo()
{
	machine bookworm 1000
	run_setup demo || return
	same sudo "$(grep -c ^sudo asked)" 4
}

test_user_without_sudo()
{
	machine bookworm 1000
	rm bin/sudo
	ln -s "$(command -v sed)" "$(command -v awk)" "$(command -v dirname)" \
		"$(command -v sort)" "$(command -v dpkg)" \
		"$(command -v cat)" "$(command -v sh)" "$(command -v grep)" bin/
	said=$(PATH="$PWD/bin" SETUP_OS_RELEASE="$PWD/os-release" \
		SETUP_ETC_APT="$PWD/etc" "$setup" demo 2>&1)
	same status $? 1 || return
	holds "$said" "needs root" || return
	same asked "$(cat asked)" ""
}

test_failing_apt_get_is_told()
{
	machine bookworm 0
	touch broken
	said=$(run_setup demo)
	same status $? 1 || return
	holds "$said" "E: broken" || return
	holds "$said" "fetching the package lists: failed"
}

test_mirror_unknown()
{
	machine bookworm 0
	: >etc/sources.list
	said=$(run_setup demo)
	same status $? 1 || return
	holds "$said" "cannot tell where its backports are"
}

test_unknown_release()
{
	machine forky 0
	said=$(run_setup demo)
	same status $? 1 || return
	holds "$said" 'this machine runs "forky"'
}

test_usage()
{
	machine bookworm 0
	run_setup nonsense
	same status $? 2
}

tap_run
