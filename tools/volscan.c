/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The program: finds the command, by its own name or the first argument, reads
 * options and settings, runs it, and makes sure that what it printed has reached
 * stdout.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "clock.h"
#include "config.h"
#include "device.h"
#include "log.h"
#include "monitor/client.h"
#include "monitor/messages.h"
#include "progress.h"
#include "sandbox.h"
#include "tool.h"

#define OPTIONS_LVM_REPORT (OPTIONS_COMMON | OPTIONS_REPORT | OPTIONS_LVM | OPTIONS_PICTURE)
#define OPTIONS_LVM_DISPLAY (OPTIONS_LVM_REPORT | OPTIONS_DISPLAY)

static const struct command commands[] = {
	{ "scan", "[PATH...]", "an overview of everything found: VGs with their LVs and PVs",
	  OPTIONS_COMMON | OPTIONS_SCAN, scan_command },
	{ "pvs", "[PV|@TAG...]", "a report of PVs",
	  OPTIONS_LVM_REPORT | OPTIONS_SEGMENTS | OPTIONS_PVS, pvs_command },
	{ "vgs", "[VG|@TAG...]", "a report of VGs", OPTIONS_LVM_REPORT, vgs_command },
	{ "lvs", "[VG|VG/LV|@TAG...]", "a report of LVs",
	  OPTIONS_LVM_REPORT | OPTIONS_SEGMENTS | OPTIONS_HISTORY, lvs_command },
	{ "fullreport", "[VG|@TAG...]", "a report of VGs with all that is in them, and of PVs in none",
	  OPTIONS_LVM_REPORT | OPTIONS_HISTORY, fullreport_command },
	{ "devices", "[PATH...]", "a report of all devices: what became of each, and what it cost",
	  OPTIONS_COMMON | OPTIONS_REPORT | OPTIONS_DEVICES | OPTIONS_PICTURE, devices_command },
	{ "check", "[PATH|VG...]", "read and check everything, and tell what is wrong",
	  OPTIONS_COMMON | OPTIONS_REPORT, check_command },
	{ "metrics", "[PATH...]", "numbers for Prometheus: sizes, free space, what is missing or wrong",
	  OPTIONS_COMMON | OPTIONS_METRICS | OPTIONS_PICTURE, metrics_command },
	{ "monitor", "[PATH...]", "a daemon that knows at any time what the others would find",
	  OPTIONS_COMMON | OPTIONS_MONITOR, monitor_command },
	{ "history", "[VG|PATH...]", "a report of the metadata that VGs had at earlier times",
	  OPTIONS_COMMON | OPTIONS_REPORT | OPTIONS_PAST, history_command },
	{ "dump", "PART [PATH...]", "what is on PVs, part by part: label, mda, metadata, areas, hexdump",
	  OPTIONS_COMMON | OPTIONS_DUMP, dump_command },
	{ "pvscan", "", "a line for each PV, and sums",
	  OPTIONS_COMMON | OPTIONS_LVM | OPTIONS_SHORT | OPTIONS_PVSCAN | OPTIONS_PICTURE, pvscan_command },
	{ "vgscan", "", "a line for each VG", OPTIONS_COMMON | OPTIONS_LVM | OPTIONS_VGSCAN |
	  OPTIONS_PICTURE, vgscan_command },
	{ "lvscan", "", "a line for each LV", OPTIONS_COMMON | OPTIONS_LVM | OPTIONS_LVSCAN |
	  OPTIONS_PICTURE, lvscan_command },
	{ "pvdisplay", "[PV|@TAG...]", "all about each PV, line by line",
	  OPTIONS_LVM_DISPLAY | OPTIONS_SHORT | OPTIONS_MAPS, pvdisplay_command },
	{ "vgdisplay", "[VG|@TAG...]", "all about each VG; with -v its LVs and PVs too",
	  OPTIONS_LVM_DISPLAY | OPTIONS_SHORT | OPTIONS_ACTIVE, vgdisplay_command },
	{ "lvdisplay", "[VG|VG/LV|@TAG...]", "all about each LV, line by line",
	  OPTIONS_LVM_DISPLAY | OPTIONS_MAPS | OPTIONS_HISTORY, lvdisplay_command },
	{ "vgck", "[VG|@TAG...]", "exit status 5 for a VG whose PVs are not all there",
	  OPTIONS_COMMON | OPTIONS_LVM | OPTIONS_PICTURE, vgck_command },
	{ "vgcfgbackup", "[VG|@TAG...]", "write metadata to files that vgcfgrestore of LVM2 reads",
	  OPTIONS_COMMON | OPTIONS_LVM | OPTIONS_FILE, vgcfgbackup_command },
	{ .name = NULL },
};

