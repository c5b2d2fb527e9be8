/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A depth-first search over states. All that there is of one lies in fixed
 * places, so that a state is kept, compared (by hash) and restored as bytes, with
 * the pointers in it.
 */
#include <stdlib.h>
#include <string.h>

#include "slot_model_private.h"

#define DEPTH_MAX 4096

struct world world;
struct fixed fixed;

/* ---- states as bytes ---- */

struct piece {
	void *at;
	size_t size;
};

#define PIECES 4

static struct piece pieces[PIECES];
static size_t state_size;

static void find_pieces(void)
{
	const struct desk *desk = &world.desk;
	const struct piece all[PIECES] = {
		{ &world, sizeof(world) },	/* the first */
		{ desk->free, desk->count * sizeof(*desk->free) },
		{ desk->parts, desk->count * sizeof(*desk->parts) },
		{ desk->out[0], DESK_WORKERS * desk->count * sizeof(struct part *) },
	};

	memcpy(pieces, all, sizeof(all));
	state_size = 0;
	for (size_t i = 0; i < PIECES; i++)
		state_size += pieces[i].size;
}

/* The desk leaves alone what it has not used yet; as part of a state it has to be the
 * same each time. */
static void clear_desk(void)
{
	for (size_t i = 1; i < PIECES; i++)
		memset(pieces[i].at, 0, pieces[i].size);
}

static void keep(char *to)
{
	for (size_t i = 0; i < PIECES; to += pieces[i++].size)
		memcpy(to, pieces[i].at, pieces[i].size);
}

static void restore(const char *from)
{
	for (size_t i = 0; i < PIECES; from += pieces[i++].size)
		memcpy(pieces[i].at, from, pieces[i].size);
}

/* ---- states seen ---- */

static uint64_t *seen;
static size_t seen_size;

static uint64_t hash(const char *bytes)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325), word;
	size_t i;

	for (i = 0; i < state_size; i += sizeof(word)) {
		word = 0;
		memcpy(&word, bytes + i, state_size - i < 8 ? state_size - i : 8);
		h = (h ^ word) * UINT64_C(0x9e3779b97f4a7c15);
		h ^= h >> 32;
	}
	return h ? h : 1;
}

static uint64_t *place_of(uint64_t h)
{
	size_t i = h & (seen_size - 1);

	while (seen[i] && seen[i] != h)
		i = (i + 1) & (seen_size - 1);
	return &seen[i];
}

static void grow_seen(void)
{
	uint64_t *old = seen;
	size_t old_size = seen_size, i;

	seen_size = old_size ? 2 * old_size : 1 << 16;
	seen = calloc(seen_size, sizeof(*seen));
	if (!seen)
		abort();
	for (i = 0; i < old_size; i++)
		if (old[i])
			*place_of(old[i]) = old[i];
	free(old);
}

static bool is_new(const char *state)
{
	uint64_t h = hash(state), *place;

	if (2 * fixed.model->states >= seen_size)
		grow_seen();
	place = place_of(h);
	if (*place)
		return false;
	*place = h;
	fixed.model->states++;
	return true;
}

void model_is_wrong(const char *what)
{
	if (!fixed.model->wrong && (!fixed.model->awaited || !strcmp(what, fixed.model->awaited)))
		fixed.model->wrong = what;
}

/* ---- the search ---- */

/* The first HELPLESS of the steps are those that are taken without luck. */
#define HELPLESS (1 + WORKERS + WORKERS * SLOTS)
#define STEPS (HELPLESS + 1 + 3 * WORKERS)
/* ... and these there are only with recalls. */
#define RECALL_STEPS (SLOTS + WORKERS * SLOTS)

/* False if it cannot be taken world. */
static bool step(unsigned n)
{
	if (!n--)
		return model_step_parent();
	if (n < WORKERS)
		return model_step_worker(n);
	n -= WORKERS;
	if (n < WORKERS * SLOTS)
		return model_step_read(n / SLOTS, n % SLOTS);
	n -= WORKERS * SLOTS;
	if (!n--)
		return model_step_doubt();
	if (n < WORKERS)
		return model_step_die(n);
	n -= WORKERS;
	if (n < WORKERS)
		return model_step_stall(n);
	n -= WORKERS;
	if (n < WORKERS)
		return model_step_resume(n);
	n -= WORKERS;
	if (n < SLOTS)
		return model_step_recall(n);
	n -= SLOTS;
	return model_step_take_back(n / SLOTS, n % SLOTS);
}

static unsigned steps(void)
{
	return STEPS + (fixed.model->recalls ? RECALL_STEPS : 0);
}

/* The last worker, stopped, can only be waited for. */
static bool is_beyond_help(void)
{
	return world.at == P_END ||
	       (world.worker[world.desk.worker].stalled && world.desk.worker + 1 >= fixed.model->workers);
}

/* With a dead disk it may be for ever, but not for what is recalled. */
static void check_stuck(void)
{
	if (fixed.model->dead_disk ? model_misses_recall() : !is_beyond_help())
		model_is_wrong(fixed.model->dead_disk ? "what is recalled does not come back" :
						       "nobody can go on");
}

static char *kept[DEPTH_MAX];

static void explore(unsigned depth)
{
	char *here = kept[depth] ? kept[depth] : malloc(state_size);
	bool stuck = true;

	if (!here || depth + 1 >= DEPTH_MAX)
		abort();
	kept[depth] = here;
	keep(here);
	if (!is_new(here) || world.at == P_END)
		return;
	for (unsigned n = 0; n < steps() && !fixed.model->wrong; n++) {
		restore(here);
		if (!step(n))
			continue;
		fixed.model->steps++;
		stuck = stuck && n >= HELPLESS;
		explore(depth + 1);
	}
	restore(here);
	if (stuck)
		check_stuck();
}

static void begin(void)
{
	const struct model *model = fixed.model;

	world.deaths = model->deaths;
	world.stalls = model->stalls;
	world.alarms = model->alarms;
	world.recalls = model->recalls;
	for (unsigned w = 0; w < WORKERS; w++)
		for (unsigned i = 0; i < SLOTS; i++)
			world.buffer[w][i] = (struct buffer_state) { NOBODY, NOBODY };
	model_start_worker(0);
}

/* By mistake all of them may have the memory of the first. */
static void set_up(void)
{
	unsigned w, memory;

	for (w = 0; w < WORKERS; w++) {
		memory = fixed.model->mistake == WORKERS_SHARE_MEMORY ? 0 : w;
		fixed.view[w] = (struct slots) {
			.count = fixed.model->slots, .head = &world.head[w],
			.asked = &world.asked[memory], .recalled = &world.recalls_set[memory],
			.answered = &world.answered[memory], .slot = world.slot[memory],
		};
	}
}

void model_run(struct model *model)
{
	memset(&world, 0, sizeof(world));
	fixed.model = model;
	if (model->slots > SLOTS || model->parts > MODEL_PARTS_MAX || model->workers > WORKERS ||
	    desk_init(&world.desk, model->slots))
		abort();
	find_pieces();
	clear_desk();
	set_up();
	begin();
	explore(0);
	desk_free(&world.desk);
	free(seen);
	for (unsigned i = 0; i < DEPTH_MAX; i++)
		free(kept[i]);
}
