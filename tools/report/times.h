/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Times in words (report/when.h) as dm_report asks for them in selections. */
#ifndef REPORT_TIMES_H
#define REPORT_TIMES_H

#include <libdevmapper.h>

/* A dm_report_reserved_handler. */
int report_time_words(struct dm_report *dm, struct dm_pool *pool, uint32_t field,
		      dm_report_reserved_action_t action, const void *in, const void **out);

#endif