const struct command *command_find(const char *name)
{
	const struct command *command;

	for (command = commands; command->name; command++)
		if (!strcmp(command->name, name))
			return command;
	log_error("There is no command \"%s\".", name);
	log_error("Run `volscan help' for a list.");
	return NULL;
}

enum volscan_log_level tool_log_level(const struct tool *tool)
{
	static const enum volscan_log_level levels[] = {
		VOLSCAN_LOG_WARNING, VOLSCAN_LOG_VERBOSE, VOLSCAN_LOG_INFO,
		VOLSCAN_LOG_DEBUG, VOLSCAN_LOG_TRACE,
	};
	int64_t setting = volscan_setting_number(tool->vs, "log/verbose");
	unsigned wanted = tool->options.verbose;

	if (!wanted && setting > 0)
		wanted = (unsigned)setting;
	if (wanted > 4)
		wanted = 4;
	return tool->options.quiet ? VOLSCAN_LOG_ERROR : levels[wanted];
}

static void set_log_level(struct tool *tool)
{
	volscan_set_log(tool->vs, log_library, NULL, tool_log_level(tool));
}

/* "PATH,PATH" as --devices takes it. */
static bool each_of(const char *paths, bool (*each)(void *context, const char *path),
		    void *context)
{
	char *list = strdup(paths), *rest = list, *path;
	bool ok = list;

	if (!paths[strspn(paths, ",")]) {
		log_error("--devices: there is no path in \"%s\".", paths);
		ok = false;
	}
	while (ok && (path = strsep(&rest, ",")))
		ok = !*path || each(context, path);
	free(list);
	return ok;
}

bool tool_each_path(const struct tool *tool, const char *const *paths, size_t count,
		    bool (*each)(void *context, const char *path), void *context)
{
	size_t i;

	for (i = 0; i < tool->options.devices.count; i++)
		if (!each_of(tool->options.devices.items[i], each, context))
			return false;
	for (i = 0; i < count; i++)
		if (!each(context, paths[i]))
			return false;
	return true;
}

static bool add_path(void *context, const char *path)
{
	struct tool *tool = context;

	if (!volscan_add(tool->vs, path))
		return true;
	log_error("%s", volscan_error(tool->vs));
	return false;
}

bool tool_add(struct tool *tool, const char *const *paths, size_t count)
{
	return tool_each_path(tool, paths, count, add_path, tool);
}

int tool_scan_again(struct tool *tool)
{
	uint64_t began = clock_us(CLOCK_MONOTONIC);
	int r = volscan_scan(tool->vs, &tool->callbacks, tool);

	tool->scan_took_us = clock_us(CLOCK_MONOTONIC) - began;
	tool->scan_ended_us = clock_us(CLOCK_REALTIME);
	return r;
}

static int scan(struct tool *tool)
{
	int r;

	if (!tool->options.quiet)
		progress_begin(&tool->callbacks);
	sandbox_prepare(tool);
	r = tool_scan_again(tool);
	progress_erase();
	return r;
}

bool tool_scan(struct tool *tool, const char *const *paths, size_t count)
{
	if (tool->told) {
		messages_print(tool->told, tool_log_level(tool));
		return true;
	}
	if (!tool_add(tool, paths, count))
		return false;
	if (scan(tool)) {
		log_error("%s", volscan_error(tool->vs));
		return false;
	}
	return true;
}

bool is_path(const char *name)
{
	struct stat there;

	return strchr(name, '/') || !stat(name, &there);
}

bool tool_scan_paths(struct tool *tool, bool (*is_one)(const char *name))
{
	struct options *o = &tool->options;
	const char **paths = calloc(2 * o->name_count + 1, sizeof(*paths));
	const char **others;
	size_t i, count = 0, other_count = 0;

	if (!paths) {
		log_error("Out of memory.");
		return false;
	}
	others = paths + o->name_count;
	for (i = 0; i < o->name_count; i++)
		if (is_one && is_one(o->names[i]))
			paths[count++] = o->names[i];
		else
			others[other_count++] = o->names[i];
	free(o->own_names);
	o->own_names = paths;
	o->names = others;
	o->name_count = other_count;
	return tool_scan(tool, paths, count);
}

int tool_open(struct tool *tool)
{
	if (volscan_new(&tool->vs)) {
		log_error("Out of memory.");
		return STATUS_FAILED;
	}
	set_log_level(tool);
	if (tool_config_read(tool)) {
		log_error("%s", volscan_error(tool->vs));
		return STATUS_USAGE;
	}
	set_log_level(tool);
	volscan_raise_open_files();	/* it can do without */
	return STATUS_OK;
}

