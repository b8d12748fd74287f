#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# tools/paste-matrix: the table goes between the markers, or nothing does.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=test/front/tap.sh
. "$here/tap.sh"

document()
{
	printf '%s\n' 'before' '<!-- matrix:begin -->' '| old |' \
		'<!-- matrix:end -->' 'after' >document
}

# srlab_says LINE...
srlab_says()
{
	{
		echo '#!/bin/sh'
		echo 'cat <<"END"'
		printf '%s\n' "$@"
		echo END
		echo 'exit 1'
	} >srlab
	chmod +x srlab
}

paste_matrix()
{
	SRLAB="$PWD/srlab" "$here/../../tools/paste-matrix" document 2>&1
}

test_replaces_the_table()
{
	document
	srlab_says 'said before' '| platform | stock |' '|---|---|' \
		'| exact | 0 |' '' '- exact: why' '3 passed, 1 failed'
	paste_matrix || return
	same document "$(cat document)" "before
<!-- matrix:begin -->
| platform | stock |
|---|---|
| exact | 0 |

- exact: why
<!-- matrix:end -->
after" || return
	paste_matrix || return
	same lines "$(wc -l <document)" 9
}

test_no_table()
{
	document
	srlab_says 'srlab: no such kernel'
	said=$(paste_matrix) && return 1
	holds "$said" "no table" || return
	holds "$(cat document)" "| old |" || return
	same files "$(echo *)" "document srlab"
}

test_no_marker()
{
	document
	sed -i /matrix:end/d document
	srlab_says '| new |'
	said=$(paste_matrix) && return 1
	holds "$said" "matrix:end" || return
	holds "$(cat document)" "| old |"
}

tap_run
