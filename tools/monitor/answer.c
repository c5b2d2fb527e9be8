/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A process of its own for each request, with the keeper's picture: what a request does to
 * settings, memory and time ends with it. The request is parsed, and the report made,
 * without rights (sandbox.h). Both outputs are files in memory until the command has
 * ended, so that it is no slower than without a client, and a slow client holds nothing
 * but this process.
 */
#include <errno.h>
#include <libdevmapper.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "log.h"
#include "monitor/monitor.h"
#include "monitor/wire.h"
#include "sandbox.h"

#define CLIENT_FD 3
#define WHOLE_SECONDS 10	/* from the first byte to the last one, at most */
#define READ_SECONDS 2		/* to wait for more of a request */
#define CPU_SECONDS 5

/* ------------------------------------------------------------------------
 * What is answered
 */

static bool refuse(const char *what)
{
	log_error("%s is not for --from-monitor: the monitor has read the disks already, in the way "
		  "that its own settings say.", what);
	return false;
}

/* Those that say which disks are read, or how; and files are not read for others. */
static bool accepts_options(const struct options *o)
{
	const struct {
		const char *name;
		bool given;
	} others[] = {
		{ "--devices", o->devices.count }, { "--devicesfile", o->devices_file },
		{ "--configfile", o->config_file }, { "--lvmconf", o->lvm_config },
		{ "--profile", o->profile }, { "--retry-hung", o->retry_hung },
		{ "--allpvs", o->all_pvs }, { "--signatures", o->signatures },
	};
	size_t i;

	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (others[i].given)
			return refuse(others[i].name);
	return true;
}

static bool accepts_kernel(const struct tool *tool)
{
	const struct options *o = &tool->options;
	bool known = volscan_setting_number(tool->vs, "global/kernel") > 0;
	bool wanted = o->driver_loaded ? !strcmp(o->driver_loaded, "y") : o->kernel || known;

	if (wanted == known)
		return true;
	log_error(wanted ? "--kernel: the monitor has not asked the kernel; start it with --kernel." :
		  "--driverloaded n: the monitor has asked the kernel, and shows what that said.");
	return false;
}

static bool is_about_reports(const char *section, const char *name)
{
	static const char *const global[] = { "units", "si_unit_consistency", "suffix" };
	size_t i;

	if (!strcmp(section, "report") || !strcmp(section, "log"))
		return true;
	for (i = 0; !strcmp(section, "global") && i < sizeof(global) / sizeof(global[0]); i++)
		if (!strcmp(name, global[i]))
			return true;
	return false;
}

static bool accepts_section(const struct dm_config_node *section)
{
	const struct dm_config_node *node;
	char name[256];

	for (node = section->child; node; node = node->sib) {
		if (is_about_reports(section->key, node->key))
			continue;
		snprintf(name, sizeof(name), "--config %s/%s", section->key, node->key);
		return refuse(name);
	}
	return section->child || refuse("--config with a setting outside of any section");
}

/* What libdevmapper does not understand volscan does not either, and says so. */
static bool accepts_settings(const char *text)
{
	struct dm_config_tree *tree = dm_config_from_string(text);
	const struct dm_config_node *section;
	bool accepted = tree;

	for (section = tree ? tree->root : NULL; accepted && section; section = section->sib)
		accepted = accepts_section(section);
	if (tree)
		dm_config_destroy(tree);
	return accepted;
}

static bool take_settings(struct tool *tool)
{
	const struct arguments *config = &tool->options.config;
	size_t i;

	volscan_set_log(tool->vs, log_library, NULL, tool_log_level(tool));
	for (i = 0; i < config->count; i++) {
		if (!accepts_settings(config->items[i]))
			return false;
		if (volscan_config_string(tool->vs, config->items[i])) {
			log_error("%s", volscan_error(tool->vs));
			return false;
		}
	}
	return true;
}

static bool accepts_command(const struct command *command)
{
	if (command->options & OPTIONS_PICTURE)
		return true;
	log_error("volscan %s reads more than a monitor knows: run it without --from-monitor.",
		  command->name);
	return false;
}

/* Names that are paths add to what is read. */
static bool accepts_names(const struct tool *tool)
{
	if (!tool->options.name_count || (tool->command->options & OPTIONS_LVM))
		return true;
	return refuse(tool->options.names[0]);
}

