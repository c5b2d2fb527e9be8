/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <string.h>

#include "io/engine.h"
#include "io/io.h"
#include "io/worker.h"

struct choice {
	const struct io_engine_ops *ops;
	bool automatic;		/* "auto" may take it */
};

/* In the order in which "auto" tries them: the best first, and last the one
 * that works everywhere. What works is found out by setting it up, never from
 * the kernel's version: limits, seccomp and sysctls decide as well. Threads in a
 * process are its owner's business: they are there for who asks for them. */
static const struct choice engines[] = {
#ifdef HAVE_LIBURING
	{ &io_engine_uring, true },
#endif
#ifdef HAVE_LIBAIO
	{ &io_engine_libaio, true },
#endif
	{ &io_engine_threads, false },
	{ &io_engine_readahead, true },
	{ &io_engine_sync, true },
};

#define ENGINE_COUNT (sizeof(engines) / sizeof(engines[0]))

const struct io_engine_ops *io_engine_find(const char *name)
{
	size_t i;

	for (i = 0; i < ENGINE_COUNT; i++)
		if (!strcmp(engines[i].ops->name, name))
			return engines[i].ops;
	return NULL;
}

/* What to do about it, where the errno alone does not say. */
static const char *advice(const char *name, int error)
{
	switch (-error) {
	case EAGAIN:
		if (!strcmp(name, "threads"))
			return " (no more tasks: raise ulimit -u, or the cgroup's pids.max)";
		return " (fs.aio-max-nr is used up: raise it with sysctl)";
	case ENOSYS:
		return " (this kernel has it not built in)";
	case EOPNOTSUPP:
		return " (this kernel's is too old)";
	case ENOMEM:
		return " (the limit of locked memory may be too low: raise it with ulimit -l)";
	case EPERM:
		return " (forbidden here, by a sysctl or a container's rules)";
	default:
		return "";
	}
}

void io_engine_passed_over(const struct log *log, const char *name, int error,
			   const char *instead)
{
	log_print(log, VOLSCAN_LOG_WARNING, VOLSCAN_LOG_IO,
		  "I/O engine %s cannot be set up: %s%s; trying %s instead.",
		  name, strerror(-error), advice(name, error), instead);
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

static const struct io_engine_ops *next_automatic(size_t *i)
{
	while (!engines[*i].automatic)
		++*i;
	return engines[(*i)++].ops;
}

static int choose_auto(const struct io_settings *settings, const struct io_engine_ops **ops,
		       struct io_engine **engine, unsigned *depth)
{
	const struct io_engine_ops *this, *next;
	size_t i = 0;
	int r;

	for (next = next_automatic(&i);;) {
		this = next;
		r = this->setup(engine, settings, depth);
		if (!r)
			*ops = this;
		if (!r || i == ENGINE_COUNT)
			return r;
		next = next_automatic(&i);
		io_engine_passed_over(settings->log, this->name, r, next->name);
	}
}

static int choose_isolated(const char *name, const struct io_settings *settings,
			   const struct io_engine_ops **ops, struct io_engine **engine,
			   unsigned *depth)
{
	struct io_settings inner = *settings;
	int r;

	inner.inner = name;
	r = io_engine_worker.setup(engine, &inner, depth);
	if (!r)
		*ops = &io_engine_worker;
	return r;
}

static bool is_auto(const char *name)
{
	return !strcmp(name, "auto");
}

int io_engine_choose(const char *name, const struct io_settings *settings,
		     const struct io_engine_ops **ops, struct io_engine **engine,
		     unsigned *depth)
{
	int r;

	if (settings->isolate) {
		r = choose_isolated(name, settings, ops, engine, depth);
		if (!r || !is_auto(name))
			return r;
		log_print(settings->log, VOLSCAN_LOG_WARNING, VOLSCAN_LOG_IO,
			  "The I/O process cannot be started: %s; going on without it, so "
			  "that a dead disk may hang this program.", strerror(-r));
	}
	if (is_auto(name))
		return choose_auto(settings, ops, engine, depth);
	return choose_named(name, settings, ops, engine, depth);
}
