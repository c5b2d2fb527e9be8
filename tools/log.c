/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "log.h"

#include <libdevmapper.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "progress.h"
#include "text.h"

/* libdevmapper's levels: see its own log macros. Help is made of warnings. */
#define DM_LEVEL_MASK 0x0007
#define DM_LEVEL_ERROR 3
#define DM_LEVEL_WARN 4

/* libdevmapper has one log function per process, without a context. */
static bool devmapper_help;

/* Nor is it known to who calls log_error() whether the command keeps a log. */
static struct {
	log_take_fn *take;
	void *context;
} diverted;

static void begin_line(const char *prefix)
{
	progress_erase();
	fputs(prefix, stderr);
}

static void end_line(const char *message)
{
	text_print(stderr, message);
	putc('\n', stderr);
}

static void print_line(const char *prefix, const char *message)
{
	begin_line(prefix);
	end_line(message);
}

static void say_formatted(bool is_error, const char *format, va_list ap)
{
	char *message;

	if (vasprintf(&message, format, ap) < 0) {
		print_line("  ", "Out of memory.");
		return;
	}
	if (!diverted.take || !diverted.take(diverted.context, is_error, message))
		print_line(is_error ? "  " : "  WARNING: ", message);
	free(message);
}

void log_divert(log_take_fn *take, void *context)
{
	diverted.take = take;
	diverted.context = context;
}

void log_error(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	say_formatted(true, format, ap);
	va_end(ap);
}

void log_warn(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	say_formatted(false, format, ap);
	va_end(ap);
}

void log_library(void *context, enum volscan_log_level level, enum volscan_log_class log_class,
		 const char *message)
{
	static const char *const prefixes[] = {
		[VOLSCAN_LOG_ERROR] = "  ",
		[VOLSCAN_LOG_WARNING] = "  WARNING: ",
		[VOLSCAN_LOG_VERBOSE] = "    ",
		[VOLSCAN_LOG_INFO] = "      ",
		[VOLSCAN_LOG_DEBUG] = "      ",
		[VOLSCAN_LOG_TRACE] = "      ",
	};
	static const char *const classes[] = {
		[VOLSCAN_LOG_CONFIG] = "config: ",
		[VOLSCAN_LOG_DEVS] = "devs: ",
		[VOLSCAN_LOG_IO] = "io: ",
		[VOLSCAN_LOG_LABEL] = "label: ",
		[VOLSCAN_LOG_METADATA] = "metadata: ",
	};

	(void)context;
	begin_line(prefixes[level]);
	if (level >= VOLSCAN_LOG_VERBOSE)
		fputs(classes[log_class], stderr);
	end_line(message);
}

static void print_help_line(const char *format, va_list ap)
{
	fputs("  ", stdout);
	vprintf(format, ap);
	putchar('\n');
}

__attribute__((format(printf, 5, 6)))
static void log_devmapper(int level, const char *file, int line, int error,
			  const char *format, ...)
{
	va_list ap;

	(void)file;
	(void)line;
	(void)error;
	level &= DM_LEVEL_MASK;
	va_start(ap, format);
	if (level <= DM_LEVEL_ERROR)
		say_formatted(true, format, ap);
	else if (level == DM_LEVEL_WARN && devmapper_help)
		print_help_line(format, ap);
	va_end(ap);
}

void log_devmapper_init(void)
{
	dm_log_with_errno_init(log_devmapper);
}

void log_devmapper_help(bool wanted)
{
	devmapper_help = wanted;
}