static int run(struct tool *tool, int argc, char **argv)
{
	if (!options_parse(&tool->options, tool->command->options, argc, argv) ||
	    !tool_check_options(&tool->options)) {
		log_error("Run `volscan %s --help' for more information.", tool->command->name);
		return STATUS_USAGE;
	}
	if (tool->options.help) {
		help_command(tool->command);
		return STATUS_OK;
	}
	if (tool->options.version) {
		printf("volscan %s\n", volscan_version());
		return STATUS_OK;
	}
	if (!accepts_options(&tool->options) || !accepts_kernel(tool) || !accepts_names(tool) ||
	    !take_settings(tool))
		return STATUS_USAGE;
	return tool_run(tool);
}

static int run_words(const struct picture *picture, int argc, char **argv)
{
	struct tool tool = *picture->tool;

	tool.command = command_find(argv[0]);
	if (!tool.command || !accepts_command(tool.command))
		return STATUS_USAGE;
	tool.words = (const char *const *)argv;
	tool.told = &picture->messages;
	return run(&tool, argc, argv);
}

/* ------------------------------------------------------------------------
 * The request
 */

/* All of it, up to its end. Its length, or -errno. */
static ssize_t read_request(int client, char *text)
{
	size_t length = 0;
	ssize_t n;

	while ((n = read(client, text + length, WIRE_REQUEST_MAX - length))) {
		if (n < 0 && errno != EINTR)
			return -errno;
		length += n > 0 ? (size_t)n : 0;
		if (length == WIRE_REQUEST_MAX)
			return -EMSGSIZE;
	}
	return (ssize_t)length;
}

static int answer_request(const struct picture *picture)
{
	static char text[WIRE_REQUEST_MAX + 1];
	static char *words[WIRE_WORDS_MAX + 1];
	ssize_t length = read_request(CLIENT_FD, text);
	int count = length < 0 ? (int)length : wire_words(text, (size_t)length, words);

	if (count >= 0)
		return run_words(picture, count, words);
	log_error("The monitor does not understand this request: %s.",
		  count == -EAGAIN ? "it has no end" : strerror(-count));
	return STATUS_USAGE;
}

/* ------------------------------------------------------------------------
 * The answer
 */

static int send_file(int client, enum wire_part part, int fd)
{
	static char bytes[WIRE_PART_MAX];
	off_t at = 0;
	ssize_t n;
	int r = 0;

	while (!r && (n = pread(fd, bytes, sizeof(bytes), at)) > 0) {
		r = wire_send(client, part, bytes, (size_t)n);
		at += n;
	}
	return r;
}

static void send_answer(int status)
{
	const unsigned char byte = (unsigned char)status;

	if (!send_file(CLIENT_FD, WIRE_STDERR, STDERR_FILENO) &&
	    !send_file(CLIENT_FD, WIRE_STDOUT, STDOUT_FILENO))
		wire_send(CLIENT_FD, WIRE_STATUS, &byte, 1);
}

/* Of the keeper's descriptors this process needs none, and one of them tells the keeper's
 * successor by its end that the keeper has left. */
static bool take_over(int client)
{
	int out = memfd_create("stdout", MFD_CLOEXEC), err = memfd_create("stderr", MFD_CLOEXEC);

	if (out < 0 || err < 0 || dup2(out, STDOUT_FILENO) < 0 || dup2(err, STDERR_FILENO) < 0 ||
	    dup2(client, CLIENT_FD) < 0)
		return false;
	monitor_close_from(CLIENT_FD + 1);
	return true;
}

static void limit(void)
{
	const struct rlimit cpu = { CPU_SECONDS, CPU_SECONDS };
	const struct timeval wait = { .tv_sec = READ_SECONDS };

	alarm(WHOLE_SECONDS);
	setrlimit(RLIMIT_CPU, &cpu);
	setsockopt(CLIENT_FD, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
}

void answer_run(const struct picture *picture, int client)
{
	int status;

	if (!take_over(client))
		_exit(1);
	limit();
	if (!picture->tool->options.no_sandbox)
		sandbox_enter();	/* without, it is as in commands that run directly */
	status = answer_request(picture);
	if (fflush(stdout) && status == STATUS_OK)
		status = STATUS_FAILED;
	fflush(stderr);
	send_answer(status);
	_exit(0);
}
