/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Requests, and the parts that they are asked for in.
 *
 * Most requests are one part. A longer one is cut as room comes free, so that a
 * long text does not hold up what came before it and takes no more memory than
 * there is. Parts end in any order. One that ends short shows where the data
 * ends, and what is behind it is not asked for any more; of errors the first
 * counts. When the last part has ended so has the request.
 *
 * Room goes first to what is asked again and cannot be what its first worker
 * hangs at, then to what is new, and last to what can.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "io/worker_private.h"

/* The answer to a question comes in one piece, or what is too long for it is cut off in
 * the middle. */
static size_t end_of(const struct io_request *request)
{
	bool longer = io_op_asks(request->op) && request->length > SLOT_SIZE;

	return longer ? SLOT_SIZE : request->length;
}

/* There is one: no more are taken than there are. */
static struct flight *unused_flight(struct io_engine *e)
{
	struct flight *flight;

	if (dm_list_empty(&e->unused))
		return &e->flights[e->fresh++];
	flight = dm_list_item(dm_list_first(&e->unused), struct flight);
	dm_list_del(&flight->list);
	return flight;
}

void worker_take(struct io_engine *e, struct io_request *request)
{
	struct flight *flight = unused_flight(e);

	request->slot = (uint32_t) (flight - e->flights);
	*flight = (struct flight) { .request = request, .end = end_of(request) };
	dm_list_add(&e->uncut, &flight->list);
}

/* ---- out ---- */

/* What names something of this process, and what is behind /proc/PID for it. */
static const struct {
	const char *prefix, *instead;
} own_names[] = {
	{ "/proc/self/", "/" },
	{ "/dev/fd/", "/fd/" },
	{ "/dev/stdin", "/fd/0" },
};

#define OWN_NAMES ((int) (sizeof(own_names) / sizeof(own_names[0])))

/* Which of them `path` begins with; -1 = none. */
static int own_name(const char *path)
{
	for (int i = 0; i < OWN_NAMES; i++)
		if (!strncmp(path, own_names[i].prefix, strlen(own_names[i].prefix)))
			return i;
	return -1;
}

bool io_worker_is_own_name(const char *path)
{
	return own_name(path) >= 0;
}

static int put_name(char *to, size_t size, const char *path)
{
	int i = own_name(path);

	if (i < 0)
		return snprintf(to, size, "%s", path);
	return snprintf(to, size, "/proc/%d%s%s", (int) getpid(), own_names[i].instead,
			path + strlen(own_names[i].prefix));
}

/* The worker has another working directory and other descriptors. */
static int put_path(char *to, size_t size, const char *path)
{
	char dir[PATH_MAX];
	int n;

	if (path[0] == '/')
		n = put_name(to, size, path);
	else if (getcwd(dir, sizeof(dir)))
		n = snprintf(to, size, "%s/%s", dir, path);
	else
		return -errno;
	return n < 0 || (size_t) n >= size ? -ENAMETOOLONG : 0;
}

static int fill_path(struct slots *slots, unsigned i, const char *path)
{
	struct slot *slot = &slots->slot[i];

	if (!put_path(slot->path, sizeof(slot->path), path))
		return 0;
	slot->path[0] = '\0';
	return put_path(slots->long_path[i], PATH_MAX, path);
}

static int fill(struct slots *slots, unsigned i, const struct part *part)
{
	const struct flight *flight = part->owner;
	const struct io_request *request = flight->request;
	struct slot *slot = &slots->slot[i];

	slot->offset = request->offset + part->from;
	slot->extent = request->extent;
	slot->length = (uint32_t) part->length;
	slot->op = request->op;
	slot->asks++;
	slot->open_flags = request->file->open_flags;
	if (request->op == IO_WRITE)
		memcpy(slots->buffer[i], (char *) request->buffer + part->from, part->length);
	return fill_path(slots, i, request->file->path);
}

static void part_ended(struct io_engine *e, struct part *part, ssize_t result);

static void ask(struct io_engine *e, struct part *part)
{
	struct slots *slots = &e->workers[e->desk.worker].slots;
	unsigned i = desk_ask(&e->desk, part);
	int r = fill(slots, i, part);

	if (r) {
		part_ended(e, desk_answered(&e->desk, e->desk.worker, i), r);
		return;
	}
	slots_ask(slots, i);
	e->asked = true;
}

static struct part *cut(struct io_engine *e, struct flight *flight)
{
	size_t left = flight->end - flight->cut;
	size_t length = left < SLOT_SIZE ? left : SLOT_SIZE;
	struct part *part = desk_new(&e->desk, flight, flight->cut, length);

	if (part) {
		flight->cut += length;
		flight->parts++;
	}
	if (flight->cut == flight->end) {
		dm_list_del(&flight->list);
		dm_list_init(&flight->list);
	}
	return part;
}

static struct part *next_part(struct io_engine *e)
{
	struct part *part = desk_again(&e->desk);

	if (!part && !dm_list_empty(&e->uncut))
		part = cut(e, dm_list_item(dm_list_first(&e->uncut), struct flight));
	return part ? part : desk_suspect(&e->desk);
}

