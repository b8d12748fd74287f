/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: symbols that the CXL core exports (namespace CXL) but declares only in
 * its private headers. Nothing here but declarations.
 */
#ifndef SR_CXL_SYMBOLS_H
#define SR_CXL_SYMBOLS_H

#include <linux/device/bus.h>
#include <linux/types.h>

struct device;

extern const struct bus_type cxl_bus_type;

bool is_cxl_memdev(const struct device *dev);
bool is_cxl_region(struct device *dev);
void cxl_bus_drain(void);
void cxl_bus_rescan(void);

#if IS_ENABLED(CONFIG_CXL_SUSPEND)
void cxl_mem_active_inc(void);
void cxl_mem_active_dec(void);
#define sr_cxl_mem_active_inc() cxl_mem_active_inc()
#define sr_cxl_mem_active_dec() cxl_mem_active_dec()
#else
#define sr_cxl_mem_active_inc() do { } while (0)
#define sr_cxl_mem_active_dec() do { } while (0)
#endif

#endif /* SR_CXL_SYMBOLS_H */
