/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <string.h>

#include "io/io.h"

/* In the order in which "auto" tries them: the best first, and last the one
 * that works everywhere. What works is found out by setting it up, never from
 * the kernel's version: limits, seccomp and sysctls decide as well. */
static const struct io_engine_ops *const engines[] = {
#ifdef HAVE_LIBAIO
	&io_engine_libaio,
#endif
	&io_engine_sync,
};

#define ENGINE_COUNT (sizeof(engines) / sizeof(engines[0]))

const struct io_engine_ops *io_engine_find(const char *name)
{
	size_t i;

	for (i = 0; i < ENGINE_COUNT; i++)
		if (!strcmp(engines[i]->name, name))
			return engines[i];
	return NULL;
}

/* What to do about it, where the errno alone does not say. */
static const char *advice(int error)
{
	switch (-error) {
	case EAGAIN:
		return " (fs.aio-max-nr is used up: raise it with sysctl)";
	case ENOSYS:
		return " (this kernel has it not built in)";
	case EPERM:
		return " (forbidden here, by a sysctl or a container's rules)";
	default:
		return "";
	}
}

static int choose_named(const char *name, const struct io_settings *settings,
			const struct io_engine_ops **ops, struct io_engine **engine,
			unsigned *depth)
{
	const struct io_engine_ops *found = io_engine_find(name);
	int r;

	if (!found)
		return -ENOENT;
	r = found->setup(engine, settings, depth);
	if (!r)
		*ops = found;
	return r;
}

static int choose_auto(const struct io_settings *settings, const struct io_engine_ops **ops,
		       struct io_engine **engine, unsigned *depth)
{
	size_t i;
	int r;

	for (i = 0;; i++) {
		r = engines[i]->setup(engine, settings, depth);
		if (!r)
			*ops = engines[i];
		if (!r || i + 1 == ENGINE_COUNT)
			return r;
		log_print(settings->log, VOLSCAN_LOG_WARNING, VOLSCAN_LOG_IO,
			  "I/O engine %s cannot be set up: %s%s; trying %s instead.",
			  engines[i]->name, strerror(-r), advice(r), engines[i + 1]->name);
	}
}

int io_engine_choose(const char *name, const struct io_settings *settings,
		     const struct io_engine_ops **ops, struct io_engine **engine,
		     unsigned *depth)
{
	if (!strcmp(name, "auto"))
		return choose_auto(settings, ops, engine, depth);
	return choose_named(name, settings, ops, engine, depth);
}
