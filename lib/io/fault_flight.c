/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A request's way through the fault engine. What is to happen to it is decided
 * when it is taken; it happens, as in the kernel, when it ends.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/crc.h"
#include "io/fault_flight.h"
#include "io/request.h"

static bool reads_into(const struct io_request *request)
{
	return request->op == IO_READ || request->op == IO_PROBE;
}

static bool is_io(const struct io_request *request)
{
	return reads_into(request) || request->op == IO_WRITE;
}

static bool share_bytes(const struct io_request *a, const struct io_request *b)
{
	const char *a_start = a->buffer, *b_start = b->buffer;

	return is_io(a) && is_io(b) && a_start < b_start + b->length &&
	       b_start < a_start + a->length;
}

static void check_request(const struct flights *flights, const struct io_request *request)
{
	const struct flight *f;

	if (!request->file || !request->file->path)
		fault_bug("a request has no file");
	if (is_io(request) && (!request->buffer || !request->length))
		fault_bug("%s: a request has no buffer", request->file->path);
	for (f = flights->first; f; f = f->next) {
		if (f->request == request)
			fault_bug("%s: a request is submitted while it is in flight",
				  request->file->path);
		if (share_bytes(f->request, request))
			fault_bug("%s: a buffer is submitted while %s has it in flight",
				  request->file->path, f->request->file->path);
	}
}

static bool is_poison(const uint8_t *buffer, size_t length)
{
	return buffer[0] == FAULT_POISON && !memcmp(buffer, buffer + 1, length - 1);
}

static uint32_t written_sum(const struct io_request *request)
{
	return request->op == IO_WRITE ?
	       lvm_crc(LVM_CRC_SEED, request->buffer, request->length) : 0;
}

static void see_maximum(unsigned *maximum, unsigned value)
{
	if (value > *maximum)
		*maximum = value;
}

static void see_taken(struct fault *fault, const struct io_request *request)
{
	fault->seen.requests++;
	see_maximum(&fault->seen.max_in_flight, ++fault->seen.in_flight);
	if (request->op == IO_OPEN) {
		fault->script->opening++;
		see_maximum(&fault->seen.max_open,
			    fault->seen.open + fault->script->opening);
	}
	if (is_io(request)) {
		see_maximum(&fault->seen.max_io, ++fault->seen.io);
		fault->seen.memory += request->length;
		if (fault->seen.memory > fault->seen.max_memory)
			fault->seen.max_memory = fault->seen.memory;
	}
}

/* Returns its place in the trace. */
static unsigned trace(struct fault *fault, const struct io_request *request)
{
	unsigned i = fault->seen.requests, room = fault->script->trace_room;
	struct fault_entry *entries = (struct fault_entry *) fault->trace;

	if (i == room) {
		room = room ? 2 * room : 64;
		entries = fault_grow(entries, room, sizeof(*entries));
		fault->script->trace_room = room;
		fault->trace = entries;
	}
	entries[i] = (struct fault_entry) {
		.op = request->op, .offset = request->offset, .length = request->length,
		.may_block = request->may_block,
	};
	snprintf(entries[i].path, sizeof(entries[i].path), "%s", request->file->path);
	return i;
}

static void append(struct flights *flights, struct flight *flight)
{
	struct flight **last = &flights->first;

	while (*last)
		last = &(*last)->next;
	*last = flight;
}

static struct flight *take(struct flights *flights, struct io_request *request,
			   struct flight *behind)
{
	struct flight *f = fault_alloc(sizeof(*f));

	check_request(flights, request);
	if (reads_into(request))
		memset(request->buffer, FAULT_POISON, request->length);
	f->request = request;
	f->copy = *request;
	f->sum = written_sum(request);
	f->behind = behind;
	f->rule = fault_meet(flights->fault, request);
	f->after = f->rule.after;
	f->not_before = io_now_ns() + f->rule.delay_ms * INT64_C(1000000);
	f->entry = trace(flights->fault, request);
	see_taken(flights->fault, request);
	append(flights, f);
	return f;
}

void flights_take(struct flights *flights, struct io_request *request)
{
	struct flight *behind = NULL;

	for (; request; request = request->link)
		behind = take(flights, request, behind);
	flights->chains++;
	flights->fault->seen.chains++;
}

static void check_unchanged(const struct flight *f)
{
	const struct io_request *now = f->request, *was = &f->copy;

	if (now->op != was->op || now->file != was->file || now->offset != was->offset ||
	    now->buffer != was->buffer || now->length != was->length ||
	    now->may_block != was->may_block || now->link != was->link)
		fault_bug("%s: a request was changed in flight", was->file->path);
	if (reads_into(now) ? !is_poison(now->buffer, now->length) :
			      written_sum(now) != f->sum)
		fault_bug("%s: a buffer was changed in flight", was->file->path);
}

static bool runs(const struct flight *f)
{
	return !f->cancelled || (f->request->op == IO_CLOSE && f->request->file->fd >= 0);
}

/* Every byte is another one, as it may be while it is written. */
static void garble(const struct fault_rule *rule, struct io_request *request, ssize_t length)
{
	uint8_t *bytes = request->buffer;

	if (request->op != IO_READ || !(rule->garbage || rule->torn))
		return;
	for (ssize_t i = rule->torn ? length / 2 : 0; i < length; i++)
		bytes[i] ^= 0x55;
}

/* A file is closed even when its close fails, as in the kernel. */
static ssize_t outcome(struct fault *fault, struct flight *f)
{
	ssize_t r = f->rule.result;

	if (!runs(f))
		return -ECANCELED;
	if (r && f->request->op == IO_CLOSE)
		fault_do(fault, f->request, 0);
	if (r)
		return r;
	r = fault_do(fault, f->request, f->rule.short_by);
	garble(&f->rule, f->request, r);
	return r;
}

/* The rest of the chain; it follows in the list. */
static void cancel_rest(struct flight *f)
{
	for (f = f->next; f && f->behind; f = f->next) {
		f->cancelled = true;
		if (!runs(f)) {
			f->rule.hold = false;
			f->after = 0;
			f->not_before = 0;
		}
	}
}

static void see_gone(struct fault *fault, const struct io_request *request)
{
	fault->seen.in_flight--;
	if (request->op == IO_OPEN)
		fault->script->opening--;
	if (is_io(request)) {
		fault->seen.io--;
		fault->seen.memory -= request->length;
	}
}

static void see_ended(struct fault *fault, const struct flight *f)
{
	struct fault_entry *entry = (struct fault_entry *) fault->trace + f->entry;

	entry->ended = true;
	entry->result = f->request->result;
	fault->seen.ended++;
	see_gone(fault, &f->copy);
}

static void drop(struct flights *flights, struct flight *flight)
{
	struct flight **place = &flights->first, *f;

	while (*place != flight)
		place = &(*place)->next;
	*place = flight->next;
	if (!flight->copy.link)
		flights->chains--;
	for (f = flights->first; f; f = f->next) {
		if (f->behind == flight)
			f->behind = NULL;
		if (f->after)
			f->after--;
	}
	free(flight);
}

struct io_request *flights_end(struct flights *flights, struct flight *f)
{
	struct io_request *request = f->request;

	check_unchanged(f);
	request->result = outcome(flights->fault, f);
	if (request->result < 0)
		cancel_rest(f);
	see_ended(flights->fault, f);
	drop(flights, f);
	return request;
}

void flights_lose(struct flights *flights)
{
	struct flight *f;

	while ((f = flights->first)) {
		flights->first = f->next;
		flights->fault->seen.lost++;
		see_gone(flights->fault, &f->copy);
		free(f);
	}
}
