/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One text, of the VG that it says: so several are an error, not a choice. What is
 * damaged is printed too, as it is, for who wants to save something of it.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dump/dump.h"
#include "history/generations.h"
#include "listing/backup_text.h"
#include "log.h"
#include "text.h"

/* ------------------------------------------------------------------------
 * Which one
 */

/* Some PV has it in use, in that copy. */
static bool is_used(const struct volscan_generation *g, uint32_t copy, enum volscan_text_state state)
{
	size_t i;

	for (i = 0; i < g->copy_count; i++)
		if (g->copies[i].state == state && (!copy || g->copies[i].mda + 1 == copy))
			return true;
	return false;
}

static const struct volscan_generation *first_used(const struct volscan_generation *const *chosen,
						   size_t count, uint32_t copy,
						   enum volscan_text_state state)
{
	const struct volscan_generation *found = NULL;
	size_t i;

	for (i = 0; i < count; i++) {
		if (!is_used(chosen[i], copy, state))
			continue;
		if (found && strcmp(found->vg_uuid, chosen[i]->vg_uuid)) {
			log_error("There are VGs %s (%s) and %s (%s): choose one with --vg.",
				  found->vg_name, found->vg_uuid, chosen[i]->vg_name,
				  chosen[i]->vg_uuid);
			return NULL;
		}
		if (!found)
			found = chosen[i];
	}
	return found;
}

static bool any_used(const struct volscan_generation *const *chosen, size_t count, uint32_t copy,
		     enum volscan_text_state state)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (is_used(chosen[i], copy, state))
			return true;
	return false;
}

static const struct volscan_generation *find_used(const struct volscan_generation *const *chosen,
						  size_t count, uint32_t copy)
{
	if (any_used(chosen, count, copy, VOLSCAN_TEXT_COMMITTED))
		return first_used(chosen, count, copy, VOLSCAN_TEXT_COMMITTED);
	if (any_used(chosen, count, copy, VOLSCAN_TEXT_CRC_WRONG))
		return first_used(chosen, count, copy, VOLSCAN_TEXT_CRC_WRONG);
	log_error("No metadata that is in use was found. What else there is, `volscan history' "
		  "shows.");
	return NULL;
}

static const struct volscan_generation *find(const struct dump *d,
					     const struct volscan_generation *const *chosen,
					     size_t count)
{
	if (d->options->seqno)
		return generation_find(chosen, count, d->seqno);
	return find_used(chosen, count, d->copy);
}

/* ------------------------------------------------------------------------
 * Printing it
 */

/* A terminal gets no control characters but the ends of lines and tabs. */
static void print_line(const char *line)
{
	const char *tab;

	for (; (tab = strchr(line, '\t')); line = tab + 1) {
		char *part = strndup(line, (size_t)(tab - line));

		text_print(stdout, part ? part : "?");
		putchar('\t');
		free(part);
	}
	text_print(stdout, line);
	putchar('\n');
}

static void print_text(char *text, size_t size)
{
	char *line;

	if (!isatty(STDOUT_FILENO)) {
		fwrite(text, 1, size, stdout);
		return;
	}
	while ((line = strsep(&text, "\n")))
		if (text || *line)
			print_line(line);
}

/* What the text itself says of that, in a comment of one line. */
static void write_origin(FILE *out, const struct volscan_generation *g)
{
	fprintf(out, "# VG %s, seqno %" PRIu32, g->vg_name, g->seqno);
	if (*g->creation_host) {
		fputs(", written on ", out);
		text_print(out, g->creation_host);
	}
	if (*g->description) {
		fputs(": ", out);
		text_print(out, g->description);
	}
	putc('\n', out);
}

static void write_file(struct dump *d, FILE *out, const struct volscan_generation *g,
		       const struct volscan_vg *vg)
{
	struct listing listing = {
		.report = {
			.tool = d->tool,
			.time_format = volscan_setting_string(d->vs, "report/time_format"),
		},
		.vs = d->vs,
		.options = d->options,
	};

	if (vg) {
		backup_header(&listing, out);
		write_origin(out, g);
		backup_vg_as_written(&listing, out, vg);
	} else if (g->text) {
		fwrite(g->text, 1, g->text_size, out);
	}
}

static void print_generation(struct dump *d, const struct volscan_generation *g)
{
	const struct volscan_vg *vg = NULL;
	char *text = NULL;
	size_t size;
	FILE *out;

	if (volscan_generation_vg(d->vs, g, &vg))
		log_error("%s", volscan_error(d->vs));
	else if (g->state == VOLSCAN_TEXT_CRC_WRONG)
		log_error("The checksum of this text is wrong: look at it before it is used.");
	d->failed |= !vg || g->state == VOLSCAN_TEXT_CRC_WRONG;
	out = open_memstream(&text, &size);
	if (out) {
		write_file(d, out, g, vg);
		if (!fclose(out)) {
			print_text(text, size);
			free(text);
			return;
		}
		free(text);
	}
	log_error("Out of memory.");
	d->failed = true;
}

void dump_metadata(struct dump *d)
{
	const struct volscan_generation **chosen;
	const struct volscan_generation *g = NULL;
	size_t count;

	chosen = generations_choose(d->vs, &d->options->vg, d->options->vg ? 1 : 0, &count);
	if (chosen)
		g = find(d, chosen, count);
	if (g)
		print_generation(d, g);
	else
		d->failed = true;
	free(chosen);
}
