/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Findings of a scan. They join the results, and those of severity WARNING and above
 * the log, in an order that does not depend on which disk answers first: so a walk only
 * remembers what it finds, under its device, and found_tell() tells it when the last
 * answer is there.
 */
#ifndef SCAN_TELL_H
#define SCAN_TELL_H

#include "base/finding.h"
#include "scan/found.h"

/* While devices are walked. Those of one device are told by `offset`, then in the order
 * made. The sentence goes without the device's name. */
void found_note(struct scan *scan, struct found *found, const struct finding *finding,
		const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* Tell what was noted, device by device. */
void found_tell(struct scan *scan);

/* After that: tell now. `device` may be NULL; otherwise the sentence goes without its
 * name. */
void scan_tell(struct scan *scan, const struct volscan_device *device,
	       const struct finding *finding, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* The same for what the caller has put into the log in words of its own. */
void scan_record(struct scan *scan, const struct volscan_device *device,
		 const struct finding *finding, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* A sink for parsers and rules, whose findings are told at once: those of something
 * that begins at byte `base` of `device`, if that is not NULL. */
struct scan_place {
	struct scan *scan;
	const struct volscan_device *device;
	uint64_t base;		/* bytes */
	const char *what;	/* before each sentence, or "" */
};

struct finding_sink scan_sink(struct scan_place *place);

/* What was told, into the pool of the results. 0 or -ENOMEM. */
int scan_take_findings(struct scan *scan, struct scan_results *results);

#endif
