#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# tools/apt-source: both formats of package sources, and what is made of
# them. A case lists each condition with "|| return".

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=test/front/tap.sh
. "$here/tap.sh"
apt_source=$here/../../tools/apt-source

source_of()
{
	"$apt_source" --etc . --codename bookworm "$@"
}

one_line()
{
	cat >sources.list <<-'END'
	# deb http://commented.example/debian bookworm-backports main
	deb cdrom:[Debian_12]/ bookworm main
	deb-src http://source.example/debian bookworm main
	deb [arch=amd64,i386 signed-by=/keys/one.gpg]  http://mirror.example/debian   bookworm main contrib # comment
	deb http://mirror.example/debian-security bookworm-security main
	END
}

deb822()
{
	mkdir -p sources.list.d
	cat >sources.list.d/debian.sources <<-'END'
	Types: deb
	# a comment
	URIs: http://mirror.example/debian
	Suites: bookworm bookworm-updates
	Components: main contrib
	Signed-By: /keys/two.gpg

	Types: deb-src
	URIs: http://source.example/debian
	Suites: bookworm-security

	Types: deb deb-src
	URIs: http://mirror.example/debian-security
	Suites: bookworm-security
	Components: main
	Signed-By:
	 -----BEGIN PGP PUBLIC KEY BLOCK-----
	 .
	 mDME
	END
}

test_one_line_suite()
{
	one_line
	same stanza "$(source_of bookworm-security)" "Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main"
}

test_one_line_options_become_fields()
{
	one_line
	same stanza "$(source_of bookworm)" "Types: deb
URIs: http://mirror.example/debian
Architectures: amd64 i386
Signed-By: /keys/one.gpg
Suites: bookworm
Components: main"
}

test_one_line_backports_are_beside_the_release()
{
	one_line
	same stanza "$(source_of bookworm-backports)" "Types: deb
URIs: http://mirror.example/debian
Architectures: amd64 i386
Signed-By: /keys/one.gpg
Suites: bookworm-backports
Components: main"
}

test_one_line_in_a_part()
{
	mkdir sources.list.d
	echo "deb http://part.example/debian bookworm main" \
		>sources.list.d/part.list
	echo "deb http://off.example/debian bookworm-backports main" \
		>sources.list.d/part.list.disabled
	holds "$(source_of bookworm-backports)" http://part.example/debian
}

test_deb822_suite_among_several()
{
	deb822
	same stanza "$(source_of bookworm-updates)" "Types: deb
URIs: http://mirror.example/debian
Signed-By: /keys/two.gpg
Suites: bookworm-updates
Components: main"
}

test_deb822_key_in_the_stanza()
{
	deb822
	same stanza "$(source_of bookworm-security)" "Types: deb
URIs: http://mirror.example/debian-security
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 mDME
Suites: bookworm-security
Components: main"
}

test_deb822_disabled()
{
	mkdir sources.list.d
	cat >sources.list.d/off.sources <<-'END'
	Enabled: no
	Types: deb
	URIs: http://off.example/debian
	Suites: bookworm-backports
	Components: main
	END
	source_of bookworm-backports && return 1
	deb822
	holds "$(source_of bookworm-backports)" http://mirror.example/debian
}

test_suite_itself_wins_over_beside()
{
	one_line
	echo "deb http://other.example/debian bookworm-backports main" \
		>>sources.list
	holds "$(source_of bookworm-backports)" http://other.example/debian
}

test_exact_does_not_derive()
{
	one_line
	source_of --exact bookworm-backports && return 1
	source_of --exact bookworm >/dev/null
}

test_security_is_not_derived()
{
	echo "deb http://mirror.example/debian bookworm main" >sources.list
	source_of bookworm-security && return 1
	return 0
}

test_alias_of_the_release()
{
	echo "deb http://mirror.example/debian stable main" >sources.list
	holds "$(source_of bookworm-backports)" "Suites: bookworm-backports" ||
		return
	holds "$(source_of bookworm)" "Suites: bookworm"
}

test_other_release_only_when_asked_for()
{
	one_line
	deb822
	source_of trixie-backports && return 1
	return 0
}

test_other_release_sits_beside_this_one()
{
	one_line
	for suite in trixie trixie-updates trixie-backports; do
		same "$suite" "$(source_of --other-release "$suite")" "Types: deb
URIs: http://mirror.example/debian
Architectures: amd64 i386
Signed-By: /keys/one.gpg
Suites: $suite
Components: main" || return
	done
}

test_other_release_has_its_security_where_this_one_has()
{
	one_line
	holds "$(source_of --other-release trixie-security)" \
		"URIs: http://mirror.example/debian-security" || return
	sed -i /security/d sources.list
	source_of --other-release trixie-security && return 1
	return 0
}

test_other_release_of_its_own_source()
{
	one_line
	echo "deb http://own.example/debian trixie main" >>sources.list
	holds "$(source_of --other-release trixie)" http://own.example/debian
}

test_other_release_is_not_this_one()
{
	echo "deb http://mirror.example/debian bookworm main" >sources.list
	source_of --other-release bookworm-security && return 1
	holds "$(source_of --other-release bookworm-backports)" \
		"Suites: bookworm-backports"
}

test_no_sources()
{
	source_of bookworm && return 1
	return 0
}

test_usage()
{
	"$apt_source"
	same status $? 2 || return
	"$apt_source" --nonsense bookworm
	same status $? 2
}

tap_run
