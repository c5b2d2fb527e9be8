/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * From the table to getopt_long(), which knows abbreviations, "--name=value"
 * and options after names, as LVM2's commands do.
 */
#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OPTION(name, letter, group, kind, field, argument, text) \
	{ name, letter, OPTIONS_##group, OPTION_##kind, offsetof(struct options, field), \
	  argument, text }
#define IGNORED(name, letter, text) \
	{ name, letter, OPTIONS_LVM, OPTION_FLAG, offsetof(struct options, ignored), \
	  NULL, text }
#define IGNORED_ARGUMENT(name, argument, text) \
	{ name, 0, OPTIONS_LVM, OPTION_TEXT, offsetof(struct options, ignored_argument), \
	  argument, text }

const struct option_row option_rows[] = {
	OPTION("all", 'a', LVM, FLAG, all, NULL,
	       "pvs: also devices that are no PVs; vgs, lvs: also hidden LVs"),
	OPTION("allpvs", 'A', PVS, FLAG, all_pvs, NULL,
	       "also PVs that the devices file does not name"),
	OPTION("options", 'o', REPORT, LIST, choices[0].columns, "FIELD,...",
	       "the columns; +FIELD adds, -FIELD removes, #FIELD hides it if empty; "
	       "\"all\" is all of them; \"help\" lists them"),
	OPTION("select", 'S', REPORT, TEXT, choices[0].select, "CRITERIA",
	       "only what meets the criteria; \"help\" explains them"),
	OPTION("sort", 'O', REPORT, TEXT, choices[0].sort, "FIELD,...",
	       "sort by these; -FIELD turns the order round"),
	OPTION("configreport", 0, LVM, CHOICE, choice, "REPORT",
	       "-o, -S and -O that follow are for this report: log, vg, lv, pv, pvseg or seg"),
	OPTION("logonly", 0, LVM, FLAG, log_only, NULL,
	       "only the log: devices of which it is not known what they hold"),
	OPTION("signatures", 0, DEVICES, FLAG, signatures, NULL,
	       "also what libblkid recognizes on each; it reads more, and takes longer"),
	OPTION("segments", 0, SEGMENTS, FLAG, segments, NULL, "one row for each segment"),
	OPTION("history", 'H', HISTORY, FLAG, history, NULL, "also removed LVs that are remembered"),
	OPTION("units", 0, REPORT, TEXT, units, "UNIT",
	       "unit of sizes: r, h, b, s, k, m, g, t, p or e, in capitals for powers of "
	       "1000; or a size of your own, as in 4m"),
	OPTION("nosuffix", 0, REPORT, FLAG, no_suffix, NULL, "no unit behind sizes"),
	OPTION("noheadings", 0, REPORT, FLAG, no_headings, NULL, "no line with headings"),
	OPTION("headings", 0, REPORT, TEXT, headings, "none|abbrev|full",
	       "none; short ones; or full names of fields, as -o takes them. Also 0, 1, 2"),
	OPTION("separator", 0, REPORT, TEXT, separator, "TEXT", "what stands between columns"),
	OPTION("aligned", 0, REPORT, FLAG, aligned, NULL, "align columns also with --separator"),
	OPTION("unbuffered", 0, REPORT, FLAG, unbuffered, NULL, "neither sort nor align"),
	OPTION("nameprefixes", 0, REPORT, FLAG, name_prefixes, NULL,
	       "each value as LVM2_FIELD='value'"),
	OPTION("unquoted", 0, REPORT, FLAG, unquoted, NULL, "no quotes with --nameprefixes"),
	OPTION("rows", 0, REPORT, FLAG, rows, NULL, "columns as rows"),
	OPTION("binary", 0, REPORT, FLAG, binary, NULL, "0, 1 and -1 instead of words"),
	OPTION("reportformat", 0, REPORT, TEXT, format, "basic|json|json_std",
	       "columns for people, or JSON; json_std has numbers, null and lists in it"),
	OPTION("foreign", 0, LVM, FLAG, foreign, NULL, "also VGs that belong to other hosts"),
	OPTION("shared", 0, LVM, FLAG, shared, NULL, "also VGs that are shared with other hosts"),

	OPTION("devices", 0, COMMON, LIST, devices, "PATH,...",
	       "read these block devices, image files and directories of either, instead "
	       "of this machine's block devices"),
	OPTION("devicesfile", 0, COMMON, TEXT, devices_file, "FILE",
	       "use those block devices of this machine that FILE names, which is a path, or "
	       "a name in /etc/lvm/devices; \"\" uses all"),
	OPTION("config", 0, COMMON, LIST, config, "TEXT", "settings, as in devices/use_aio=0"),
	OPTION("configfile", 0, COMMON, TEXT, config_file, "FILE",
	       "read settings from FILE instead of the installed file"),
	OPTION("lvmconf", 0, COMMON, TEXT, lvm_config, "FILE|DIR",
	       "read settings from LVM2's lvm.conf too, or from lvm.conf and lvmlocal.conf in "
	       "DIR; volscan.conf wins"),
	OPTION("commandprofile", 0, LVM, TEXT, profile, "NAME",
	       "also read settings from LVM2's profile of this name"),
	OPTION("profile", 0, LVM, TEXT, profile, "NAME", "the same"),
	OPTION("kernel", 0, KERNEL, FLAG, kernel, NULL,
	       "ask device-mapper which LVs are active, and what it knows of them"),
	OPTION("driverloaded", 0, COMMON, TEXT, driver_loaded, "y|n",
	       "LVM2's word for asking the kernel: y is --kernel, n is the default"),
	OPTION("strict", 0, COMMON, FLAG, strict, NULL,
	       "exit with 5 when a device timed out, was not tried or could not be read"),
	OPTION("retry-hung", 0, COMMON, FLAG, retry_hung, NULL,
	       "also ask devices that an earlier call found hanging"),
	OPTION("no-sandbox", 0, COMMON, FLAG, no_sandbox, NULL,
	       "keep all rights while parsing what disks say"),
	OPTION("stats", 0, COMMON, FLAG, stats, NULL, "tell on stderr what the scan cost"),
	OPTION("verbose", 'v', COMMON, COUNT, verbose, NULL, "tell more on stderr; up to -vvvv"),
	OPTION("quiet", 'q', COMMON, COUNT, quiet, NULL, "no warnings"),
	OPTION("help", 'h', COMMON, FLAG, help, NULL, "show this"),
	OPTION("longhelp", 0, LVM, FLAG, help, NULL, "the same"),
	OPTION("version", 0, COMMON, FLAG, version, NULL, "show the version"),

	IGNORED("readonly", 0, "taken and without effect, as are those below:"),
	IGNORED("nolocking", 0, "volscan takes no locks and writes nothing"),
	IGNORED("ignorelockingfailure", 0, ""),
	IGNORED("ignoreskippedcluster", 0, ""),
	IGNORED("nohints", 0, ""),
	IGNORED("partial", 'P', ""),
	IGNORED("trustcache", 0, ""),
	IGNORED("yes", 'y', ""),
	IGNORED("test", 't', ""),
	OPTION("debug", 'd', LVM, COUNT, ignored_count, NULL, ""),
	IGNORED_ARGUMENT("journal", "WHAT", ""),
	IGNORED_ARGUMENT("lockopt", "WHAT", ""),

	OPTION("columns", 'C', DISPLAY, FLAG, columns_form, NULL,
	       "the report of pvs, vgs or lvs instead, with all its options"),
	OPTION("colon", 'c', DISPLAY, FLAG, colon, NULL, "one line each, with colons"),
	OPTION("short", 's', SHORT, FLAG, short_form, NULL, "only names and sizes"),
	OPTION("maps", 'm', MAPS, FLAG, maps, NULL, "also which extents lie where"),
	OPTION("activevolumegroups", 'A', ACTIVE, FLAG, active_vgs, NULL,
	       "only active VGs: none without --kernel"),
	OPTION("exported", 'e', PVSCAN, FLAG, exported, NULL, "only PVs of exported VGs"),
	OPTION("novolumegroup", 'n', PVSCAN, FLAG, no_vg, NULL, "only PVs in no VG"),
	OPTION("uuid", 'u', PVSCAN, FLAG, show_uuid, NULL, "also UUIDs"),
	OPTION("cache", 0, PVSCAN, FLAG, cache, NULL,
	       "refused: it notes PVs for LVM2's activation of VGs"),
	OPTION("cache", 0, VGSCAN, FLAG, ignored, NULL, "without effect, as in LVM2"),
	OPTION("mknodes", 0, VGSCAN, FLAG, nodes, NULL,
	       "fails after the lines: volscan makes no nodes"),
	OPTION("blockdevice", 'b', LVSCAN, FLAG, ignored, NULL, "without effect, as in LVM2"),
	OPTION("file", 'f', FILE, TEXT, file, "FILE",
	       "write to FILE, where %s stands for the name of the VG"),
	OPTION("svg", 0, SCAN, TEXT, svg, "FILE",
	       "also write a picture to FILE: PVs as bars, extents in the colours of LVs; - is "
	       "stdout, which then has nothing else"),
	OPTION("html", 0, SCAN, TEXT, html, "FILE",
	       "the same with a page for browsers: picture, tables, and what is wrong"),
	OPTION("diff", 0, PAST, PAIR, diff, "A B",
	       "what has changed between these two seqnos, a row each, instead"),
	OPTION("foreground", 0, MONITOR, FLAG, foreground, NULL,
	       "do not become a daemon; for systemd, which is told when the first picture is there"),
	OPTION("interval", 0, MONITOR, TEXT, interval, "SECONDS",
	       "read everything anew so often, whatever was noticed; 300 by itself, 0 = never"),
	OPTION("group", 0, MONITOR, TEXT, group, "GROUP", "also answer members of this group"),
	OPTION("socket", 0, MONITOR, TEXT, socket, "PATH",
	       "where to answer; by itself it is monitor in the run directory"),
	OPTION("textfile", 0, MONITOR, TEXT, textfile, "FILE",
	       "write what volscan metrics prints to FILE at each change"),
	OPTION("pidfile", 0, MONITOR, TEXT, pid_file, "FILE", "write the process' number to FILE"),
	OPTION("logfile", 0, MONITOR, TEXT, log_file, "FILE",
	       "append messages to FILE; without it a daemon has nowhere to say them"),
	OPTION("copy", 0, DUMP, TEXT, copy, "N", "only the Nth metadata area of each PV"),
	OPTION("seqno", 0, DUMP, TEXT, seqno, "N",
	       "metadata: as it was after that change, as far as it is still there"),
	OPTION("vg", 0, DUMP, TEXT, vg, "NAME|UUID", "metadata: of this VG, where there are several"),
	{ .name = NULL },
};

