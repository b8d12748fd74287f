#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# test/style: each check passes a small good tree, and finds what is planted.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=test/front/tap.sh
. "$here/tap.sh"

both="GPL-2.0-only OR MIT"

good_tree()
{
	mkdir -p test core kmod/compat document lib lab
	cp "$here/../style" "$here/../codespell.ignore" test/
	printf '/* SPDX-License-Identifier: %s */\n#include <stddef.h>\n' \
		"$both" >core/env.h
	printf '// SPDX-License-Identifier: %s\n#include "env.h"\n' \
		"$both" >core/rule_it.c
	printf '/* SPDX-License-Identifier: GPL-2.0-only */\n' >lab/shared.h
	cp lab/shared.h document/model.h
	printf '%s\n' '// SPDX-License-Identifier: GPL-2.0-only' \
		'#include <stdio.h>' '#include "shared.h"' '#include "model.h"' \
		>lab/lab_it.c
	printf '// SPDX-License-Identifier: GPL-2.0-only\n' >kmod/mod_it.c
	printf '// SPDX-License-Identifier: GPL-2.0-only\nLINUX_VERSION_CODE\n' \
		>kmod/compat/compat_it.c
}

# finds CHECK PART: the check passed before, fails now, and says PART
finds()
{
	said=$(test/style "$1" 2>&1) &&
		{ echo "$1 found nothing"; return 1; }
	holds "$said" "$2" && holds "$said" "not ok $1"
}

test_good_tree()
{
	good_tree
	test/style spdx whitespace places names arrows purity versions lengths
	same status $? 0
}

test_spdx()
{
	good_tree
	echo 'int x;' >lib/bare.c
	finds spdx "lib/bare.c: no SPDX line"
}

test_spdx_of_core()
{
	good_tree
	echo '// SPDX-License-Identifier: GPL-2.0-only' >core/narrow.c
	finds spdx "core/narrow.c: the rule is"
}

test_whitespace()
{
	good_tree
	echo 'int x; ' >>document/model.h
	finds whitespace "document/model.h:2"
}

test_spaces_for_a_tab()
{
	good_tree
	echo '        int x;' >>document/model.h
	finds whitespace "document/model.h:2"
}

test_places()
{
	good_tree
	printf 'see /%s/notes\n' root >notes
	finds places notes || return
	printf 'from deb.%s.org\n' debian >notes
	finds places notes
}

test_names()
{
	good_tree
	cp document/model.h lab/model.h
	finds names model.h
}

test_arrow_up()
{
	good_tree
	echo '#include "shared.h"' >>document/model.h
	finds arrows "document/model.h: includes lab/shared.h"
}

test_arrow_up_with_directory()
{
	good_tree
	echo '#include "../lab/shared.h"' >>kmod/mod_it.c
	finds arrows "kmod/mod_it.c: includes lab/shared.h"
}

test_arrow_out_of_core()
{
	good_tree
	echo '#include "model.h"' >>core/rule_it.c
	finds arrows "core/rule_it.c: includes document/model.h"
}

test_purity()
{
	good_tree
	echo '#include <stdio.h>' >>core/rule_it.c
	finds purity "core/rule_it.c"
}

test_versions()
{
	good_tree
	echo '#if LINUX_VERSION_CODE > 1' >>kmod/mod_it.c
	finds versions "kmod/mod_it.c:2"
}

long_function()
{
	good_tree
	{
		echo 'int f(void)'
		echo '{'
		yes '	;' | head -n 60
		echo '}'
	} >>lab/lab_it.c
}

test_long_function()
{
	long_function
	test/style lengths || return
	sed -i 's/^{$/{\n\t;/' lab/lab_it.c
	finds lengths "lab/lab_it.c:f: 61 lines, 60 at most"
}

test_long_file()
{
	good_tree
	yes '// x' | head -n 496 >>lab/lab_it.c
	test/style lengths || return
	echo '// x' >>lab/lab_it.c
	finds lengths "lab/lab_it.c: 501 lines, 500 at most"
}

test_known_to_be_long()
{
	long_function
	sed -i 's/^{$/{\n\t;/' lab/lab_it.c
	echo "lab/lab_it.c:f 61" >test/long.known
	test/style lengths || return
	sed -i 's/^{$/{\n\t;/' lab/lab_it.c
	finds lengths "lab/lab_it.c:f: 62 lines, grown from 61" || return
	sed -i '/^\t;$/d' lab/lab_it.c
	finds lengths "lab/lab_it.c:f: short enough, take it off test/long.known" ||
		return
	echo "lab/gone.c 600" >test/long.known
	finds lengths "lab/gone.c: is not there, take it off test/long.known"
}

test_source_that_is_not_built()
{
	good_tree
	mkdir build
	printf '"file": "../%s",\n"output": "x.o"\n' core/rule_it.c lab/lab_it.c \
		>build/compile_commands.json
	test/style sources || return
	echo '// SPDX-License-Identifier: GPL-2.0-only OR MIT' >core/more.c
	finds sources "core/more.c: is in no meson.build"
}

test_codespell()
{
	command -v codespell >/dev/null || return 0
	good_tree
	test/style codespell || return
	printf 'rec%s\n' ieve >notes
	finds codespell notes
}

test_shellcheck()
{
	command -v shellcheck >/dev/null || return 0
	good_tree
	# shellcheck disable=SC2016 # planted
	printf '#!/bin/sh\necho $1\n' >script
	finds shellcheck SC2086
}

test_count()
{
	good_tree
	echo 'int x;' >lib/bare.c
	same last "$(test/style spdx names | tail -n 1)" "1 passed, 1 failed"
}

# Reads SR_WERROR: a warning of clang is shown, and counts if asked.
test_clang_warns()
{
	good_tree
	echo 'int main(void) { int planted; return 0; }' >main.c
	echo "project('p', 'c', default_options: 'warning_level=2')
option_of_suite = get_option('tests')
executable('p', 'main.c')" >meson.build
	echo "option('tests', type: 'feature')" >meson_options.txt
	said=$(SR_WERROR=0 test/style clang 2>&1)
	same status $? 0 && holds "$said" planted || return
	said=$(SR_WERROR=1 test/style clang 2>&1)
	same status $? 1 && holds "$said" planted
}

tap_run
