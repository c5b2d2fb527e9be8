/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whose VG is it: system IDs, as global/system_id_source and local/ say. */
#ifndef SCAN_SYSTEM_ID_H
#define SCAN_SYSTEM_ID_H

#include "config/config.h"

#define SYSTEM_ID_MAX 128

/* This host's system ID; "" if it has none. A source that gives none is a
 * warning. */
void system_id_local(const struct config *config, const struct log *log,
		     char id[SYSTEM_ID_MAX + 1]);

/* True when a VG that carries the system ID `vg_id` ("" = none) is for another
 * host than the one called `local_id`. */
bool system_id_is_foreign(const struct config *config, const char *local_id,
			  const char *vg_id);

#endif
