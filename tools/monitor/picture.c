/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log.h"
#include "metrics/metrics.h"
#include "monitor/monitor.h"

/* ------------------------------------------------------------------------
 * Metrics
 */

/* Its name does not end in .prom, so that nobody reads it yet. */
static FILE *open_new(const char *path)
{
	int fd;

	unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (fd < 0)
		return NULL;
	fchmod(fd, 0644);
	return fdopen(fd, "w");
}

static bool write_metrics(const struct tool *tool, const char *path)
{
	FILE *out = open_new(path);
	bool failed;

	if (!out)
		return false;
	failed = !metrics_print(tool, out) || ferror(out);
	return !fclose(out) && !failed;
}

static void write_textfile(const struct tool *tool)
{
	const char *path = tool->options.textfile;
	char *new;

	if (!path || asprintf(&new, "%s.new", path) < 0)
		return;
	errno = 0;
	if (!write_metrics(tool, new) || rename(new, path)) {
		log_warn("--textfile: cannot write %s: %s", path, strerror(errno ? errno : ENOMEM));
		unlink(new);
	}
	free(new);
}

/* ------------------------------------------------------------------------
 * The scan
 */

/* Warnings are kept for who asks. The rest is for the log of the monitor. */
static void take_message(void *context, enum volscan_log_level level,
			 enum volscan_log_class log_class, const char *text)
{
	if (level <= VOLSCAN_LOG_WARNING)
		messages_add(context, level, log_class, text);
	else
		log_library(NULL, level, log_class, text);
}

bool picture_take(struct picture *picture)
{
	struct tool *tool = picture->tool;
	struct messages old = picture->messages;
	bool taken;

	picture->messages = (struct messages) { .items = NULL };
	volscan_set_log(tool->vs, take_message, &picture->messages, tool_log_level(tool));
	taken = !tool_scan_again(tool);
	volscan_idle(tool->vs);
	volscan_set_log(tool->vs, NULL, NULL, VOLSCAN_LOG_ERROR);
	messages_print_new(&picture->messages, &old);
	messages_free(&old);
	if (taken)
		write_textfile(tool);
	else
		log_error("%s", volscan_error(tool->vs));
	return taken;
}