void worker_ask(struct io_engine *e)
{
	struct worker *worker = &e->workers[e->desk.worker];
	struct part *part;

	if (!e->desk.in_use)
		e->came = io_now_ns();
	while (desk_has_room(&e->desk) && (part = next_part(e)))
		ask(e, part);
	if (e->asked && bell_take(&worker->slots.head->bell))
		worker_ring(worker);
	e->asked = false;
}

bool worker_is_full(const struct io_engine *e)
{
	return !desk_has_room(&e->desk) &&
	       !(dm_list_empty(&e->uncut) && dm_list_empty(&e->desk.again) &&
		 dm_list_empty(&e->desk.suspects));
}

static struct flight *find_flight(struct io_engine *e, const struct io_request *request)
{
	struct flight *flight = &e->flights[request->slot];

	return request->slot < e->fresh && flight->request == request ? flight : NULL;
}

static void flight_ended(struct io_engine *e, struct flight *flight);

/* What is recalled may keep its slot for ever, and must not keep that of another.
 * What is cut into several parts was begun, as far as its caller is concerned. */
static void recall(struct io_engine *e, struct flight *flight)
{
	struct worker *worker = &e->workers[e->desk.worker];
	int slot;

	flight->recalled = true;
	e->desk.window += flight->parts;
	if (!flight->cut) {
		flight->error = -ECANCELED;
		flight_ended(e, flight);
		return;
	}
	if (flight->request->length > SLOT_SIZE)
		return;
	slot = desk_next_of(&e->desk, flight, 0);
	if (slot < 0)
		return;
	slots_recall(&worker->slots, (unsigned) slot);
	if (bell_take(&worker->slots.head->bell))
		worker_ring(worker);
}

void worker_recall(struct io_engine *e, struct io_request *chain)
{
	struct flight *flight;

	for (; chain; chain = chain->link)
		if (chain->op != IO_OPEN && chain->op != IO_CLOSE &&
		    (flight = find_flight(e, chain))) {
			recall(e, flight);
			return;
		}
}

void io_worker_place(const struct io_engine *e, const struct io_request *request,
		     struct io_worker_place *place)
{
	const struct flight *flight = &e->flights[request->slot];
	const struct worker *worker = &e->workers[e->desk.worker];
	int slot = desk_next_of(&e->desk, flight, 0);

	if (slot < 0 || !worker->pid)
		return;
	place->pid = worker->pid;
	place->start = worker->start;
	place->slot = (unsigned) slot;
}

/* ---- and back ---- */

static void flight_ended(struct io_engine *e, struct flight *flight)
{
	struct io_request *request = flight->request;
	ssize_t result = flight->error ? flight->error : (ssize_t) flight->end;

	flight->request = NULL;
	dm_list_del(&flight->list);
	dm_list_add_h(&e->unused, &flight->list);
	worker_ended(e, request, result);
}

/* Nothing behind `end` is of any use. */
static void ends_at(struct flight *flight, size_t end)
{
	if (end < flight->end)
		flight->end = end;
	if (flight->cut >= flight->end) {
		dm_list_del(&flight->list);
		dm_list_init(&flight->list);
	}
}

static void part_ended(struct io_engine *e, struct part *part, ssize_t result)
{
	struct flight *flight = part->owner;

	if (result < 0) {
		if (!flight->error)
			flight->error = (int) result;
		ends_at(flight, 0);
	} else if ((size_t) result < part->length) {
		ends_at(flight, part->from + (size_t) result);
	}
	desk_drop(&e->desk, part);
	if (!--flight->parts && flight->cut >= flight->end)
		flight_ended(e, flight);
}

/* Its first worker may have it still, and answer; a dead one has nothing. */
static void drop_recalled(struct io_engine *e, struct dm_list *list, bool dead)
{
	struct part *part, *next;

	dm_list_iterate_items_safe(part, next, list) {
		if (!((struct flight *) part->owner)->recalled)
			continue;
		dm_list_del(&part->list);
		dm_list_init(&part->list);
		if (dead)
			part_ended(e, part, -ECANCELED);
	}
}

void worker_drop_recalled(struct io_engine *e, bool dead)
{
	drop_recalled(e, &e->desk.again, dead);
	drop_recalled(e, &e->desk.suspects, dead);
}

static void answered(struct io_engine *e, unsigned number, unsigned i)
{
	struct slots *slots = &e->workers[number].slots;
	struct part *part = desk_answered(&e->desk, number, i);
	const struct io_request *request;
	ssize_t result;

	if (!part)
		return;
	result = slots->slot[i].result;
	if (result > (ssize_t) part->length)
		result = -EIO;	/* no read is longer than what was asked for */
	request = ((struct flight *) part->owner)->request;
	if (result > 0 && request->op != IO_WRITE)
		memcpy((char *) request->buffer + part->from, slots->buffer[i], (size_t) result);
	part_ended(e, part, result);
}

bool worker_collect(struct io_engine *e)
{
	bool came = false;
	int i;

	for (unsigned w = 0; w <= e->desk.worker; w++)
		for (i = 0; (i = slots_collect(&e->workers[w].slots, (unsigned) i)) >= 0; i++) {
			answered(e, w, (unsigned) i);
			came = true;
		}
	if (came)
		e->came = io_now_ns();
	return came;
}
