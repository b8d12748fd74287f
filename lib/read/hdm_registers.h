/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * DOC: HDM decoders as their registers are, and the PCI functions they are on.
 *
 * The CXL bus shows decoders only of components whose probe went well, and none
 * once CXL was given up. The registers are there all the same, for root.
 */
#ifndef SR_HDM_REGISTERS_H
#define SR_HDM_REGISTERS_H

#include "system_private.h"

/** enum sr_pci_kind - what a PCI function is on the way to memory */
enum sr_pci_kind {
	SR_PCI_OTHER,
	SR_PCI_ROOT_PORT,
	SR_PCI_UPSTREAM,
	SR_PCI_DOWNSTREAM,
	SR_PCI_ENDPOINT,
};

/** struct sr_pci_function - a PCI function */
struct sr_pci_function {
	/** @name: "0000:0d:00.0"; owned */
	char *name;
	/** @above: the function above, or "pci0000:0c", or NULL; owned */
	char *above;
	enum sr_pci_kind kind;
	/** @port: its number as a port */
	unsigned int port;
	/** @mem_enabled: Mem_Enable of its CXL device DVSEC, if it has one */
	struct sr_fact mem_enabled;
	/** @answers: it is awake, and decodes memory addresses */
	bool answers;
	/** @has_registers: it has CXL component registers */
	bool has_registers;
	/** @bar: in which of its BARs they are */
	unsigned int bar;
	/** @offset: and where in that */
	uint64_t offset;
};

/** struct sr_pci_host - a PCI host bridge */
struct sr_pci_host {
	/** @name: "pci0000:0c"; owned */
	char *name;
	/** @uid: firmware's UID of it; the CXL bus knows it, but not always */
	uint32_t uid;
	/** @has_uid: @uid could be read */
	bool has_uid;
};

/** struct sr_pci - hosts and functions; sr_pci_free() is its destructor */
struct sr_pci {
	struct sr_pci_host *hosts;
	size_t n_hosts;
	struct sr_pci_function *functions;
	size_t n;
};

/** struct sr_hdm - one component's decoders that are programmed */
struct sr_hdm {
	/** @decoders: owned */
	struct sr_decoder *decoders;
	size_t n;
	/** @count: decoders it has, programmed or not; 0: no capability */
	unsigned int count;
	/** @enabled: HDM decoder enable of a device: else DVSEC ranges decode */
	bool enabled;
};

/**
 * sr_pci_read() - read all functions that may be on the way to CXL memory
 * @root: the sysroot
 * @platform: with its CEDT read, which says what hosts are CXL host bridges
 * @pci: empty; to be freed in any case
 *
 * Functions below a host that is none are left out.
 *
 * Return: 0; -EACCES where it takes root; other -errno.
 */
int sr_pci_read(int root, const struct sr_platform *platform,
		struct sr_pci *pci);

/** sr_pci_free() - free what it holds, not the struct */
void sr_pci_free(struct sr_pci *pci);

/** sr_pci_find() - the function of a name, or NULL */
const struct sr_pci_function *sr_pci_find(const struct sr_pci *pci,
					  const char *name);

/** sr_pci_find_host() - the host of a name, or NULL */
const struct sr_pci_host *sr_pci_find_host(const struct sr_pci *pci,
					   const char *name);

/**
 * sr_hdm_read_function() - decoders of an endpoint or a switch
 * @root: the sysroot
 * @function: with registers
 * @hdm: empty; the caller frees @hdm->decoders
 *
 * Return: 0, also where it has no decoders; -ENXIO where it does not answer;
 * -EPROTO where a decoder's registers have no meaning; -errno where they
 * cannot be read.
 */
int sr_hdm_read_function(int root, const struct sr_pci_function *function,
			 struct sr_hdm *hdm);

/** sr_hdm_read_bridge() - the same of a host bridge, as the CEDT describes it */
int sr_hdm_read_bridge(int root, const struct sr_chbs *bridge,
		       struct sr_hdm *hdm);

#endif /* SR_HDM_REGISTERS_H */
