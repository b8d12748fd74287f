#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# tools/build-debug-kernel, with a source whose Makefile only writes down
# what it was asked for.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=test/front/tap.sh
. "$here/tap.sh"

# tree: a source tree, a source package and a cache
tree()
{
	mkdir -p tools lab bin src/linux-source-9.9/arch/x86/boot
	cp "$here/../../tools/build-debug-kernel" tools/
	echo "6.12-debug bookworm linux-source-9.9 - gcc" >lab/kernels.list
	printf '# why\nCONFIG_A=y\nCONFIG_B=m\n' >lab/debug.config
	cat >src/linux-source-9.9/Makefile <<-'END'
	.RECIPEPREFIX = >
	allnoconfig:
	> cp $(KCONFIG_ALLCONFIG) .config
	bzImage:
	> echo made >>$(MADE)
	> echo image >arch/x86/boot/bzImage
	> echo object >object.o
	> test ! -f $(MADE).broken
	modules:
	> echo symbols >Module.symvers
	kernelrelease:
	> @echo 9.9.9-debug
	modules_install:
	> mkdir -p $(INSTALL_MOD_PATH)/lib/modules/9.9.9-debug
	> ln -s $(CURDIR) $(INSTALL_MOD_PATH)/lib/modules/9.9.9-debug/build
	END
	pack
	echo "VERSION_CODENAME=bookworm" >os-release
	printf '#!/bin/sh\necho 9.9.9-1\n' >bin/dpkg-query
	chmod +x bin/dpkg-query
	: >made
	export DEBUG_OS_RELEASE="$PWD/os-release" DEBUG_SOURCES="$PWD/src" \
		XDG_CACHE_HOME="$PWD/cache" MADE="$PWD/made"
	kernels=cache/softreserve/kernels
}

pack()
{
	tar -C src -cJf src/linux-source-9.9.tar.xz linux-source-9.9
}

build()
{
	PATH="$PWD/bin:$PATH" tools/build-debug-kernel 2>&1
}

test_makes_what_srlab_takes()
{
	tree
	said=$(build) || return
	holds "$said" "building: done (" || return
	same kernels "$(ls $kernels)" "6.12-debug
9.9.9-debug" || return
	cd $kernels/6.12-debug || return
	same entry "$(ls)" "debian
made-of
root" || return
	same debian "$(cat debian)" bookworm || return
	same image "$(cat root/boot/vmlinuz-9.9.9-debug)" image || return
	same drivers "$(ls root/lib/modules/9.9.9-debug)" "" || return
	same tree "$(ls root/usr/src/linux-headers-9.9.9-debug)" "Makefile
Module.symvers
arch"
}

test_builds_once()
{
	tree
	build || return
	same again "$(build)" "kernel 6.12-debug: there (9.9.9-1)" || return
	same made "$(cat made)" made
}

test_builds_again_for_another_configuration()
{
	tree
	build || return
	echo "CONFIG_C=y" >>lab/debug.config
	build || return
	same made "$(grep -c made made)" 2 || return
	same kernels "$(ls $kernels)" "6.12-debug
9.9.9-debug"
}

test_builds_again_for_another_source()
{
	tree
	build || return
	printf '#!/bin/sh\necho 9.9.9-2\n' >bin/dpkg-query
	build || return
	same made "$(grep -c made made)" 2
}

test_a_line_that_is_lost_is_told()
{
	tree
	# shellcheck disable=SC2016 # for make
	sed -i 's/cp .*/grep -v CONFIG_B $(KCONFIG_ALLCONFIG) >.config/' \
		src/linux-source-9.9/Makefile
	pack
	said=$(build) && return 1
	holds "$said" "CONFIG_B=m" || return
	holds "$said" "do not come true" || return
	same kernels "$(ls $kernels)" "" || return
	same made "$(cat made)" ""
}

test_a_failure_leaves_what_was_there()
{
	tree
	build || return
	echo "CONFIG_C=y" >>lab/debug.config
	touch made.broken
	said=$(build) && return 1
	holds "$said" "building: failed (log: " || return
	same kernels "$(ls $kernels)" "6.12-debug
9.9.9-debug" || return
	same image "$(cat $kernels/6.12-debug/root/boot/vmlinuz-9.9.9-debug)" \
		image
}

test_no_source()
{
	tree
	rm src/linux-source-9.9.tar.xz
	said=$(build) && return 1
	holds "$said" "\"tools/setup debug\" installs linux-source-9.9"
}

test_a_release_without_one()
{
	tree
	echo "VERSION_CODENAME=trixie" >os-release
	said=$(build) && return 1
	holds "$said" "lab/kernels.list has no 6.12-debug for trixie"
}

test_usage()
{
	tree
	PATH="$PWD/bin:$PATH" tools/build-debug-kernel 6.12
	same status $? 2
}

tap_run