#define ROWS (sizeof(option_rows) / sizeof(option_rows[0]) - 1)
#define FIRST_VALUE 256		/* of an option without a letter: above any char */

/* What getopt_long() wants to know, for the groups of one command. */
struct parser {
	char letters[2 * ROWS + 1];
	struct option longs[ROWS + 1];
};

static void parser_add(struct parser *p, size_t *count, const struct option_row *row)
{
	struct option *o = &p->longs[(*count)++];
	char *end = p->letters + strlen(p->letters);

	o->name = row->name;
	o->has_arg = row->argument ? required_argument : no_argument;
	o->flag = NULL;
	o->val = FIRST_VALUE + (int)(row - option_rows);
	if (!row->letter)
		return;
	*end++ = row->letter;
	if (row->argument)
		*end++ = ':';
	*end = '\0';
}

static void parser_init(struct parser *p, unsigned groups)
{
	size_t i, count = 0;

	memset(p, 0, sizeof(*p));
	for (i = 0; i < ROWS; i++)
		if (option_rows[i].group & groups)
			parser_add(p, &count, &option_rows[i]);
}

/* Of the command's own: others may have the same letter for something else. */
static const struct option_row *row_of(int value, unsigned groups)
{
	const struct option_row *row;

	if (value >= FIRST_VALUE)
		return &option_rows[value - FIRST_VALUE];
	for (row = option_rows; row->name; row++)
		if (row->letter == value && (row->group & groups))
			return row;
	return NULL;
}

