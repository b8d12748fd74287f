/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: HDM decoder registers: read them all, write them back, verify.
 *
 * Releasing cxl_acpi resets every committed decoder on the way. So all are
 * read before and written back after. Registers: CXL 3.1, 8.2.4.20 (HDM Decoder
 * Capability), 8.1.9 (Register Locator DVSEC), 8.1.3 (DVSEC for CXL Devices),
 * 9.18.1.2 (CEDT CHBS).
 */
#ifndef SR_HDM_H
#define SR_HDM_H

#include <linux/types.h>

#include "list.h"
#include "routes.h"

struct pci_bus;
struct pci_dev;
struct sr_round;

/** enum sr_hdm_kind - in the order in which decoders are written back */
enum sr_hdm_kind {
	/** @SR_HDM_ENDPOINT: a memory device */
	SR_HDM_ENDPOINT,
	/** @SR_HDM_SWITCH: the upstream port of a switch */
	SR_HDM_SWITCH,
	/** @SR_HDM_HOST_BRIDGE: a host bridge */
	SR_HDM_HOST_BRIDGE,
	/** @SR_HDM_KINDS: how many there are */
	SR_HDM_KINDS,
};

/** struct sr_hdm_decoder - one decoder's registers as they were read */
struct sr_hdm_decoder {
	/** @base: host physical base address */
	u64 base;
	/** @size: bytes */
	u64 size;
	/** @tail: target list, or DPA skip for an endpoint */
	u64 tail;
	/** @ctrl: the control register */
	u32 ctrl;
};

/** struct sr_hdm_component - a component that has HDM decoders */
struct sr_hdm_component {
	/** @name: for messages: "0000:0d:00.0" or "host bridge 12" */
	char name[32];
	/** @kind: what it is */
	enum sr_hdm_kind kind;
	/** @registers: physical address of its component register block */
	phys_addr_t registers;
	/** @hdm: offset of the HDM decoder capability in that block */
	u32 hdm;
	/** @pdev: its PCI function, referenced; NULL for a host bridge */
	struct pci_dev *pdev;
	/** @dvsec: config space offset of the CXL device DVSEC, or 0 */
	u16 dvsec;
	/** @dvsec_ctrl: its control register */
	u16 dvsec_ctrl;
	/** @global_ctrl: HDM decoder global control */
	u32 global_ctrl;
	/** @n_decoders: entries in @decoders */
	unsigned int n_decoders;
	/** @decoders: owned */
	struct sr_hdm_decoder *decoders;
};

/**
 * struct sr_hdm_seat - a host bridge, switch or device on the way to memory
 *
 * Also those without decoders, and those that could not be read.
 */
struct sr_hdm_seat {
	/** @kind: what it is */
	enum sr_hdm_kind kind;
	/** @uid: of a host bridge (ACPI0016) */
	u32 uid;
	/** @bus: root bus of a host bridge, to compare with only */
	const struct pci_bus *bus;
	/** @pdev: function of a switch or device, referenced; else NULL */
	struct pci_dev *pdev;
	/** @component: index of its decoders in components, or -1 */
	int component;
	/** @opaque: why its decoders do not tell where an address leads */
	enum sr_route_why opaque;
	/** @no_hdm: it has no HDM decoder capability */
	bool no_hdm;
	/** @off: a device that takes no memory requests (Mem_Enable is 0) */
	bool off;
};

/** struct sr_hdm - every component with HDM decoders, at one moment */
struct sr_hdm {
	/** @components: owned */
	struct sr_hdm_component *components;
	/** @n_components: how many */
	size_t n_components;
	/** @max_components: for how many there is room */
	size_t max_components;
	/** @seats: struct sr_hdm_seat list: all that is on the way */
	struct sr_list seats;
	/** @unreadable: components whose registers could not be read */
	unsigned int unreadable;
};

int sr_hdm_read(struct sr_hdm *hdm);
int sr_hdm_add_component(struct sr_hdm *hdm, struct sr_hdm_component *c,
			 struct sr_hdm_seat *seat);
int sr_hdm_add_seat(struct sr_hdm *hdm, const struct sr_hdm_seat *seat);
void sr_hdm_free(struct sr_hdm *hdm);
int sr_hdm_read_component(struct sr_hdm_component *c, void __iomem *hdm);
void __iomem *sr_hdm_map(const struct sr_hdm_component *c);
bool sr_hdm_decoder_committed(const struct sr_hdm_decoder *d);
unsigned int sr_hdm_count_committed(const struct sr_hdm *hdm);

/* hosts.c */
int sr_hdm_add_hosts(struct sr_hdm *hdm);

/* routing.c */
int sr_observe_routes(struct sr_round *r);

/* hdm_restore.c */
int sr_hdm_restore(const struct sr_hdm_component *saved);

/* Offsets in the HDM decoder capability, CXL 3.1 8.2.4.20 */
#define SR_HDM_CAP 0x00
#define SR_HDM_GLOBAL 0x04
#define SR_HDM_GLOBAL_ENABLE BIT(1)
#define SR_HDM_BASE_LOW(i) (0x10 + 0x20 * (i))
#define SR_HDM_BASE_HIGH(i) (0x14 + 0x20 * (i))
#define SR_HDM_SIZE_LOW(i) (0x18 + 0x20 * (i))
#define SR_HDM_SIZE_HIGH(i) (0x1c + 0x20 * (i))
#define SR_HDM_CTRL(i) (0x20 + 0x20 * (i))
#define SR_HDM_TAIL_LOW(i) (0x24 + 0x20 * (i))
#define SR_HDM_TAIL_HIGH(i) (0x28 + 0x20 * (i))
#define SR_HDM_CTRL_LOCK BIT(8)
#define SR_HDM_CTRL_COMMIT BIT(9)
#define SR_HDM_CTRL_COMMITTED BIT(10)
#define SR_HDM_CTRL_ERROR BIT(11)
/* DVSEC for CXL Devices: control register, CXL 3.1 8.1.3.2 */
#define SR_DVSEC_CTRL 0x0c
#define SR_DVSEC_CTRL_MEM_ENABLE BIT(2)

#endif /* SR_HDM_H */
