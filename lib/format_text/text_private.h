/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the readers of a metadata text share.
 *
 *	text.c       the whole text, and what is said beside the VG
 *	text_vg.c    the VG and its PVs
 *	text_lv.c    its LVs, and their segments as far as all types agree
 *	segtypes.c   what each type of segment has
 *	areas.c      where the data of a segment is
 *	settings.c   what is handed on without being understood
 *	history.c    historical LVs
 *	fields.c     values into members of structs, from tables
 *	words.c      status and flags
 *	names.c      PVs and LVs by name
 *	tree.c       the syntax
 *
 * Each returns 0, -ENOMEM, or -EBADMSG after it has told why.
 */
#ifndef FORMAT_TEXT_TEXT_PRIVATE_H
#define FORMAT_TEXT_TEXT_PRIVATE_H

#include <libdevmapper.h>

#include "base/count_of.h"
#include "base/finding.h"
#include "base/quote.h"
#include "format_text/fields.h"
#include "format_text/names.h"
#include "format_text/tree.h"

struct text_reader {
	const struct finding_sink *sink;
	size_t length;		/* of the text, bytes */
	size_t *room;		/* bytes that the tree may take still */
	struct dm_pool *pool;		/* the VG's */
	struct dm_pool *scratch;	/* gone when the text has been read */
	struct volscan_vg *vg;
	struct names pvs;	/* by the names of their sections */
	struct names lvs, historical_lvs;
	unsigned warnings;	/* so far */
};

/* ------------------------------------------------------------------------
 * Findings: the sentence after "line N, VG/.../SECTION: ". Field, VG and LV are those
 * of the node unless they are given.
 */

/* The one error of a text. Returns -EBADMSG. */
int text_fail(struct text_reader *t, const struct finding *finding, const struct node *at,
	      const char *format, ...)
	__attribute__((format(printf, 4, 5)));
int text_fail_line(struct text_reader *t, const struct finding *finding, unsigned line,
		   const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* What is odd and has been kept. Only the first of many are told. */
void text_warn(struct text_reader *t, const struct finding *finding, const struct node *at,
	       const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* ------------------------------------------------------------------------
 * Parts of a text
 */

/* Names of VGs and LVs: 1 to 127 of [A-Za-z0-9._+-]. */
int name_check(struct text_reader *t, const struct node *at, const char *name);

/* Everything in the VG's section. */
int vg_read(struct text_reader *t, const struct node *node);

/* "logical_volumes" of the VG's section, which may be missing. */
int lvs_read(struct text_reader *t, const struct node *vg_node);

/* "historical_logical_volumes", which may be missing; after the LVs. */
int history_read(struct text_reader *t, const struct node *vg_node);

/* allocation_policy, if it is there. An unknown one is a warning, and
 * `fallback`. */
int alloc_read(struct text_reader *t, const struct node *section,
	       enum volscan_alloc fallback, enum volscan_alloc *alloc);

/* ------------------------------------------------------------------------
 * Segments
 */

struct segtype {
	const char *name;
	const struct field *fields;
	size_t field_count;
	/* After the fields have been read; may be NULL. */
	int (*finish)(struct text_reader *t, const struct node *node,
		      const struct segtype *type, struct volscan_segment *segment);
	unsigned parity;	/* raid: how many images' worth of extents hold parity */
};

/* NULL: a type that is not known here. */
const struct segtype *segtype_find(const char *name);

/* Everything that depends on the type of `segment`. */
int segtype_read(struct text_reader *t, const struct node *node, const struct segtype *type,
		 struct volscan_segment *segment);

/* Pairs of a PV's or LV's name and an extent, as many as the number called
 * `count_name` says. */
int areas_read(struct text_reader *t, const struct node *node, const char *count_name,
	       const char *list_name, struct volscan_segment *segment);

/* Names of raid images; with `metas`, each after the name of its metadata LV. */
int areas_read_images(struct text_reader *t, const struct node *node,
		      const char *list_name, bool metas, struct volscan_segment *segment);

/* One area, `lv` from `start`. */
int areas_set_lv(struct text_reader *t, struct volscan_segment *segment, struct volscan_lv *lv,
		 uint32_t start);

/* The values of `section` become settings, but for those that any segment or
 * one of the type `but` has a member for. */
int settings_read(struct text_reader *t, const struct node *section,
		  const struct segtype *but, struct volscan_segment *segment);

/* A thin pool's messages likewise, each a section with one value. */
int settings_read_messages(struct text_reader *t, const struct node *section,
			   struct volscan_segment *segment);

/* One of the values that a segment of any type has. */
bool segment_has_field(const char *name);

/* ------------------------------------------------------------------------
 * Words of status, flags, and of a segment's type
 */

enum word_kind { WORD_PV, WORD_VG, WORD_LV, WORD_SEGTYPE };

/* The lists called "status", which a PV, VG or LV must have, and "flags". Words
 * that are not known are warned of and kept in `unknown` (not NULL). */
int words_read(struct text_reader *t, const struct node *section, enum word_kind kind,
	       uint64_t *status, struct volscan_strings *unknown);

/* False: not a word of that kind. *bit is 0 for one that the model has no bit
 * for. */
bool word_find(enum word_kind kind, const char *word, uint64_t *bit);

#endif
