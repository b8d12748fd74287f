// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: PCI functions on the way to CXL memory, by their configuration space:
 * what kind of port each is, its number, and where its CXL component registers
 * are (Register Locator DVSEC, CXL 3.1 8.1.9).
 *
 * Only the few words that are needed are read: each costs a bus transaction.
 * A server has hundreds of functions; those below a host that is no CXL host
 * bridge are not looked at.
 */
#include "hdm_registers.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DIRECTORY "sys/bus/pci/devices"

#define PCI_COMMAND 0x04
#define PCI_COMMAND_MEMORY 0x0002U
#define PCI_STATUS_CAPABILITIES (0x0010U << 16)
#define PCI_CAPABILITIES 0x34
#define PCI_CAP_EXPRESS 0x10
#define EXPRESS_LINK 0x0c
#define CONFIG_SIZE 0x1000
#define EXTENDED_FIRST 0x100
#define EXTENDED_LAST 0xff4
#define EXTENDED_DVSEC 0x0023
#define VENDOR_CXL 0x1e98
#define DVSEC_DEVICE 0
#define DVSEC_LOCATOR 8
/* In the CXL device DVSEC, CXL 3.1 8.1.3.2 */
#define DEVICE_CTRL 0x0c
#define DEVICE_CTRL_MEM_ENABLE (1U << 2)
#define LOCATOR_FIRST 0x0c
#define LOCATOR_COMPONENT 1

/* Capability lists are walked so far at most, for they may be circular. */
#define STANDARD_MAX 48
#define EXTENDED_MAX 480

/* The words that are read at once. */
#define WORDS_MAX 2

/*
 * Words of configuration space. Who is not root gets the first 64 bytes only:
 * the read ends early then.
 */
static int config_words(int config, unsigned int at, uint32_t *words, size_t n)
{
	unsigned char bytes[4 * WORDS_MAX];
	ssize_t got = pread(config, bytes, 4 * n, at);
	size_t i;

	memset(words, 0, n * sizeof(*words));
	if (got < 0)
		return -errno;
	if ((size_t)got != 4 * n)
		return -EACCES;
	for (i = 0; i < n; i++)
		words[i] = (uint32_t)sr_le(bytes + 4 * i, 4);
	return 0;
}

static int config_word(int config, unsigned int at, uint32_t *word)
{
	return config_words(config, at, word, 1);
}

/* The capability's place, and its first word. */
static int find_express(int config, uint32_t command, unsigned int *at,
			uint32_t *express)
{
	uint32_t word;
	unsigned int i;
	int err;

	if (!(command & PCI_STATUS_CAPABILITIES))
		return -ENOENT;
	err = config_word(config, PCI_CAPABILITIES, &word);
	for (i = 0; !err && i < STANDARD_MAX && (word & 0xfc); i++) {
		*at = word & 0xfc;
		err = config_word(config, *at, express);
		if (!err && (*express & 0xff) == PCI_CAP_EXPRESS)
			return 0;
		word = *express >> 8;
	}
	return err ? err : -ENOENT;
}

static int find_dvsec(int config, uint32_t id, unsigned int *at,
		      unsigned int *end)
{
	uint32_t head, dvsec[2];
	unsigned int i, next = EXTENDED_FIRST;
	int err = 0;

	for (i = 0; i < EXTENDED_MAX && next >= EXTENDED_FIRST &&
		    next <= EXTENDED_LAST; i++) {
		err = config_word(config, next, &head);
		if (err || !head || head == UINT32_MAX)
			break;
		*at = next;
		next = head >> 20;
		if ((head & 0xffff) != EXTENDED_DVSEC)
			continue;
		err = config_words(config, *at + 4, dvsec, 2);
		if (err)
			break;
		*end = *at + (dvsec[0] >> 20);
		if (*end > CONFIG_SIZE)
			*end = CONFIG_SIZE;
		if ((dvsec[0] & 0xffff) == VENDOR_CXL &&
		    (dvsec[1] & 0xffff) == id)
			return 0;
	}
	return err ? err : -ENOENT;
}

