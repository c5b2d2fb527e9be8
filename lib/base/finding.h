/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Findings: what is wrong with what was read. Parsers and rules do not know who wants
 * to know: they are handed a `struct finding_sink` and tell each finding once, as they
 * come to it. A finding is data first (which kind, where, what was expected and what
 * is there) and a sentence for a person second.
 */
#ifndef BASE_FINDING_H
#define BASE_FINDING_H

#include "volscan.h"

/* The kinds, in the order of findings.def. */
enum finding_id {
	FINDING_NONE,
#define FINDING(id, code, severity, log_class, title) FINDING_##id,
#include "base/findings.def"
#undef FINDING
	FINDING_COUNT
};

struct finding_kind {
	const char *code;	/* "VS-LABEL-CRC" */
	enum volscan_severity severity;
	enum volscan_log_class log_class;
	const char *title;	/* what is so, in a line */
};

/* By enum finding_id; the first row is empty. */
extern const struct finding_kind finding_kinds[FINDING_COUNT];

/* One finding. All but `id` may be 0 or NULL, and belongs to who tells. */
struct finding {
	enum finding_id id;
	uint64_t offset, length;	/* bytes, of what was given to the parser; length 0:
					   at no place in particular */
	const char *field;		/* "raw_locn.size", "vg/lvol0/segment1/type" */
	const char *expected, *found;	/* as a person would write them */
	const char *vg, *lv;		/* names */
};

/* What a decoder of fixed fields found wrong, by value; `id` FINDING_NONE: nothing. The
 * caller knows what it means for the device, and tells it. */
#define FINDING_ROOM_SIZE 24
struct wrong {
	enum finding_id id;
	uint32_t offset, length;	/* bytes, of what was decoded */
	const char *field;		/* static text */
	char expected[FINDING_ROOM_SIZE], found[FINDING_ROOM_SIZE];
};

/* Sets all but `expected` and `found`, and returns true: "return is_wrong(...)". */
bool is_wrong(struct wrong *wrong, enum finding_id id, size_t offset, size_t length,
	      const char *field);

/* Where findings go. `tell` takes copies of what it keeps. */
struct finding_sink {
	void (*tell)(void *context, const struct finding *finding, const char *message);
	void *context;
};

/* A `const struct finding *` made in place: FINDING_OF(MDA_CRC, .offset = 4096). */
#define FINDING_OF(id_, ...) (&(const struct finding){ .id = FINDING_##id_, ##__VA_ARGS__ })

/* What is wrong as a finding, of data that begins at byte `start`. It points into `wrong`. */
struct finding finding_of_wrong(const struct wrong *wrong, uint64_t start);

/* Tell; `format` gives the sentence, without device or offset before it. Nothing
 * happens when `sink` is NULL. */
void finding_tell(const struct finding_sink *sink, const struct finding *finding,
		  const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Numbers for `expected` and `found`, in decimal or as 0x%08x. The room is the
 * caller's; FINDING_ROOM is one that lives as long as the block around it. */
#define FINDING_ROOM ((char[FINDING_ROOM_SIZE]) { 0 })
const char *finding_number(char room[FINDING_ROOM_SIZE], uint64_t number);
const char *finding_hex(char room[FINDING_ROOM_SIZE], uint32_t number);

#endif