int tool_run(struct tool *tool)
{
	int status = tool->command->run(tool);

	if (tool->options.strict && devices_unread(tool->vs))
		status = STATUS_FAILED;
	if (tool->options.stats)
		stats_print(tool->vs);
	return status;
}

bool tool_check_options(const struct options *options)
{
	if (options->driver_loaded && strcmp(options->driver_loaded, "n") &&
	    strcmp(options->driver_loaded, "y")) {
		log_error("--driverloaded %s: say y, to ask the kernel's device-mapper, or n.",
			  options->driver_loaded);
		return false;
	}
	if (options->devices_file && options->devices.count) {
		log_error("--devices and --devicesfile: give one of them.");
		return false;
	}
	return true;
}

static int run_command(const struct command *command, int argc, char **argv)
{
	struct tool tool = { .command = command, .words = (const char *const *)argv };
	int status = STATUS_OK;

	if (!options_parse(&tool.options, command->options, argc, argv) ||
	    !tool_check_options(&tool.options)) {
		log_error("Run `volscan %s --help' for more information.", command->name);
		status = STATUS_USAGE;
	} else if (tool.options.help) {
		help_command(command);
	} else if (tool.options.version) {
		printf("volscan %s\n", volscan_version());
	} else {
		status = tool_open(&tool);
		if (!status)
			status = tool_run(&tool);
	}
	volscan_free(tool.vs);
	options_free(&tool.options);
	return status;
}

static int help(const char *name)
{
	const struct command *command;

	if (!name) {
		help_program(commands);
		return STATUS_OK;
	}
	if (!strcmp(name, "--tables")) {
		help_tables(commands);
		return STATUS_OK;
	}
	command = command_find(name);
	if (!command)
		return STATUS_USAGE;
	help_command(command);
	return STATUS_OK;
}

#define FROM_MONITOR "--from-monitor"

/* --from-monitor[=SOCKET] COMMAND ... */
static int from_monitor(int argc, char **argv)
{
	const char *rest = argv[0] + strlen(FROM_MONITOR);

	if (*rest && (*rest != '=' || !rest[1])) {
		log_error("There is no option \"%s\"; there is --from-monitor[=SOCKET].", argv[0]);
		return STATUS_USAGE;
	}
	if (argc < 2) {
		log_error("--from-monitor: name a command too, as in volscan --from-monitor pvs.");
		return STATUS_USAGE;
	}
	return monitor_ask(*rest ? rest + 1 : NULL, argc - 1, argv + 1);
}

static int run(int argc, char **argv)
{
	const struct command *command;
	const char *name = argv[1];

	if (!strcmp(name, "--version")) {
		printf("volscan %s\n", volscan_version());
		return STATUS_OK;
	}
	if (!strcmp(name, "help") || !strcmp(name, "--help") || !strcmp(name, "-h"))
		return help(argv[2]);
	if (!strncmp(name, FROM_MONITOR, strlen(FROM_MONITOR)))
		return from_monitor(argc - 1, argv + 1);
	command = command_find(name);
	return command ? run_command(command, argc - 1, argv + 1) : STATUS_USAGE;
}

/* By the name of a command that LVM2 has, as that of a link to this program, the
 * command is meant; by any other, this program. */
static const struct command *named_by(const char *program)
{
	const char *slash = strrchr(program, '/');
	const char *name = slash ? slash + 1 : program;
	const struct command *command;

	for (command = commands; command->name; command++)
		if ((command->options & OPTIONS_LVM) && !strcmp(command->name, name))
			return command;
	return NULL;
}

static int usage(void)
{
	const struct command *command;

	log_error("Name a command:");
	for (command = commands; command->name; command++)
		log_error("  volscan %s %s", command->name, command->arguments);
	log_error("Run `volscan help' for more information.");
	return STATUS_USAGE;
}

/* A report that has not arrived is a failure: a full disk, a closed pipe. What
 * went wrong in the middle of it goes wrong again for its end, or is not known
 * any more. */
static bool close_stdout(void)
{
	bool failed = ferror(stdout);

	errno = 0;
	if (fclose(stdout) == 0 && !failed)
		return true;
	log_error("Cannot write to standard output: %s", errno ? strerror(errno) : "write failed");
	return false;
}

int main(int argc, char **argv)
{
	const struct command *command = argc ? named_by(argv[0]) : NULL;
	int status;

	signal(SIGPIPE, SIG_IGN);
	setvbuf(stderr, NULL, _IOLBF, BUFSIZ);	/* a line is one write */
	log_devmapper_init();
	if (command)
		status = run_command(command, argc, argv);
	else
		status = argc > 1 ? run(argc, argv) : usage();
	if (!close_stdout() && status == STATUS_OK)
		status = STATUS_FAILED;
	return status;
}