static bool is_of_choice(const struct option_row *row)
{
	size_t choices = offsetof(struct options, choices);

	return row->offset >= choices && row->offset < choices + sizeof(struct report_choice);
}

/* Options of one report have their place in that of the report at hand. */
static void *place_of(struct options *options, const struct option_row *row)
{
	return (char *)options + row->offset +
	       (is_of_choice(row) ? options->choice * sizeof(options->choices[0]) : 0);
}

static bool choose(struct options *options, const char *name)
{
	static const char *const names[REPORT_CHOICES] = {
		[REPORT_CHOICE_MAIN] = "", [REPORT_CHOICE_LOG] = "log", [REPORT_CHOICE_VG] = "vg",
		[REPORT_CHOICE_LV] = "lv", [REPORT_CHOICE_PV] = "pv",
		[REPORT_CHOICE_PVSEG] = "pvseg", [REPORT_CHOICE_SEG] = "seg",
	};
	size_t i;

	for (i = REPORT_CHOICE_LOG; i < REPORT_CHOICES; i++)
		if (!strcmp(name, names[i])) {
			options->choice = (enum report_choices)i;
			return true;
		}
	fprintf(stderr, "  Invalid argument for --configreport: %s\n", name);
	return false;
}

static bool take(struct options *options, const struct option_row *row, const char *argument)
{
	void *place = place_of(options, row);
	struct arguments *list = place;

	switch (row->kind) {
	case OPTION_FLAG:
		*(bool *)place = true;
		break;
	case OPTION_COUNT:
		++*(unsigned *)place;
		break;
	case OPTION_TEXT:
		*(const char **)place = argument;
		break;
	case OPTION_LIST:
		list->items[list->count++] = argument;
		break;
	case OPTION_PAIR:
		list->items[0] = argument;
		list->count = 1;
		break;
	case OPTION_CHOICE:
		return choose(options, argument);
	}
	return true;
}