static int read_locator(int config, struct sr_pci_function *function)
{
	unsigned int at, end;
	uint32_t entry[2];
	int err = find_dvsec(config, DVSEC_LOCATOR, &at, &end);

	if (err)
		return err == -ENOENT ? 0 : err;
	for (at += LOCATOR_FIRST; !err && at + 8 <= end; at += 8) {
		err = config_words(config, at, entry, 2);
		if (err || (entry[0] >> 8 & 0xff) != LOCATOR_COMPONENT)
			continue;
		function->has_registers = true;
		function->bar = entry[0] & 7;
		function->offset = (uint64_t)entry[1] << 32 |
				   (entry[0] & 0xffff0000);
		break;
	}
	return err;
}

static int read_mem_enable(int config, struct sr_pci_function *function)
{
	unsigned int at, end;
	uint32_t ctrl;
	int err = find_dvsec(config, DVSEC_DEVICE, &at, &end);

	if (!err)
		err = config_word(config, at + DEVICE_CTRL, &ctrl);
	if (err)
		return err == -ENOENT ? 0 : err;
	function->mem_enabled = (struct sr_fact){
		!!(ctrl & DEVICE_CTRL_MEM_ENABLE), true,
	};
	return 0;
}

static int read_config(int config, struct sr_pci_function *function)
{
	static const enum sr_pci_kind kinds[16] = {
		[0] = SR_PCI_ENDPOINT, [4] = SR_PCI_ROOT_PORT,
		[5] = SR_PCI_UPSTREAM, [6] = SR_PCI_DOWNSTREAM,
		[9] = SR_PCI_ENDPOINT,
	};
	uint32_t express, link, command;
	unsigned int at;
	int err = config_word(config, PCI_COMMAND, &command);

	if (!err)
		err = find_express(config, command, &at, &express);
	if (!err)
		err = config_word(config, at + EXPRESS_LINK, &link);
	if (err)
		return err == -ENOENT ? 0 : err;
	function->kind = kinds[express >> 20 & 0xf];
	function->port = link >> 24;
	function->answers = command & PCI_COMMAND_MEMORY;
	if (function->kind != SR_PCI_ENDPOINT &&
	    function->kind != SR_PCI_UPSTREAM)
		return 0;
	err = read_mem_enable(config, function);
	return err ? err : read_locator(config, function);
}

/*
 * Registers of a function that sleeps must not be touched. Linux does not know
 * the state of one without a driver, which firmware has left awake.
 */
static bool is_awake(int directory, const char *name)
{
	char path[300], state[32];

	snprintf(path, sizeof(path), "%s/power_state", name);
	return sr_attribute_text(directory, path, state, sizeof(state)) ||
	       !strcmp(state, "D0") || !strcmp(state, "unknown");
}

static int read_function(int directory, const char *path,
			 struct sr_pci_function *function)
{
	char above[256], file[300];
	int config, err;

	if (sr_link_step(path, 1, above, sizeof(above))) {
		function->above = strdup(above);
		if (!function->above)
			return -ENOMEM;
	}
	snprintf(file, sizeof(file), "%s/config", function->name);
	config = sr_open(directory, file, 0);
	err = config < 0 ? config : read_config(config, function);
	if (config >= 0)
		close(config);
	/* Of others it does not matter: there is nothing to ask them. */
	if (function->has_registers && function->answers)
		function->answers = is_awake(directory, function->name);
	return err;
}

static int add_function(struct sr_pci *pci, int directory, const char *name,
			const char *path)
{
	struct sr_pci_function *list;

	list = sr_grow(pci->functions, pci->n, sizeof(*list));
	if (!list)
		return -ENOMEM;
	pci->functions = list;
	list += pci->n++;
	list->name = strdup(name);
	return list->name ? read_function(directory, path, list) : -ENOMEM;
}

