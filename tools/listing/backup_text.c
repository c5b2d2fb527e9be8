/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * On a disk the text has the lines of the file, without indentation and comments;
 * so this goes line by line, and knows of the syntax just what opens and closes. A
 * line that LVM2 would not have written gets no comment, and is handed on as it is.
 */
#include "listing/backup_text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>

#include "report/attr.h"
#include "report/names.h"

#define NUMBER_SIZE 24
#define TIME_SIZE 256

/* Where in the text a line is; by its depth, and by the section that it is in. */
enum place {
	ELSEWHERE,
	IN_VG,
	IN_PV,
	IN_LV,
	IN_SEGMENT,
};

/* A line `key = value`; empty key if it is none. */
struct line {
	const char *text, *key, *value;
	size_t length, key_length, value_length;
	bool is_odd;		/* has a comment, or ends within a string */
};

struct writer {
	struct listing *listing;
	FILE *out;
	const struct volscan_vg *vg;
	unsigned depth;
	bool in_string;		/* it goes over the end of a line */
	bool in_pvs;		/* else, below depth 1, in LVs */
	const char *type;	/* of this segment, quoted, in the text; NULL = not said yet */
	size_t type_length;
	const struct volscan_pv *pv;	/* of this section; NULL = not known */
	bool as_written;	/* PVs, too */
};

/* ------------------------------------------------------------------------
 * Lines
 */

static bool is(const char *text, size_t length, const char *word)
{
	return length == strlen(word) && !memcmp(text, word, length);
}

static void split(struct line *line)
{
	const char *sign = memchr(line->text, '=', line->length);

	line->key = line->text;
	if (!sign || sign == line->text || sign[-1] != ' ' || line->is_odd)
		return;
	if (sign + 2 > line->text + line->length || sign[1] != ' ')
		return;
	line->key_length = (size_t)(sign - 1 - line->text);
	line->value = sign + 2;
	line->value_length = line->length - (size_t)(line->value - line->text);
}

/* Go over a line, for what it opens and closes. */
static void follow(struct writer *w, struct line *line)
{
	size_t i;

	for (i = 0; i < line->length; i++) {
		char c = line->text[i];

		if (w->in_string && c == '\\')
			i++;
		else if (c == '"')
			w->in_string = !w->in_string;
		else if (w->in_string)
			continue;
		else if (c == '#')
			break;
		else if (c == '{' || c == '[')
			w->depth++;
		else if ((c == '}' || c == ']') && w->depth)
			w->depth--;
	}
	line->is_odd = w->in_string || i < line->length;
}

static enum place place_of(const struct writer *w, unsigned depth)
{
	switch (depth) {
	case 1:
		return IN_VG;
	case 3:
		return w->in_pvs ? IN_PV : IN_LV;
	case 4:
		return w->in_pvs ? ELSEWHERE : IN_SEGMENT;
	default:
		return ELSEWHERE;
	}
}

/* ------------------------------------------------------------------------
 * Comments
 */

/* The number of a line; false if it has none. */
static bool number_of(const struct line *line, int64_t *number)
{
	char text[NUMBER_SIZE];
	char *end;

	if (!line->value_length || line->value_length >= sizeof(text))
		return false;
	memcpy(text, line->value, line->value_length);
	text[line->value_length] = '\0';
	*number = strtoll(text, &end, 10);
	return !*end;
}

static void comment_text(struct writer *w, const char *text)
{
	fprintf(w->out, "\t# %s", text);
}

static void comment_sectors(struct writer *w, uint64_t sectors)
{
	static const char *const units[] = { "Kilo", "Mega", "Giga", "Tera", "Peta", "Exa" };
	double size = (double)sectors / 2;
	size_t i;

	for (i = 0; size > 1024 && i + 1 < sizeof(units) / sizeof(units[0]); i++)
		size /= 1024;
	fprintf(w->out, "\t# %g %sbytes", size, units[i]);
}

static void comment_size(struct writer *w, int64_t number)
{
	comment_sectors(w, (uint64_t)number);
}

