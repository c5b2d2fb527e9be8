/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Times in words, as people write them in selections: "yesterday", "2 hours ago". */
#ifndef REPORT_WHEN_H
#define REPORT_WHEN_H

#include <time.h>

/*
 * What `text` means at the time `now`, in the local time zone: all seconds from
 * range[0] to range[1]. The words, and what is a range, are those of lvmreport(7).
 * -ENOENT when there is no word in it, or what none of them stands beside: that is
 * no matter of this. -EINVAL for words that are none, or do not go together.
 */
int when_range(const char *text, time_t now, time_t range[2]);

#endif
