/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the commands share: one `struct tool` per run of the program, made by
 * main(), and a table of commands.
 *
 * stdout is a command's report and nothing else; all the rest goes to stderr.
 */
#ifndef TOOL_H
#define TOOL_H

#include "options.h"
#include "volscan.h"

struct messages;

/* Exit statuses, as LVM2's commands have them. */
enum { STATUS_OK = 0, STATUS_USAGE = 3, STATUS_FAILED = 5 };

struct tool {
	const struct command *command;
	const char *const *words;	/* the command line from the command on; options first */
	struct options options;
	struct volscan *vs;
	struct volscan_callbacks callbacks;	/* for scans, whose context is the tool */
	uint64_t scan_ended_us;	/* since 1970 */
	uint64_t scan_took_us;
	const struct messages *told;	/* in an answer of the monitor, which has scanned
					   before: what there was to say; else NULL */
	struct check *check;	/* of the command of that name, while it runs */
};

struct command {
	const char *name;
	const char *arguments;	/* for people: what may follow the options */
	const char *summary;
	unsigned options;	/* OPTIONS_*: the groups that it takes */
	int (*run)(struct tool *tool);	/* returns an exit status */
};

int scan_command(struct tool *tool);
int pvs_command(struct tool *tool);
int vgs_command(struct tool *tool);
int lvs_command(struct tool *tool);
int fullreport_command(struct tool *tool);
int devices_command(struct tool *tool);
int check_command(struct tool *tool);
int metrics_command(struct tool *tool);
int monitor_command(struct tool *tool);
int history_command(struct tool *tool);
int dump_command(struct tool *tool);
int pvscan_command(struct tool *tool);
int vgscan_command(struct tool *tool);
int lvscan_command(struct tool *tool);
int pvdisplay_command(struct tool *tool);
int vgdisplay_command(struct tool *tool);
int lvdisplay_command(struct tool *tool);
int vgck_command(struct tool *tool);
int vgcfgbackup_command(struct tool *tool);

/* Of the names after the options: a PATH, to be scanned, has a slash or is there as a
 * file; any other is the name or the UUID of a VG. */
bool is_path(const char *name);

/* The command of that name, or NULL after a message. */
const struct command *command_find(const char *name);

/* Does the command line make sense? False after a message. */
bool tool_check_options(const struct options *options);

/* A handle with all settings. An exit status, after a message if it is not STATUS_OK. */
int tool_open(struct tool *tool);

/* Run the command; an exit status. */
int tool_run(struct tool *tool);

/* How much the log is to say, as options and settings have it. */
enum volscan_log_level tool_log_level(const struct tool *tool);

/* Call `each` with all paths that --devices names, and with `paths`, until it returns false. */
bool tool_each_path(const struct tool *tool, const char *const *paths, size_t count,
		    bool (*each)(void *context, const char *path), void *context);

/* Give the library all of these. False after a message. */
bool tool_add(struct tool *tool, const char *const *paths, size_t count);

/* Scan, and note when. 0 or -errno as volscan_scan(). */
int tool_scan_again(struct tool *tool);

/* Give the library what --devices and `paths` name, and scan. False, after a
 * message, when a path cannot be taken or no scan was possible. In an answer of the
 * monitor the scan has been. */
bool tool_scan(struct tool *tool, const char *const *paths, size_t count);

/* The same with those of the names after the options that are paths; NULL: none is. They
 * are names no more then: what is a path cannot be asked once rights are given up. */
bool tool_scan_paths(struct tool *tool, bool (*is_one)(const char *name));

/* --stats: counters of the scan on stderr. */
void stats_print(const struct volscan *vs);

/* On stdout: the commands, or the options of one. */
void help_program(const struct command *commands);
void help_command(const struct command *command);

/* The same for programs: see tables.c. */
void help_tables(const struct command *commands);

#endif