static void comment_mebibytes(struct writer *w, int64_t number)
{
	comment_sectors(w, (uint64_t)number << 11);
}

static void comment_extents(struct writer *w, int64_t number)
{
	comment_sectors(w, (uint64_t)number * w->vg->extent_size);
}

/* In LVM2's files two tabs follow the size of extents, and three the format. */
static void comment_extent_size(struct writer *w, int64_t number)
{
	putc('\t', w->out);
	comment_size(w, number);
}

static void comment_time(struct writer *w, int64_t number)
{
	time_t time = (time_t)number;
	char text[TIME_SIZE];
	struct tm tm;

	if (localtime_r(&time, &tm) &&
	    strftime(text, sizeof(text), w->listing->report.time_format, &tm))
		comment_text(w, text);
}

static void comment_linear(struct writer *w, int64_t number)
{
	if (number == 1)
		comment_text(w, "linear");
}

static void comment_read_ahead(struct writer *w, int64_t number)
{
	if (number == -1)
		comment_text(w, "None");
}

/* Other types have these sizes too, but LVM2 says nothing about them there. */
static void comment_stripe_size(struct writer *w, int64_t number)
{
	if (w->type && is(w->type, w->type_length, "\"striped\""))
		comment_size(w, number);
}

static void comment_chunk_size(struct writer *w, int64_t number)
{
	if (w->type && is(w->type, w->type_length, "\"thin-pool\""))
		comment_size(w, number);
}

static const struct {
	enum place place;
	const char *key;
	void (*comment)(struct writer *writer, int64_t number);
} comments[] = {
	{ IN_VG, "extent_size", comment_extent_size },
	{ IN_PV, "dev_size", comment_size },
	{ IN_PV, "pe_count", comment_extents },
	{ IN_LV, "creation_time", comment_time },
	{ IN_LV, "removal_time", comment_time },
	{ IN_LV, "read_ahead", comment_read_ahead },
	{ IN_SEGMENT, "extent_count", comment_extents },
	{ IN_SEGMENT, "extents_moved", comment_extents },
	{ IN_SEGMENT, "stripe_count", comment_linear },
	{ IN_SEGMENT, "stripe_size", comment_stripe_size },
	{ IN_SEGMENT, "chunk_size", comment_chunk_size },
	{ IN_SEGMENT, "header_size", comment_size },		/* and below, of a VDO pool */
	{ IN_SEGMENT, "virtual_extents", comment_extents },
	{ IN_SEGMENT, "block_map_cache_size_mb", comment_mebibytes },
	{ IN_SEGMENT, "index_memory_size_mb", comment_mebibytes },
	{ IN_SEGMENT, "slab_size_mb", comment_mebibytes },
};

static void write_comment(struct writer *w, enum place place, const struct line *line)
{
	int64_t number;
	size_t i;

	if (place == IN_VG && is(line->key, line->key_length, "format"))
		fputs("\t\t\t# informational", w->out);
	for (i = 0; i < sizeof(comments) / sizeof(comments[0]); i++)
		if (comments[i].place == place &&
		    is(line->key, line->key_length, comments[i].key) && number_of(line, &number))
			comments[i].comment(w, number);
}

/* ------------------------------------------------------------------------
 * The VG
 */

static const struct volscan_pv *find_pv(const struct volscan_vg *vg, const struct line *line)
{
	size_t i;

	for (i = 0; i < vg->pv_count; i++)
		if (line->value_length == VOLSCAN_UUID_LEN + 2 &&
		    is(line->value + 1, VOLSCAN_UUID_LEN, vg->pvs[i]->uuid))
			return vg->pvs[i];
	return NULL;
}

/* What later lines of the section need to know. */
static void remember(struct writer *w, enum place place, const struct line *line)
{
	if (place == IN_VG) {
		w->in_pvs = is(line->text, line->length, "physical_volumes {");
	} else if (place == IN_PV && is(line->key, line->key_length, "id")) {
		w->pv = find_pv(w->vg, line);
	} else if (place == IN_SEGMENT && is(line->key, line->key_length, "type")) {
		w->type = line->value;
		w->type_length = line->value_length;
	}
}

