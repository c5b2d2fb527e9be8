/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reports of pvs, vgs, lvs, devices and history. A report is made from the options, is
 * handed one object per row, and prints them.
 *
 *	columns*.def	every field once: type, heading, value, help
 *	fields*.c	a function for each, made from that
 *	cell.c		how a value of each kind is put into a row
 *	walk*.c		which objects become rows
 *	layout.c	names of fields to columns and sort keys
 *	criteria.c	selections and help, which are libdevmapper's
 *	rows.c		values and sort keys of all rows
 *	print*.c	rows to lines, and output.c to where they go
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "report/layout.h"
#include "report/lv_view.h"
#include "report/rows.h"
#include "report/units.h"
#include "text.h"
#include "tool.h"

/* What a field is about. Several make the rows of one report: see report_open(). */
#define REPORT_VG		0x1u
#define REPORT_LV		0x2u
#define REPORT_LV_INFO		0x4u	/* of the kernel's device */
#define REPORT_LV_STATUS	0x8u
#define REPORT_LV_INFO_STATUS	0x10u
#define REPORT_PV		0x20u
#define REPORT_LABEL		0x40u	/* of a PV, known without its VG */
#define REPORT_SEG		0x80u
#define REPORT_PVSEG		0x100u
#define REPORT_DEVICE		0x200u
#define REPORT_SIGNATURE	0x400u	/* of a device, and asked for by this */
#define REPORT_GENERATION	0x800u	/* of metadata */
#define REPORT_FINDING		0x1000u
#define REPORT_CHANGE		0x2000u	/* between two generations */
#define REPORT_LV_LATER		0x4000u	/* of the kernel's device, and in no "all" */

#define REPORT_LV_ANY (REPORT_LV | REPORT_LV_INFO | REPORT_LV_STATUS | REPORT_LV_INFO_STATUS | \
		       REPORT_LV_LATER)

enum { HEADINGS_NONE, HEADINGS_ABBREVIATED, HEADINGS_FULL };	/* as in the settings */

struct args;		/* report/args.h */
struct change;		/* history/changes.h */
struct log_report;	/* report/log_report.h */
struct output;

/* One row. None of the first pointers is NULL: see report_object() for what stands for
 * a thing that is not there. */
struct report_object {
	const struct volscan_vg *vg;
	struct lv_view lv;
	const struct volscan_segment *seg;
	const struct volscan_pv *pv;
	const struct volscan_device *device;	/* of `pv`, or of what is no PV */
	const struct volscan_pv_segment *pvseg;
	/* NULL but for reports of these: */
	const struct volscan_generation *generation;
	const struct volscan_finding *finding;
	const struct change *change;
};

/* Of one VG, counted when the first row that wants them comes. */
struct vg_counts {
	const struct volscan_vg *vg;
	uint32_t visible_lvs, snapshots;
};

struct report_table;

struct report {
	const struct tool *tool;
	const struct report_choice *choice;	/* -o, -O and -S */
	unsigned base;		/* what the command is about */
	unsigned type;		/* what its rows are */
	bool in_full;		/* a part of fullreport */

	bool json, json_std, binary, mark_hidden;	/* json_std: and json */
	bool aligned, as_rows, prefixes, quoted, buffered, compact;
	enum text_form escapes;	/* that texts from disks need */
	int headings;		/* HEADINGS_* */
	struct units units;
	const char *separator, *list_separator, *time_format;
	size_t separator_length;
	const char *compact_columns;	/* left out where they are empty */

	struct dm_pool *pool;	/* until it is closed */
	struct dm_pool *scratch;	/* until a row is complete */
	const char *columns;
	struct layout layout;
	struct criteria *criteria;	/* NULL: all is selected */
	struct rows rows;	/* not yet printed */
	bool shows_titles;	/* and headings without rows, too */
	bool has_headings;	/* they are printed */
	bool selected;		/* the row at hand is */

	struct args *args;	/* what names ask for; NULL if none can be given, or in a part of
				   fullreport */
	struct log_report *log;	/* of the command; NULL = none is wanted */
	struct vg_counts counts;

	/* Where rows go at once, if they are not to be buffered. */
	struct output *output;

	/* Gets each row that is selected, and nothing is printed; NULL in most reports.
	 * False when there was no memory. */
	bool (*keep)(const struct report *report, const struct report_object *object,
		     void *context);
	void *keep_context;
};

/* All fields empty, for a row about `device` or, if NULL, about none. */
struct report_object report_object(const struct volscan_device *device);

/*
 * Take columns, order and selection from options and settings. `base` is
 * REPORT_LABEL, REPORT_PVSEG (pvs), REPORT_VG, REPORT_LV, REPORT_SEG (lvs),
 * REPORT_DEVICE, REPORT_GENERATION, REPORT_CHANGE or REPORT_FINDING. Other fields that
 * were asked for can make it another report: report->type.
 * STATUS_OK, or another exit status after a message; *done is set when that
 * was all, as after "-o help".
 */
int report_open(struct report *report, const struct tool *tool, unsigned base, bool *done);

/* The same for a part of fullreport: also REPORT_PV, but not REPORT_LABEL or REPORT_DEVICE. */
int report_open_part(struct report *report, const struct tool *tool, unsigned base, bool *done);

/* Columns and rows of a report of which pool, form and choice are set: for another table.
 * False after a message. */
bool report_make(struct report *report, const struct report_table *table, const char *columns,
		 const char *keys, const char *selection);

/* False when there was no memory. The object is what the table's fields are about. */
bool report_row(struct report *report, const struct report_object *object);
bool report_add(struct report *report, const void *object);

/* Print what there is, where the output is: see output.h. The report is empty then, and
 * can be filled again. */
bool report_print(struct report *report, struct output *output);
bool report_print_titled(struct report *report, struct output *output, const char *title);
void report_close(struct report *report);

/* Add all rows that the positional names ask for; all devices; generations of the VGs
 * that are named; the findings of tool->check. An exit status. */
int report_walk(struct report *report);
int report_walk_devices(struct report *report);
int report_walk_history(struct report *report);
int report_walk_changes(struct report *report);
int report_walk_findings(struct report *report);

/* Any option or setting that only a report can follow, for a command that has other
 * output as well. */
bool report_is_asked_for(const struct tool *tool);

/* After the scan: walk and print, and the log beside it. `status` so far; an exit
 * status. */
int report_print_alone(struct report *report, int status);

/* A whole command: open, scan, walk, print. */
int report_command(struct tool *tool, unsigned base);

#endif
