/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The script of the fault engine: rules, and what tests ask. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/fault_script.h"

void fault_bug(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("fault engine: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	abort();
}

void *fault_grow(void *array, size_t count, size_t size)
{
	array = reallocarray(array, count, size);
	if (!array)
		fault_bug("no memory");
	return array;
}

void *fault_alloc(size_t size)
{
	return memset(fault_grow(NULL, 1, size), 0, size);
}

struct fault *fault_new(void)
{
	struct fault *fault = fault_alloc(sizeof(*fault));

	fault->script = fault_alloc(sizeof(*fault->script));
	/* Far above what the process has open, should one reach the kernel. */
	fault->script->last_fd = 1 << 24;
	return fault;
}

static void free_devices(struct device *device)
{
	struct device *next;

	for (; device; device = next) {
		next = device->next;
		free(device);
	}
}

static void free_opened(struct opened *opened)
{
	struct opened *next;

	for (; opened; opened = next) {
		next = opened->next;
		free(opened);
	}
}

void fault_free(struct fault *fault)
{
	if (!fault)
		return;
	if (fault->script->engine)
		fault_bug("the script is freed before the engine's teardown");
	fault_clear(fault);
	free_devices(fault->script->devices);
	free_opened(fault->script->opened);
	free((void *) fault->trace);
	free(fault->script);
	free(fault);
}

static struct rule **last_rule(struct fault *fault)
{
	struct rule **last = &fault->script->rules;

	while (*last)
		last = &(*last)->next;
	return last;
}

void fault_add_rule(struct fault *fault, const struct fault_rule *rule)
{
	struct rule *added = fault_alloc(sizeof(*added));

	if (rule->result > 0 || rule->refuse > 0)
		fault_bug("a rule has an errno that is not negative");
	added->is = *rule;
	*last_rule(fault) = added;
}

void fault_clear(struct fault *fault)
{
	struct rule *rule;

	while ((rule = fault->script->rules)) {
		fault->script->rules = rule->next;
		free(rule);
	}
}

static bool touches(const struct fault_rule *rule, const struct io_request *request)
{
	if (!rule->length)
		return true;
	return (request->op == IO_READ || request->op == IO_WRITE) &&
	       request->offset < rule->offset + rule->length &&
	       request->offset + request->length > rule->offset;
}

static bool fits(const struct fault_rule *rule, const struct io_request *request)
{
	return (!rule->path || !strcmp(rule->path, request->file->path)) &&
	       (!rule->ops || (rule->ops & (1u << request->op))) &&
	       (!rule->nowait_only || !request->may_block) && touches(rule, request);
}

/* Whether the next request that fits is one to hit. */
static bool is_due(const struct rule *rule)
{
	return rule->met >= rule->is.skip &&
	       (!rule->is.times || rule->met - rule->is.skip < rule->is.times);
}

int fault_refusal(struct fault *fault, const struct io_request *request, bool use)
{
	struct rule *rule = fault->script->rules;

	while (rule && !(fits(&rule->is, request) && is_due(rule)))
		rule = rule->next;
	if (!rule || !rule->is.refuse)
		return 0;
	if (use)
		rule->met++;
	return rule->is.refuse;
}

struct fault_rule fault_meet(struct fault *fault, const struct io_request *request)
{
	struct rule *rule;
	bool due;

	for (rule = fault->script->rules; rule; rule = rule->next) {
		if (!fits(&rule->is, request))
			continue;
		due = is_due(rule);
		rule->met++;
		if (due)
			return rule->is;
	}
	return (struct fault_rule) { 0 };
}

unsigned fault_count(const struct fault *fault, const char *path, unsigned ops)
{
	const struct fault_entry *entry;
	unsigned i, n = 0;

	for (i = 0; i < fault->seen.requests; i++) {
		entry = fault->trace + i;
		if ((!path || !strcmp(path, entry->path)) && (!ops || (ops & (1u << entry->op))))
			n++;
	}
	return n;
}