static void write_escaped(FILE *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			putc('\\', out);
		putc(*text, out);
	}
}

static void write_string(FILE *out, const char *text)
{
	putc('"', out);
	write_escaped(out, text);
	putc('"', out);
}

/* One that was taken back (volscan.h) is no longer missing. */
static bool write_pv_flags(struct writer *w, const struct line *line)
{
	if (is_missing_pv(w->pv))
		fputs("flags = [\"MISSING\"]", w->out);
	else if (is(line->value, line->value_length, "[\"MISSING\"]"))
		fputs("flags = []", w->out);
	else
		return false;
	return true;
}

static bool write_pv_line(struct writer *w, const struct line *line)
{
	if (!w->pv || w->as_written)
		return false;
	if (is(line->key, line->key_length, "device")) {
		fputs("device = ", w->out);
		write_string(w->out, pv_shown_name(w->pv));
		fputs("\t# Hint only", w->out);
		return true;
	}
	return is(line->key, line->key_length, "flags") && write_pv_flags(w, line);
}

static void write_line(struct writer *w, enum place place, unsigned depth, struct line *line)
{
	while (line->length && *line->text == '\t') {
		line->text++;
		line->length--;
	}
	if (line->length && (*line->text == '}' || *line->text == ']') && depth)
		depth--;
	while (line->length && depth--)
		putc('\t', w->out);
	split(line);
	remember(w, place, line);
	if (place == IN_PV && write_pv_line(w, line))
		return;
	fwrite(line->text, 1, line->length, w->out);
	write_comment(w, place, line);
}

static void next_line(struct writer *w, struct line *line)
{
	unsigned depth = w->depth;
	bool goes_on = w->in_string;

	follow(w, line);
	if (!depth && !w->depth)
		return;		/* what stands beside the VG's section */
	if (goes_on)
		fwrite(line->text, 1, line->length, w->out);
	else
		write_line(w, place_of(w, depth), depth, line);
	putc('\n', w->out);
}

static void write_vg(struct writer *w)
{
	const char *text = w->vg->text, *end = text + w->vg->text_size;
	bool inside = false;

	while (text < end && !(inside && !w->depth)) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));
		struct line line = { .text = text };

		if (!newline)
			newline = end;
		line.length = (size_t)(newline - text);
		next_line(w, &line);
		inside |= w->depth > 0;
		text = newline + 1;
	}
}

void backup_vg(struct listing *listing, FILE *out, const struct volscan_vg *vg)
{
	write_vg(&(struct writer) { .listing = listing, .out = out, .vg = vg });
}

void backup_vg_as_written(struct listing *listing, FILE *out, const struct volscan_vg *vg)
{
	write_vg(&(struct writer) { .listing = listing, .out = out, .vg = vg,
				    .as_written = true });
}

/* ------------------------------------------------------------------------
 * What stands in front of it
 */

static void write_command_line(const struct tool *tool, FILE *out)
{
	const char *const *word;

	putc('"', out);
	for (word = tool->words; *word; word++) {
		if (word != tool->words)
			putc(' ', out);
		write_escaped(out, *word);
	}
	putc('"', out);
}

void backup_header(struct listing *l, FILE *out)
{
	time_t now = time(NULL);
	struct utsname host;
	char when[32];

	if (uname(&host))
		memset(&host, 0, sizeof(host));
	if (!ctime_r(&now, when))
		*when = '\0';
	when[strcspn(when, "\n")] = '\0';
	fprintf(out, "# Generated by volscan %s: %s\n\n", volscan_version(), when);
	fputs("contents = \"Text Format Volume Group\"\nversion = 1\n\ndescription = ", out);
	write_command_line(l->report.tool, out);
	fputs("\n\ncreation_host = ", out);
	write_string(out, host.nodename);
	fprintf(out, "\t# %s %s %s %s %s\n", host.sysname, host.nodename, host.release,
		host.version, host.machine);
	fprintf(out, "creation_time = %" PRId64 "\t# %s\n\n", (int64_t)now, when);
}
