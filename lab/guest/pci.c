// SPDX-License-Identifier: GPL-2.0-only
/*
 * DOC: PCI functions by serial number, and their CXL registers: the Register
 * Locator DVSEC (CXL 3.1 8.1.9) and the CXL device DVSEC (8.1.3).
 */
#include "guest.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PCI_DEVICES "/sys/bus/pci/devices"
#define CONFIG_SIZE 4096
#define EXT_CAP_START 0x100
#define EXT_CAP_DSN 0x0003
#define EXT_CAP_DVSEC 0x0023
#define CXL_VENDOR 0x1e98
#define DVSEC_DEVICE 0
#define DEVICE_CONTROL 0xc
#define MEM_ENABLE (1U << 2)
#define RANGE_1_BASE_HIGH 0x20
#define RANGE_1_BASE_LOW 0x24
#define RANGE_BASE_LOW 0xf0000000U
#define DVSEC_LOCATOR 8
#define DVSEC_ANY 0xffff
#define BLOCK_COMPONENT 1

static uint32_t word(const uint8_t *config, unsigned int at)
{
	uint32_t value;

	memcpy(&value, config + at, sizeof(value));
	return value;
}

static int config_read(const char *path, uint8_t *config)
{
	char name[PATH_MAX];
	ssize_t got;
	int fd;

	snprintf(name, sizeof(name), "%s/config", path);
	fd = open(name, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	got = pread(fd, config, CONFIG_SIZE, 0);
	close(fd);
	return got == CONFIG_SIZE ? 0 : -ENXIO;
}

/* Offset of an extended capability; with DVSEC, of the CXL one with an id. */
static unsigned int find_capability(const uint8_t *config, unsigned int id,
				    unsigned int dvsec)
{
	unsigned int at = EXT_CAP_START;
	int bound = (CONFIG_SIZE - EXT_CAP_START) / 8;

	while (at >= EXT_CAP_START && at <= CONFIG_SIZE - 12 && bound--) {
		uint32_t header = word(config, at);

		if ((header & 0xffff) == id &&
		    (id != EXT_CAP_DVSEC ||
		     ((word(config, at + 4) & 0xffff) == CXL_VENDOR &&
		      (word(config, at + 8) & 0xffff) == dvsec)))
			return at;
		at = header >> 20;
	}
	return 0;
}

static bool has_serial(const char *path, uint64_t serial)
{
	uint8_t config[CONFIG_SIZE];
	unsigned int at;

	if (config_read(path, config))
		return false;
	at = find_capability(config, EXT_CAP_DSN, DVSEC_ANY);
	return at && find_capability(config, EXT_CAP_DVSEC, DVSEC_LOCATOR) &&
	       (word(config, at + 4) | (uint64_t)word(config, at + 8) << 32) ==
		       serial;
}

int pci_find_serial(uint64_t serial, char *path, size_t size)
{
	struct dirent *entry;
	int rc = -ENODEV;
	DIR *dir;

	dir = opendir(PCI_DEVICES);
	if (!dir)
		return -errno;
	while (rc && (entry = readdir(dir))) {
		snprintf(path, size, PCI_DEVICES "/%s", entry->d_name);
		if (entry->d_name[0] != '.' && has_serial(path, serial))
			rc = 0;
	}
	closedir(dir);
	return rc;
}

/* Up twice: the switch's downstream port, then its upstream port. */
int pci_upstream_of(const char *path, char *upstream, size_t size)
{
	char real[PATH_MAX];
	char *slash;

	if (!realpath(path, real))
		return -errno;
	for (int i = 0; i < 2; i++) {
		slash = strrchr(real, '/');
		if (!slash)
			return -ENODEV;
		*slash = '\0';
	}
	snprintf(upstream, size, "%s", real);
	return 0;
}

static int map_resource(const char *path, unsigned int bar, uint64_t offset,
			volatile uint32_t **registers)
{
	char name[PATH_MAX];

	snprintf(name, sizeof(name), "%s/enable", path);
	file_write(name, "1"); /* refused where it is on already */
	snprintf(name, sizeof(name), "%s/resource%u", path, bar);
	return file_map(name, offset, registers);
}

int pci_map_component(const char *path, volatile uint32_t **registers)
{
	uint8_t config[CONFIG_SIZE];
	unsigned int at, end;
	int rc;

	rc = config_read(path, config);
	if (rc)
		return rc;
	at = find_capability(config, EXT_CAP_DVSEC, DVSEC_LOCATOR);
	if (!at)
		return -ENOENT;
	end = at + (word(config, at + 4) >> 20);
	for (at += 12; at + 8 <= end && at + 8 <= CONFIG_SIZE; at += 8) {
		uint32_t low = word(config, at);

		if ((low >> 8 & 0xff) == BLOCK_COMPONENT)
			return map_resource(path, low & 7,
					    (uint64_t)word(config, at + 4)
							    << 32 |
						    (low & 0xffff0000),
					    registers);
	}
	return -ENOENT;
}

/* Where the CXL device DVSEC is. */
static int find_device(const char *path, unsigned int *at)
{
	uint8_t config[CONFIG_SIZE];
	int rc = config_read(path, config);

	if (rc)
		return rc;
	*at = find_capability(config, EXT_CAP_DVSEC, DVSEC_DEVICE);
	return *at ? 0 : -ENOENT;
}

/* The first @size bytes of @value there become what they are in @mask. */
static int config_change(const char *path, unsigned int at, size_t size,
			 uint32_t mask, uint32_t value)
{
	char name[PATH_MAX];
	uint32_t word = 0;
	int fd, rc = 0;

	snprintf(name, sizeof(name), "%s/config", path);
	fd = open(name, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (pread(fd, &word, size, at) != (ssize_t)size)
		rc = -EIO;
	word = (word & ~mask) | value;
	if (!rc && pwrite(fd, &word, size, at) != (ssize_t)size)
		rc = -EIO;
	close(fd);
	return rc;
}

int pci_enable_memory(const char *path)
{
	unsigned int at;
	int rc = find_device(path, &at);

	return rc ? rc : config_change(path, at + DEVICE_CONTROL, 2,
				       MEM_ENABLE, MEM_ENABLE);
}

int pci_set_range(const char *path, uint64_t base)
{
	unsigned int at;
	int rc = find_device(path, &at);

	if (!rc)
		rc = config_change(path, at + RANGE_1_BASE_HIGH, 4, UINT32_MAX,
				   (uint32_t)(base >> 32));
	return rc ? rc : config_change(path, at + RANGE_1_BASE_LOW, 4,
				       RANGE_BASE_LOW,
				       (uint32_t)base & RANGE_BASE_LOW);
}
