/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* All atomics are sequentially consistent: bells need it (each side writes one
 * word and then reads the other's), and nothing here is done often enough for
 * anything weaker to pay. */
#include "io/slot.h"

#define BITS 64u
#define PAGE 4096u

_Static_assert(sizeof(struct slot) == 136, "slots have no holes");

/* ---- bells ---- */

void bell_arm(struct bell *bell)
{
	atomic_store(&bell->armed, 1);
}

void bell_disarm(struct bell *bell)
{
	atomic_store(&bell->armed, 0);
}

bool bell_take(struct bell *bell)
{
	return atomic_load(&bell->armed) && atomic_exchange(&bell->armed, 0);
}

/* ---- sets of bits ---- */

static unsigned words(unsigned count)
{
	return (count + BITS - 1) / BITS;
}

static void set_bit(_Atomic uint64_t *set, unsigned i)
{
	atomic_fetch_or(&set[i / BITS], UINT64_C(1) << i % BITS);
}

/* The first one from `from` on, which is cleared. The other side only sets. */
static int clear_next(_Atomic uint64_t *set, unsigned count, unsigned from)
{
	uint64_t word, mask = ~UINT64_C(0) << from % BITS;
	unsigned w, i;

	for (w = from / BITS; w < words(count); w++, mask = ~UINT64_C(0)) {
		word = atomic_load(&set[w]) & mask;
		if (!word)
			continue;
		i = w * BITS + (unsigned) __builtin_ctzll(word);
		atomic_fetch_and(&set[w], ~(UINT64_C(1) << i % BITS));
		return (int) i;
	}
	return -1;
}

static bool any(const _Atomic uint64_t *set, unsigned count)
{
	for (unsigned w = 0; w < words(count); w++)
		if (atomic_load(&set[w]))
			return true;
	return false;
}

/* ---- slots ---- */

/* Where each part of the memory begins; the last one is where it ends. Buffers,
 * for O_DIRECT, and long paths, which few touch, begin with a page. */
struct layout {
	size_t asked, recalled, answered, slot, buffer, long_path, end;
};

static size_t round_up(size_t n)
{
	return (n + PAGE - 1) / PAGE * PAGE;
}

static struct layout layout_of(unsigned count)
{
	size_t set = words(count) * sizeof(uint64_t);
	struct layout l;

	l.asked = (sizeof(struct slot_head) + 63) / 64 * 64;
	l.recalled = l.asked + set;
	l.answered = l.recalled + set;
	l.slot = l.answered + set;
	l.buffer = round_up(l.slot + count * sizeof(struct slot));
	l.long_path = l.buffer + (size_t) count * SLOT_SIZE;
	l.end = l.long_path + (size_t) count * PATH_MAX;
	return l;
}

size_t slots_size(unsigned count)
{
	return layout_of(count).end;
}

void slots_view(struct slots *slots, void *memory, unsigned count)
{
	struct layout l = layout_of(count);
	char *base = memory;

	slots->count = count;
	slots->head = memory;
	slots->asked = (void *) (base + l.asked);
	slots->recalled = (void *) (base + l.recalled);
	slots->answered = (void *) (base + l.answered);
	slots->slot = (void *) (base + l.slot);
	slots->buffer = (void *) (base + l.buffer);
	slots->long_path = (void *) (base + l.long_path);
}

void slots_ask(struct slots *slots, unsigned i)
{
	set_bit(slots->asked, i);
}

int slots_take(struct slots *slots, unsigned from)
{
	return clear_next(slots->asked, slots->count, from);
}

bool slots_take_one(struct slots *slots, unsigned i)
{
	return !slots_is_begun(slots, i) && slots_take(slots, i) == (int) i;
}

void slots_recall(struct slots *slots, unsigned i)
{
	atomic_store(&slots->slot[i].recalled, slots->slot[i].asks);
	set_bit(slots->recalled, i);
}

bool slots_is_recalled(const struct slots *slots, unsigned i)
{
	return atomic_load(&slots->slot[i].recalled) == slots->slot[i].asks;
}

bool slots_any_recalled(const struct slots *slots)
{
	return any(slots->recalled, slots->count);
}

int slots_take_recall(struct slots *slots, unsigned from)
{
	return clear_next(slots->recalled, slots->count, from);
}

bool slots_any_asked(const struct slots *slots)
{
	return any(slots->asked, slots->count);
}

bool slots_is_begun(const struct slots *slots, unsigned i)
{
	return !(atomic_load(&slots->asked[i / BITS]) >> i % BITS & 1);
}

void slots_answer(struct slots *slots, unsigned i, int result)
{
	slots->slot[i].result = result;
	set_bit(slots->answered, i);
}

int slots_collect(struct slots *slots, unsigned from)
{
	return clear_next(slots->answered, slots->count, from);
}

bool slots_any_answered(const struct slots *slots)
{
	return any(slots->answered, slots->count);
}

size_t slots_answered_offset(unsigned count, unsigned i)
{
	return layout_of(count).answered + i / BITS * sizeof(uint64_t);
}

bool slots_word_has(uint64_t word, unsigned i)
{
	return word >> i % BITS & 1;
}