static int add_host(int root, struct sr_pci *pci, const char *name)
{
	struct sr_pci_host *list;
	char path[300];
	uint64_t uid;

	list = sr_grow(pci->hosts, pci->n_hosts, sizeof(*list));
	if (!list)
		return -ENOMEM;
	pci->hosts = list;
	list += pci->n_hosts++;
	snprintf(path, sizeof(path), "sys/devices/%s/firmware_node/uid", name);
	if (!sr_attribute_number(root, path, &uid) && uid <= UINT32_MAX) {
		list->uid = (uint32_t)uid;
		list->has_uid = true;
	}
	list->name = strdup(name);
	return list->name ? 0 : -ENOMEM;
}

/* Who cannot say what it is may be one. */
static bool may_be_cxl(const struct sr_platform *platform,
		       const struct sr_pci_host *host)
{
	size_t i;

	for (i = 0; host->has_uid && i < platform->n_chbs; i++)
		if (platform->chbs[i].uid == host->uid)
			return true;
	return !host->has_uid;
}

/* ".../pci0000:0c/0000:0c:00.0/0000:0d:00.0": the host that is nearest. */
static bool find_host_name(const char *path, char *name, size_t size)
{
	unsigned int back = 1;

	while (sr_link_step(path, back, name, size)) {
		if (!strncmp(name, "pci", 3))
			return true;
		back++;
	}
	return false;
}

/*
 * A bus, by "0000:0c:" in the names of its functions. They hang on the same
 * bridge: the path to one of them serves all.
 */
struct bus {
	char name[32];
	/* path: its last component is some function of the bus */
	char path[SR_ATTRIBUTE_MAX];
};

static void find_bus(int directory, const char *name, struct bus *bus)
{
	const char *colon = strrchr(name, ':');
	size_t size = colon ? (size_t)(colon - name) + 1 : strlen(name);
	ssize_t length;

	if (strlen(bus->name) == size && !strncmp(name, bus->name, size))
		return;
	/* A name that does not fit is none, and every link is followed then. */
	if (size >= sizeof(bus->name))
		size = 0;
	memcpy(bus->name, name, size);
	bus->name[size] = '\0';
	length = readlinkat(directory, name, bus->path, sizeof(bus->path) - 1);
	bus->path[length > 0 ? length : 0] = '\0';
}

static int read_named(int root, const struct sr_platform *platform,
		      struct sr_pci *pci, int directory, const char *name,
		      const char *path)
{
	char host[256];
	int err = 0;

	if (find_host_name(path, host, sizeof(host))) {
		if (!sr_pci_find_host(pci, host))
			err = add_host(root, pci, host);
		if (err || !may_be_cxl(platform, sr_pci_find_host(pci, host)))
			return err;
	}
	return add_function(pci, directory, name, path);
}

int sr_pci_read(int root, const struct sr_platform *platform,
		struct sr_pci *pci)
{
	int err, directory = sr_dir_open(root, DIRECTORY);
	struct bus bus = { "", "" };
	struct sr_names names;
	size_t i;

	if (directory < 0)
		return directory;
	err = sr_dir_names(directory, &names);
	for (i = 0; !err && i < names.n; i++) {
		find_bus(directory, names.names[i], &bus);
		err = read_named(root, platform, pci, directory,
				 names.names[i], bus.path);
	}
	sr_names_free(&names);
	close(directory);
	return err;
}

void sr_pci_free(struct sr_pci *pci)
{
	size_t i;

	for (i = 0; i < pci->n; i++) {
		free(pci->functions[i].name);
		free(pci->functions[i].above);
	}
	for (i = 0; i < pci->n_hosts; i++)
		free(pci->hosts[i].name);
	free(pci->functions);
	free(pci->hosts);
	*pci = (struct sr_pci){ .n = 0 };
}

const struct sr_pci_function *sr_pci_find(const struct sr_pci *pci,
					  const char *name)
{
	size_t i;

	for (i = 0; name && i < pci->n; i++)
		if (!strcmp(pci->functions[i].name, name))
			return &pci->functions[i];
	return NULL;
}

const struct sr_pci_host *sr_pci_find_host(const struct sr_pci *pci,
					   const char *name)
{
	size_t i;

	for (i = 0; name && i < pci->n_hosts; i++)
		if (!strcmp(pci->hosts[i].name, name))
			return &pci->hosts[i];
	return NULL;
}
