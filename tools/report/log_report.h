/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * LVM2's report of a command's log, for programs that read JSON and no messages: an entry
 * for each PV, VG and LV when it is done with, one for each message meanwhile, and one
 * for each device of which it is not known whether it is a PV.
 *
 * All functions take NULL: a log that nobody wants.
 */
#ifndef REPORT_LOG_REPORT_H
#define REPORT_LOG_REPORT_H

#include "report/report.h"

/* What an entry is about. NULL is "". */
struct log_object {
	const char *type;	/* "pv", "vg", "lv", "label", "orphan" */
	const char *name;
	const char *id;
	const char *group;	/* name of the VG that it is in */
	const char *group_id;
};

/* It is to be printed: if options or settings say so, and in JSON if there is such a
 * device. */
bool log_report_is_wanted(const struct report *report);

/* After the scan: a log for `report` and those beside it, if it is wanted, else NULL. From
 * now on messages are entries, and on stderr no more if the log was asked for. False when
 * that failed, after a message if it was for a wrong field. */
bool log_report_open(struct report *report);

/* Print it behind the main reports. False when that failed, or an entry was lost. */
bool log_report_print(struct log_report *log, struct output *output);

/* Messages are on stderr again. */
void log_report_close(struct log_report *log);

struct log_object log_vg(const struct volscan_vg *vg);
struct log_object log_lv(const struct volscan_lv *lv);
struct log_object log_pv(const struct volscan_pv *pv);	/* in its VG */
struct log_object log_orphans(void);	/* to LVM2, they are in a VG of their own */

/* What messages are about, until the next call or that of log_done(). */
void log_begin(struct log_report *log, struct log_object object);

/* It is done with; what comes next is about no object. */
void log_done(struct log_report *log, struct log_object object, bool failed);

/* The VG has PVs that are missing: what LVM2 says of these, and volscan on stderr when it
 * scans. */
void log_missing_pvs(struct log_report *log, const struct volscan_vg *vg);

#endif
