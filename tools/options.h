/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Options: one table has name, letter, argument and text of each, and where
 * its value goes; parser and help are made from it. Names and meanings are
 * LVM2's where LVM2 has them. An option that is taken acts as in LVM2; what
 * volscan cannot do is refused.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

/* Groups of options; a command takes some of them. */
#define OPTIONS_COMMON	 0x1u
#define OPTIONS_REPORT	 0x2u	/* pvs, vgs, lvs, devices, history */
#define OPTIONS_LVM	 0x4u	/* pvs, vgs, lvs */
#define OPTIONS_SEGMENTS 0x8u	/* pvs, lvs */
#define OPTIONS_HISTORY	 0x10u	/* lvs */
#define OPTIONS_DEVICES	 0x20u	/* devices */
#define OPTIONS_PVS	 0x40u	/* pvs */
#define OPTIONS_DISPLAY	 0x1000u	/* pvdisplay, vgdisplay, lvdisplay */
#define OPTIONS_SHORT	 0x2000u	/* pvscan, pvdisplay, vgdisplay */
#define OPTIONS_MAPS	 0x4000u	/* pvdisplay, lvdisplay */
#define OPTIONS_PVSCAN	 0x8000u	/* pvscan */
#define OPTIONS_ACTIVE	 0x10000u	/* vgdisplay */
#define OPTIONS_FILE	 0x20000u	/* vgcfgbackup */
#define OPTIONS_LVSCAN	 0x40000u	/* lvscan */
#define OPTIONS_DUMP	 0x80000u	/* dump */
#define OPTIONS_PAST	 0x100000u	/* history */
#define OPTIONS_VGSCAN	 0x200000u	/* vgscan */
#define OPTIONS_SCAN	 0x400000u	/* scan */
#define OPTIONS_MONITOR	 0x1000000u	/* monitor */
#define OPTIONS_PICTURE	 0x2000000u	/* no options: a plain scan is all that it takes, so that
					   the monitor can answer it */

#define OPTIONS_METRICS	 0x4000000u	/* metrics */
#define OPTIONS_KERNEL	 (OPTIONS_LVM | OPTIONS_METRICS | OPTIONS_MONITOR)

/* Arguments of an option that may be given more than once, in order. */
struct arguments {
	const char **items;
	size_t count;
};

/* What -o, -S and -O are for: the report that --configreport names. */
enum report_choices {
	REPORT_CHOICE_MAIN,	/* none was named: that of the command */
	REPORT_CHOICE_LOG, REPORT_CHOICE_VG, REPORT_CHOICE_LV, REPORT_CHOICE_PV,
	REPORT_CHOICE_PVSEG, REPORT_CHOICE_SEG,
	REPORT_CHOICES
};

struct report_choice {
	struct arguments columns;
	const char *select, *sort;
};

struct options {
	struct arguments devices, config;
	struct report_choice choices[REPORT_CHOICES];
	enum report_choices choice;	/* what the next -o is for */
	const char *config_file, *lvm_config, *devices_file, *profile, *driver_loaded;
	const char *units, *separator, *headings, *format;
	unsigned verbose, quiet;
	bool help, stats, strict, retry_hung, no_sandbox, kernel, version;
	bool all, all_pvs, no_headings, no_suffix, aligned, unbuffered, name_prefixes, unquoted, rows;
	bool binary, log_only, segments, foreign, shared, history, signatures;
	const char *file;	/* of vgcfgbackup */
	const char *svg, *html;	/* of scan */
	const char *copy, *seqno, *vg;	/* of dump */
	const char *interval, *group, *socket, *textfile, *pid_file, *log_file;	/* of monitor */
	bool foreground;							/* of monitor */
	struct arguments diff;		/* of history: two, or none */
	bool short_form, colon, columns_form, maps, active_vgs;		/* of *display */
	bool exported, no_vg, show_uuid, cache;				/* of pvscan */
	bool nodes;							/* of vgscan */
	bool ignored;		/* taken for LVM2's sake, no effect on reading */
	unsigned ignored_count;
	const char *ignored_argument;

	const char *const *names;	/* what follows the options */
	size_t name_count;

	const char **own_names;		/* `names` without paths; or NULL */
	const char **storage;		/* of the arguments */
};

enum option_kind {
	OPTION_FLAG,	/* bool: true */
	OPTION_COUNT,	/* unsigned: one more */
	OPTION_TEXT,	/* const char *: the last one counts */
	OPTION_LIST,	/* struct arguments: one more */
	OPTION_CHOICE,	/* enum report_choices: the report of this name */
	OPTION_PAIR,	/* struct arguments: these two, the last ones count */
};

struct option_row {
	const char *name;
	char letter;		/* 0 = none */
	unsigned group;
	enum option_kind kind;
	size_t offset;		/* of its place in struct options */
	const char *argument;	/* for people; NULL = takes none */
	const char *text;
};

/* The table; a NULL name ends it. */
extern const struct option_row option_rows[];

/*
 * Parse argv[1..]; argv[0] is what messages begin with. False, after a message
 * on stderr, when it does not hold to the table, or has an option twice that is
 * neither a count nor a list. `options` is overwritten and
 * must be given to options_free() either way.
 */
bool options_parse(struct options *options, unsigned groups, int argc, char **argv);
void options_free(struct options *options);

#endif
