# SPDX-License-Identifier: GPL-2.0-only
# The front door. Userspace is built by meson, the module by Kbuild; this file
# only says which commands belong together. "make help" lists what there is.

KVER ?= $(shell uname -r)
PREFIX ?= /usr/local
DESTDIR ?=
# Whether compilers' warnings are errors: for developers and CI (SR_WERROR=1).
SR_WERROR ?= 0
export SR_WERROR

all: build/build.ninja
	ninja -C build

build/build.ninja:
	meson setup build -Dwerror=$(if $(filter-out 0,$(SR_WERROR)),true,false)

help:
	@echo 'make demo             memory that a stock kernel strands comes back'
	@echo 'make check            all tests, on kernel 6.12; ends with one line'
	@echo 'make check-all        these, and those that take long'
	@echo 'make                  build srlab and the tests in build/'
	@echo 'make kmod KVER=...    build softreserve.ko: for an installed kernel'
	@echo '                      (default: the running one) or the lab'\''s "6.12"'
	@echo 'make install KVER=... install all of it below PREFIX (/usr/local), and'
	@echo '                      softreserve.ko for an installed kernel; install-user'
	@echo '                      and install-kmod do half of it; DESTDIR= is heeded'
	@echo 'make uninstall        remove what make install installed'
	@echo 'make deb              Debian packages in build/deb'
	@echo 'make rpm              rpm packages in build/rpm'
	@echo 'make check-debug      the module under KASAN, lockdep, kmemleak ... (an hour)'
	@echo 'make check-packages   install, uninstall, packages: no virtual machine'
	@echo 'make check-distro     the packages in Debian 13, booted (half an hour)'
	@echo 'make bench            measure; ends with how many bounds hold (20 minutes)'
	@echo 'make style            the checks that only read the sources'
	@echo 'make readme           make the table of platforms in README.md anew'
	@echo 'make clean            remove build/; the cache of kernels stays'

setup-demo:
	@tools/setup demo

setup-check:
	@tools/setup check

setup-bench:
	@tools/setup bench

demo: setup-demo
	@tools/quiet-build lab/srlab lab/guest/srlab-init
	@build/srlab kernels --module 6.12 >/dev/null
	@build/srlab demo

check: setup-check
	@test/summary test/check.stages

check-all: setup-check
	@test/summary test/check.stages test/check-all.stages

setup-debug:
	@tools/setup debug

debug-kernel: setup-debug
	@tools/build-debug-kernel

check-debug: debug-kernel
	@tools/quiet-build lab/srlab lab/guest/srlab-init lab/guest/srctl-static
	@test/summary test/check-debug.stages

style: setup-check all
	@test/style

bench: setup-bench
	@tools/quiet-build
	@test/summary test/bench.stages

readme: all
	tools/paste-matrix README.md

kmod:
	@tools/build-kmod $(KVER)

install: install-user install-kmod

install-user:
	@packaging/install-user "$(PREFIX)" "$(DESTDIR)"

install-kmod: kmod
	@packaging/install-kmod "$(KVER)" "$(DESTDIR)"

uninstall:
	@packaging/install-kmod --remove "$(DESTDIR)"
	@packaging/install-user --remove "$(PREFIX)" "$(DESTDIR)"

setup-packages:
	@tools/setup packages

deb: setup-packages
	@packaging/build-deb

rpm: setup-packages
	@packaging/build-rpm

check-packages: setup-packages
	@test/distro/check-packages

check-distro:
	@tools/setup distro
	@tools/quiet-build lab/srlab lab/guest/srlab-init
	@test/distro/check-distro

clean:
	rm -rf build

.PHONY: all help setup-demo setup-check setup-bench demo check check-all \
	setup-debug debug-kernel check-debug style bench readme kmod install \
	install-user install-kmod uninstall setup-packages deb rpm \
	check-packages check-distro clean