/* The other one of a pair is the next word, which getopt_long() must not look at. */
static bool take_second(struct options *options, const struct option_row *row, int argc,
			char **argv)
{
	struct arguments *pair = place_of(options, row);

	if (row->kind != OPTION_PAIR)
		return true;
	if (optind == argc || *argv[optind] == '-') {
		fprintf(stderr, "  --%s takes two arguments: %s\n", row->name, row->argument);
		return false;
	}
	pair->items[1] = argv[optind++];
	pair->count = 2;
	return true;
}

/* Each list may get all arguments. */
static bool options_init(struct options *options, int argc)
{
	size_t i, each = (size_t)argc + 1;
	const char **storage;

	memset(options, 0, sizeof(*options));
	storage = options->storage = calloc((3 + REPORT_CHOICES) * each, sizeof(*storage));
	if (!storage) {
		fputs("Out of memory.\n", stderr);
		return false;
	}
	options->devices.items = storage;
	options->config.items = storage + each;
	options->diff.items = storage + (2 + REPORT_CHOICES) * each;
	for (i = 0; i < REPORT_CHOICES; i++)
		options->choices[i].columns.items = storage + (2 + i) * each;
	return true;
}

static bool begins_an_option(const char *name, size_t length)
{
	const struct option_row *row;

	for (row = option_rows; row->name; row++)
		if (!strncmp(row->name, name, length))
			return true;
	return false;
}

/* LVM2 takes --report-format for --reportformat: hyphens are only looked at. */
static void drop_hyphens(char *argument)
{
	size_t i, kept = 0, length = strcspn(argument, "=");
	char name[64];

	if (strncmp(argument, "--", 2) || length - 2 >= sizeof(name) ||
	    begins_an_option(argument + 2, length - 2))
		return;
	for (i = 2; i < length; i++)
		if (argument[i] != '-')
			name[kept++] = argument[i];
	if (!begins_an_option(name, kept))
		return;
	memcpy(argument + 2, name, kept);
	memmove(argument + 2 + kept, argument + length, strlen(argument + length) + 1);
}

/* LVM2 refuses what would be taken twice with the last one counting; but -S and -O, of
 * which there can be one for each report, it lets pass. */
static bool may_be_repeated(const struct option_row *row)
{
	return (row->kind != OPTION_FLAG && row->kind != OPTION_TEXT) || is_of_choice(row);
}

static bool note(bool seen[ROWS], const struct option_row *row)
{
	bool repeated = seen[row - option_rows] && !may_be_repeated(row);

	seen[row - option_rows] = true;
	if (repeated && row->letter)
		fprintf(stderr, "  Option -%c/--%s may not be repeated.\n", row->letter, row->name);
	else if (repeated)
		fprintf(stderr, "  Option --%s may not be repeated.\n", row->name);
	return !repeated;
}

bool options_parse(struct options *options, unsigned groups, int argc, char **argv)
{
	const struct option_row *row;
	bool seen[ROWS] = { false };
	struct parser parser;
	int i, value;

	if (!options_init(options, argc))
		return false;
	for (i = 1; i < argc; i++)
		drop_hyphens(argv[i]);
	parser_init(&parser, groups);
	optind = 0;
	while ((value = getopt_long(argc, argv, parser.letters, parser.longs, NULL)) != -1) {
		row = row_of(value, groups);
		if (!row)
			return false;	/* getopt_long() has said why */
		if (!note(seen, row) || !take(options, row, optarg) ||
		    !take_second(options, row, argc, argv))
			return false;
	}
	options->names = (const char *const *)argv + optind;
	options->name_count = (size_t)(argc - optind);
	return true;
}

void options_free(struct options *options)
{
	free(options->own_names);
	free(options->storage);
}
