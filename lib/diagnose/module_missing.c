// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: see module_missing.h.
 *
 * From the first link of the chain to the last: the sources, the kernel's
 * headers, the built module, whether the kernel takes it. Nothing is loaded to
 * find out.
 */
#include "module_missing.h"

#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "system_private.h"

#define MODULE "softreserve"

/* Is there a file for this pattern below the root? */
static bool is_there(const char *sysroot, const char *pattern)
{
	char path[4096];
	glob_t found;
	bool any;

	if ((size_t)snprintf(path, sizeof(path), "%s%s", sysroot, pattern) >=
	    sizeof(path))
		return false;
	any = !glob(path, GLOB_NOSORT, NULL, &found);
	globfree(&found);
	return any;
}

static bool file_has(const char *sysroot, const char *name, const char *text)
{
	int root = sr_dir_open(AT_FDCWD, *sysroot ? sysroot : "/");
	size_t length;
	char *content;
	bool has = false;

	if (root < 0)
		return false;
	if (!sr_tree_enter(root) &&
	    !sr_file_read(root, name, &content, &length)) {
		has = strstr(content, text);
		free(content);
	}
	sr_tree_leave();
	close(root);
	return has;
}

static bool is_built(const char *sysroot, const char *release)
{
	/* Where DKMS, make install and others put modules of this kind. */
	static const char *const places[] = { "updates", "updates/dkms",
					      "extra", "extra/dkms",
					      "weak-updates" };
	char pattern[512];

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		snprintf(pattern, sizeof(pattern),
			 "/lib/modules/%s/%s/" MODULE ".ko*", release,
			 places[i]);
		if (is_there(sysroot, pattern))
			return true;
	}
	return false;
}

static bool has_headers(const char *sysroot, const char *release)
{
	char pattern[512];

	snprintf(pattern, sizeof(pattern), "/lib/modules/%s/build/include",
		 release);
	return is_there(sysroot, pattern);
}

/* Before 6.3 there are no CXL RAM regions, and device-dax gets everything. */
static bool is_too_old(const char *release)
{
	unsigned int major, minor;

	return sscanf(release, "%u.%u", &major, &minor) == 2 &&
	       (major < 6 || (major == 6 && minor < 3));
}

static bool wants_signature(const char *sysroot)
{
	static const char lockdown[] = "sys/kernel/security/lockdown";

	return file_has(sysroot, "sys/module/module/parameters/sig_enforce",
			"Y") ||
	       file_has(sysroot, lockdown, "[integrity]") ||
	       file_has(sysroot, lockdown, "[confidentiality]");
}

static void say_not_built(const char *sysroot, const char *release,
			  char *text, size_t size)
{
	if (!is_there(sysroot, "/usr/src/" MODULE "-*/dkms.conf"))
		snprintf(text, size,
			 "softreserve.ko is not installed for Linux %s. Install the package softreserve, or 'make install'.",
			 release);
	else if (!has_headers(sysroot, release))
		snprintf(text, size,
			 "softreserve.ko is not built for Linux %s, because that kernel's headers are not installed. Install linux-headers-%s; DKMS then builds it. Then reboot.",
			 release, release);
	else
		snprintf(text, size,
			 "softreserve.ko is not built for Linux %s, although its headers are there. 'dkms autoinstall -k %s' builds it, or says why not.",
			 release, release);
}

static void say_not_loaded(const char *sysroot, char *text, size_t size)
{
	if (file_has(sysroot, "proc/cmdline", "blacklist=" MODULE))
		snprintf(text, size,
			 "softreserve.ko is kept from loading by the kernel's command line (blacklist=softreserve).");
	else if (wants_signature(sysroot))
		snprintf(text, size,
			 "Linux takes only signed modules here (Secure Boot), and softreserve.ko is not loaded: it is not signed, or not with a key that this machine trusts. Enrol the key that DKMS signs with ('mokutil --import /var/lib/dkms/mok.pub'), then reboot.");
	else
		snprintf(text, size,
			 "softreserve.ko is installed but not loaded. 'modprobe softreserve' loads it, or says why not.");
}

bool module_missing(const char *sysroot, const char *release, char *text,
		    size_t size)
{
	if (is_there(sysroot, "/sys/module/" MODULE))
		return false;
	if (!release)
		snprintf(text, size, "softreserve.ko is not loaded.");
	else if (is_too_old(release))
		snprintf(text, size,
			 "nothing. softreserve is for Linux 6.3 and later; before that, device-dax gets all Soft Reserved memory by itself.");
	else if (is_built(sysroot, release))
		say_not_loaded(sysroot, text, size);
	else
		say_not_built(sysroot, release, text, size);
	return true;
}
