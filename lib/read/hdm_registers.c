// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * DOC: HDM decoder registers (CXL 3.1 8.2.4.20), mapped and read: of functions
 * through the BAR in sysfs, of host bridges through /dev/mem.
 *
 * Linux may refuse either (lockdown, or registers that the cxl driver holds);
 * then the CXL bus has to do. Nothing is ever written.
 */
#include "hdm_registers.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hdm_layout.h"
#include "interleave.h"

#define GONE UINT32_MAX

/* The words of one decoder, in the order of its registers. */
enum {
	BASE_LOW,
	BASE_HIGH,
	SIZE_LOW,
	SIZE_HIGH,
	CTRL,
	TAIL_LOW,
	TAIL_HIGH,
	N_WORDS,
};

/* A mapped register block. Registers are read a word at a time. */
struct block {
	const volatile uint32_t *words;
};

static uint32_t word_at(const struct block *block, unsigned int offset)
{
	return block->words[offset / 4];
}

/* A copied tree holds plain files, which may be shorter than they should. */
static bool holds_block(int fd, uint64_t offset)
{
	struct stat info;

	if (offset > INT64_MAX - SR_CXL_BLOCK_SIZE || fstat(fd, &info))
		return false;
	if (S_ISCHR(info.st_mode))
		return true;
	return S_ISREG(info.st_mode) &&
	       (uint64_t)info.st_size >= offset + SR_CXL_BLOCK_SIZE;
}

static int map_block(int root, const char *path, uint64_t offset,
		     struct block *block)
{
	int fd = sr_open(root, path, O_SYNC);
	void *map;
	int err = 0;

	if (fd < 0)
		return fd;
	if (!holds_block(fd, offset)) {
		close(fd);
		return -ERANGE;
	}
	map = mmap(NULL, SR_CXL_BLOCK_SIZE, PROT_READ, MAP_SHARED, fd, (off_t)offset);
	if (map == MAP_FAILED)
		err = -errno;
	else
		block->words = map;
	close(fd);
	return err;
}

static void unmap_block(const struct block *block)
{
	munmap((void *)(uintptr_t)block->words, SR_CXL_BLOCK_SIZE);
}

/* Return: 0; -ENOENT where it has no decoders; -ENXIO where nobody answers. */
static int find_decoders(const struct block *block, unsigned int *at)
{
	uint32_t cap, head = word_at(block, SR_CXL_CACHE_MEM);
	unsigned int i;

	if (head == GONE)
		return -ENXIO;
	if ((head & 0xffff) != SR_CXL_CAP_ARRAY)
		return -ENOENT;
	for (i = 1; i <= head >> 24; i++) {
		cap = word_at(block, SR_CXL_CACHE_MEM + 4 * i);
		if ((cap & 0xffff) != SR_CXL_CAP_HDM || !(cap >> 20))
			continue;
		*at = SR_CXL_CACHE_MEM + (cap >> 20 & ~3U);
		return 0;
	}
	return -ENOENT;
}

static unsigned int decoder_count(uint32_t cap)
{
	static const unsigned char counts[16] = { 1, 2, 4, 6, 8, 10, 12, 14,
						  16, 20, 24, 28, 32 };

	return counts[cap & 0xf];
}

static int decode(const uint32_t words[N_WORDS], bool endpoint,
		  struct sr_decoder *decoder)
{
	uint64_t tail = (uint64_t)words[TAIL_HIGH] << 32 | words[TAIL_LOW];
	unsigned int i;

	decoder->start = (uint64_t)words[BASE_HIGH] << 32 |
			 (words[BASE_LOW] & 0xf0000000);
	decoder->size = (uint64_t)words[SIZE_HIGH] << 32 |
			(words[SIZE_LOW] & 0xf0000000);
	decoder->committed = words[CTRL] & SR_HDM_CTRL_COMMITTED;
	decoder->locked = words[CTRL] & SR_HDM_CTRL_LOCK;
	decoder->ways = sr_interleave_ways(words[CTRL] >> 4 & 0xf);
	decoder->granularity = sr_interleave_granularity(words[CTRL] & 0xf);
	if (!decoder->ways || !decoder->granularity ||
	    (decoder->size && decoder->size - 1 > UINT64_MAX - decoder->start))
		return -EPROTO;
	if (endpoint)
		decoder->skip = tail;
	for (i = 0; !endpoint && i < decoder->ways && i < 8; i++)
		decoder->targets[decoder->n_targets++] = tail >> 8 * i & 0xff;
	return 0;
}

static void read_words(const struct block *block, unsigned int at,
		       unsigned int first, unsigned int end,
		       uint32_t words[N_WORDS])
{
	unsigned int i;

	for (i = first; i < end; i++)
		words[i] = word_at(block, at + 4 * i);
}

static int add_decoder(const struct block *block, unsigned int at,
		       unsigned int index, bool endpoint, struct sr_hdm *hdm)
{
	struct sr_decoder decoder = { .index = index }, *list;
	uint32_t words[N_WORDS];
	int err;

	read_words(block, at, SIZE_LOW, CTRL + 1, words);
	if (words[CTRL] == GONE)
		return -ENXIO;
	/* Who never was programmed says nothing: most never are. */
	if (!(words[CTRL] & SR_HDM_CTRL_COMMITTED) && !words[SIZE_LOW] &&
	    !words[SIZE_HIGH])
		return 0;
	read_words(block, at, BASE_LOW, SIZE_LOW, words);
	read_words(block, at, TAIL_LOW, N_WORDS, words);
	err = decode(words, endpoint, &decoder);
	if (err)
		return err;
	list = sr_grow(hdm->decoders, hdm->n, sizeof(*list));
	if (!list)
		return -ENOMEM;
	hdm->decoders = list;
	list[hdm->n++] = decoder;
	return 0;
}

static int read_block(const struct block *block, bool endpoint,
		      struct sr_hdm *hdm)
{
	unsigned int at, i, n;
	int err = find_decoders(block, &at);

	if (err)
		return err == -ENOENT ? 0 : err;
	n = decoder_count(word_at(block, at));
	hdm->count = n;
	hdm->enabled = word_at(block, at + SR_HDM_GLOBAL) &
		       SR_HDM_GLOBAL_ENABLE;
	if (!n || at + SR_HDM_DECODER_FIRST + n * SR_HDM_DECODER_SIZE >
		  SR_CXL_CACHE_MEM + SR_CXL_CACHE_MEM_SIZE)
		return -EPROTO;
	for (i = 0; !err && i < n; i++)
		err = add_decoder(block, at + SR_HDM_DECODER_FIRST + i * SR_HDM_DECODER_SIZE,
				  i, endpoint, hdm);
	return err;
}

static int read_at(int root, const char *path, uint64_t offset, bool endpoint,
		   struct sr_hdm *hdm)
{
	struct block block;
	int err = map_block(root, path, offset, &block);

	if (err)
		return err;
	err = read_block(&block, endpoint, hdm);
	unmap_block(&block);
	return err;
}

int sr_hdm_read_function(int root, const struct sr_pci_function *function,
			 struct sr_hdm *hdm)
{
	char path[300];

	if (!function->answers)
		return -ENXIO;
	snprintf(path, sizeof(path), "sys/bus/pci/devices/%s/resource%u",
		 function->name, function->bar);
	return read_at(root, path, function->offset,
		       function->kind == SR_PCI_ENDPOINT, hdm);
}

int sr_hdm_read_bridge(int root, const struct sr_chbs *bridge,
		       struct sr_hdm *hdm)
{
	return read_at(root, "dev/mem", bridge->registers, false, hdm);
}
