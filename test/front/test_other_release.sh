#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# test/other-release, with programs that stand in for mmdebstrap and bwrap.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=test/front/tap.sh
. "$here/tap.sh"

# A tree and programs that say how they were called.
stand_in()
{
	mkdir -p test packaging bin cache root/usr root/etc root/var
	cp "$here/../other-release" test/
	printf '#!/bin/sh\necho "from $*"\n' >packaging/apt-source
	cat >bin/mmdebstrap <<'MAKE'
#!/bin/sh
echo "$*" >>made
for word; do case $word in *.tar) tar -cf "$word" -C root . ;; esac; done
MAKE
	cat >bin/bwrap <<'ENTER'
#!/bin/sh
echo "$*" >>entered
echo "7 passed, ${FAILING:-0} failed"
[ -z "${FAILING-}" ]
ENTER
	chmod +x bin/* packaging/apt-source
	PATH=$PWD/bin:$PATH
	XDG_CACHE_HOME=$PWD/cache
	SETUP_OS_RELEASE=$PWD/os-release
	export PATH XDG_CACHE_HOME SETUP_OS_RELEASE
	echo "VERSION_CODENAME=${1:-bookworm}" >os-release
}

test_the_other_of_bookworm_is_trixie()
{
	stand_in
	said=$(test/other-release 2>&1)
	same status $? 0 && same last "$(echo "$said" | tail -n 1)" \
		"7 passed, 0 failed" && holds "$(cat made)" " trixie " &&
		holds "$(cat entered)" "$PWD/build/trixie-asan --chdir"
}

test_the_other_of_trixie_is_bookworm()
{
	stand_in trixie
	test/other-release >/dev/null 2>&1
	same status $? 0 && holds "$(cat made)" " bookworm "
}

test_the_root_is_made_once()
{
	stand_in
	test/other-release >/dev/null && test/other-release >/dev/null || return
	same made "$(wc -l <made)" 1
}

test_another_list_makes_another_root()
{
	stand_in
	test/other-release >/dev/null || return
	sed -i 's/^packages=gcc,/packages=gcc,more,/' test/other-release
	test/other-release >/dev/null || return
	same made "$(wc -l <made)" 2 &&
		same roots "$(find cache/softreserve/roots -mindepth 1 \
			-maxdepth 1 | wc -l)" 1
}

test_a_root_that_cannot_be_made()
{
	stand_in
	printf '#!/bin/sh\necho "E: planted" >&2\nexit 1\n' >bin/mmdebstrap
	said=$(test/other-release 2>&1)
	same status $? 1 && holds "$said" planted &&
		same last "$(echo "$said" | tail -n 1)" "0 passed, 1 failed" &&
		same left "$(ls cache/softreserve/roots)" ""
}

test_no_source_for_it()
{
	stand_in
	printf '#!/bin/sh\nexit 1\n' >packaging/apt-source
	said=$(test/other-release 2>&1)
	same status $? 1 && holds "$said" "carries trixie" && [ ! -e made ]
}

test_a_release_that_nobody_knows()
{
	stand_in sid
	said=$(test/other-release 2>&1)
	same status $? 1 && holds "$said" '"sid"' &&
		same last "$(echo "$said" | tail -n 1)" "0 passed, 1 failed"
}

test_what_does_not_compile_fails()
{
	stand_in
	said=$(FAILING=1 test/other-release 2>&1)
	same status $? 1 && same last "$(echo "$said" | tail -n 1)" \
		"7 passed, 1 failed" && same entered "$(wc -l <entered)" 1
}

tap_run
