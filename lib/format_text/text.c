/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * On disk the VG's section comes first, and contents, version, description,
 * creation_host and creation_time follow it. In the files of vgcfgbackup(8)
 * they stand before it. Both are read.
 *
 * Two pools: the VG's has only what the VG keeps. The tree of the text is in
 * the other and given back here.
 */
#include "format_text/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "format_text/text_private.h"

#define CONTENTS "Text Format Volume Group"
#define VERSION 1

#define SCRATCH_CHUNK ((size_t)16 * 1024)

/* ------------------------------------------------------------------------
 * Messages
 */

#define MESSAGE_ROOM 512
#define PATH_ROOM 192
#define WARNINGS_MAX 16		/* of one text */

/* What LVM2 refuses to read too. */
#define REMEDY "vgcfgrestore(8) can put back an earlier text"

/* "vg0/logical_volumes/lvol0/segment1", of a value the section that it is in; its
 * beginning if it is too long. Names may have any characters. */
static const char *path_of(const struct node *node, char room[PATH_ROOM])
{
	const struct node *parts[TEXT_DEPTH_MAX + 1];
	unsigned count = 0;
	int at = 0;

	if (!node->is_section)
		node = node->parent;
	for (; node->parent && count < COUNT_OF(parts); node = node->parent)
		parts[count++] = node;
	room[0] = '\0';
	while (count-- && at < PATH_ROOM)
		at += snprintf(room + at, (size_t) (PATH_ROOM - at), "%s%s",
			       parts[count]->name, count ? "/" : "");
	for (char *c = room; *c; c++)
		if ((unsigned char) *c < ' ' || *c == 0x7f)
			*c = '?';
	return room;
}

/* The VG that is being read, if its name is known yet. */
static const char *vg_name(const struct text_reader *t)
{
	return t->vg ? t->vg->name : NULL;
}

/* The LV in whose section the node is, or NULL. */
static const char *lv_name(const struct node *node)
{
	const struct node *parent;

	for (; node && (parent = node->parent); node = parent)
		if (node->is_section && parent->name && !strcmp(parent->name, "logical_volumes"))
			return node->name;
	return NULL;
}

__attribute__((format(printf, 6, 0)))
static void say(struct text_reader *t, const struct finding *finding, unsigned line,
		const char *path, const char *lv, const char *format, va_list args)
{
	struct finding placed = *finding;
	char message[MESSAGE_ROOM];

	vsnprintf(message, sizeof(message), format, args);
	if (!placed.field)
		placed.field = path;
	placed.length = t->length;
	placed.vg = vg_name(t);
	if (!placed.lv)
		placed.lv = lv;
	finding_tell(t->sink, &placed, "line %u%s%s: %s%s", line, *path ? ", " : "", path, message,
		     finding_kinds[finding->id].severity == VOLSCAN_ERROR ? "; " REMEDY : "");
}

int text_fail(struct text_reader *t, const struct finding *finding, const struct node *at,
	      const char *format, ...)
{
	char room[PATH_ROOM];
	va_list args;

	va_start(args, format);
	say(t, finding, at->line, path_of(at, room), lv_name(at), format, args);
	va_end(args);
	return -EBADMSG;
}

int text_fail_line(struct text_reader *t, const struct finding *finding, unsigned line,
		   const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(t, finding, line, "", NULL, format, args);
	va_end(args);
	return -EBADMSG;
}

void text_warn(struct text_reader *t, const struct finding *finding, const struct node *at,
	       const char *format, ...)
{
	char room[PATH_ROOM];
	va_list args;

	if (++t->warnings > WARNINGS_MAX)
		return;
	va_start(args, format);
	say(t, finding, at->line, path_of(at, room), lv_name(at), format, args);
	va_end(args);
}

/* ------------------------------------------------------------------------
 * The text
 */

static const struct field text_fields[] = {
	{ FIELD_FOR(volscan_vg, "description", FIELD_STRING, description) },
	{ FIELD_FOR(volscan_vg, "creation_host", FIELD_STRING, creation_host) },
	{ FIELD_FOR(volscan_vg, "creation_time", FIELD_TIME, creation_time) },
};

/* The one value is in `root` and is the string, or the number, that it must be. */
static int check_mark(struct text_reader *t, const struct node *root, const char *name,
		      const char *string, int64_t number)
{
	const struct node *node = node_find(root, name);
	const struct node_value *value = node ? node_value(node) : NULL;

	if (!node)
		return text_fail_line(t, FINDING_OF(TEXT_CONTENTS, .field = name), 1,
				      "%s is missing: this is not the text of a VG", name);
	if (!value || value->is_number != !string ||
	    (string ? strcmp(value->text, string) != 0 : value->number != number))
		return text_fail(t, FINDING_OF(TEXT_CONTENTS), node,
				 "%s is not that of a format known here", name);
	return 0;
}

static int find_vg(struct text_reader *t, const struct node *root, const struct node **vg)
{
	const struct node *node;

	*vg = NULL;
	for (node = root->children; node; node = node->next) {
		if (!node->is_section)
			continue;
		if (*vg)
			text_warn(t, FINDING_OF(TEXT_SECOND_VG), node,
				  "a second VG in one text is left out");
		else
			*vg = node;
	}
	return *vg ? 0 : text_fail_line(t, FINDING_OF(TEXT_NO_VG), 1,
					"there is no section of a VG");
}

static int read_root(struct text_reader *t, const struct node *root)
{
	const struct node *vg;
	int r;

	r = check_mark(t, root, "contents", CONTENTS, 0);
	if (!r)
		r = check_mark(t, root, "version", NULL, VERSION);
	if (!r)
		r = find_vg(t, root, &vg);
	if (!r)
		r = fields_read(t, root, text_fields, COUNT_OF(text_fields), t->vg);
	return r ? r : vg_read(t, vg);
}

/* LVM2 stores texts with a NUL at their end. */
static int find_end(struct text_reader *t, const char *text, size_t *length)
{
	size_t end = strnlen(text, *length), i = end;
	unsigned line = 1;

	while (i < *length && !text[i])
		i++;
	if (i == *length) {
		*length = end;
		return 0;
	}
	for (i = 0; i < end; i++)
		line += text[i] == '\n';
	return text_fail_line(t, FINDING_OF(TEXT_NUL), line,
			      "there is a NUL byte in the middle of the text");
}

static int read_text(struct text_reader *t, const char *text, size_t length)
{
	struct node *root;
	int r;

	r = find_end(t, text, &length);
	if (!r)
		r = tree_parse(t, text, length, &root);
	if (!r)
		r = read_root(t, root);
	t->vg->text = text;
	t->vg->text_size = length;
	if (t->warnings > WARNINGS_MAX)
		finding_tell(t->sink, FINDING_OF(TEXT_MORE, .vg = vg_name(t)),
			     "%u further warnings are not shown", t->warnings - WARNINGS_MAX);
	return r;
}

int text_parse(const char *text, size_t length, struct dm_pool *pool,
	       const struct finding_sink *sink, size_t *room, struct volscan_vg **vg)
{
	size_t unlimited = SIZE_MAX;
	struct text_reader t = {
		.sink = sink, .length = length, .pool = pool, .room = room ? room : &unlimited,
	};
	int r = -ENOMEM;

	t.scratch = dm_pool_create("metadata text", SCRATCH_CHUNK);
	if (!t.scratch)
		return r;
	t.vg = dm_pool_zalloc(pool, sizeof(*t.vg));
	if (t.vg)
		r = read_text(&t, text, length);
	dm_pool_destroy(t.scratch);
	if (!r)
		*vg = t.vg;
	return r;
}
