// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* DOC: who is who on the CXL bus, by name. */
#include "system_private.h"

#include <string.h>

bool sr_is_kind(const char *name, const char *kind)
{
	return name && !strncmp(name, kind, strlen(kind));
}

const struct sr_cxl_port *sr_port_find(const struct sr_running *running,
				       const char *name)
{
	size_t i;

	for (i = 0; name && i < running->n_ports; i++)
		if (!strcmp(running->ports[i].name, name))
			return &running->ports[i];
	return NULL;
}

const struct sr_cxl_port *sr_endpoint_find(const struct sr_running *running,
					   const char *memdev)
{
	size_t i;

	for (i = 0; i < running->n_ports; i++) {
		const struct sr_cxl_port *port = &running->ports[i];

		if (sr_is_kind(port->name, "endpoint") && port->device &&
		    !strcmp(port->device, memdev))
			return port;
	}
	return NULL;
}

bool sr_port_committed(const struct sr_cxl_port *port,
		       const struct sr_cxl_decoder *decoder)
{
	if (port->decoders_committed.known && decoder->index.known)
		return decoder->index.value < port->decoders_committed.value;
	return decoder->size.known && decoder->size.value;
}
