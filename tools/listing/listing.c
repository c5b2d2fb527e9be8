/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "listing/listing.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "log.h"
#include "report/access.h"
#include "report/form.h"
#include "report/names.h"
#include "report/vg_order.h"
#include "report/walk.h"
#include "text.h"

/* ------------------------------------------------------------------------
 * Lines and what is in them
 */

void say(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	fputs("  ", stdout);
	vprintf(format, ap);
	putchar('\n');
	va_end(ap);
}

void say_blank(void)
{
	say(" ");
}

static const char *or_nothing(struct listing *l, const char *text)
{
	if (text)
		return text;
	l->no_memory = true;
	return "";
}

const char *listing_size(struct listing *l, uint64_t sectors)
{
	return or_nothing(l, units_format_long(&l->report.units, l->pool, sectors));
}

const char *listing_extents(struct listing *l, const struct volscan_vg *vg, uint64_t extents)
{
	return listing_size(l, extents * vg->extent_size);
}

const char *listing_safe(struct listing *l, const char *text)
{
	return or_nothing(l, text_escape(l->pool, text, TEXT_TERMINAL));
}

const char *listing_pv_name(struct listing *l, const struct volscan_pv *pv)
{
	return listing_safe(l, pv_shown_name(pv));
}

/* ------------------------------------------------------------------------
 * What is listed
 */

static bool names_pvs(const struct listing *l)
{
	return l->report.base == REPORT_LABEL;
}

static bool may_show(struct listing *l, const struct volscan_vg *vg)
{
	bool named = !names_pvs(l) && args_name_vg(l->args, vg);
	bool refused = vg_is_refused(&l->report, vg, named);

	if (refused && named)
		l->failed = true;
	return !refused && (l->report.base != REPORT_VG || selection_has_vg(&l->selection, vg));
}

void listing_each_vg(struct listing *l, listing_vg_fn each)
{
	size_t i, count;
	struct args_step *steps = args_steps(l->args, l->vs, &count);

	l->no_memory |= !steps;
	for (i = 0; steps && i < count; i++) {
		if (!steps[i].vg)
			args_tell_vg(l->args, NULL, steps[i].missing);
		else if (may_show(l, steps[i].vg))
			each(l, steps[i].vg);
	}
	free(steps);
}

static bool is_wanted_lv(struct listing *l, const struct volscan_lv *lv, bool whole_vg)
{
	bool named;

	if (lv_is_snapshot_store(lv))
		return false;
	named = args_name_lv(l->args, lv);
	if (!selection_has_lv(&l->selection, lv))
		return false;
	return named || (whole_vg && (l->options->all || lv_is_visible(lv)));
}

/* In the order of lvs (report/walk.c). */
void listing_each_lv(struct listing *l, const struct volscan_vg *vg, listing_lv_fn each)
{
	bool whole_vg = args_want_vg(l->args, vg);
	size_t i;

	for (i = vg->lv_count; i-- > 0; )
		if (lv_is_thin_pool(vg->lvs[i]) && is_wanted_lv(l, vg->lvs[i], whole_vg))
			each(l, vg->lvs[i]);
	for (i = 0; i < vg->lv_count; i++)
		if (!lv_is_thin_pool(vg->lvs[i]) && is_wanted_lv(l, vg->lvs[i], whole_vg))
			each(l, vg->lvs[i]);
	for (i = 0; l->options->history && i < vg->historical_lv_count; i++)
		if (is_wanted_lv(l, vg->historical_lvs[i], whole_vg))
			each(l, vg->historical_lvs[i]);
}

static bool is_wanted_pv(struct listing *l, const struct volscan_pv *pv)
{
	bool named = pv->device && args_name_pv(l->args, pv->device, pv);

	return (named || args_want_all(l->args)) && selection_has_pv(&l->selection, pv);
}

static void each_in_vg(struct listing *l, const struct volscan_vg *vg)
{
	size_t i;

	for (i = 0; i < vg->pv_count; i++)
		if (is_wanted_pv(l, vg->pvs[i]))
			l->each_pv(l, vg->pvs[i]);
}

static void each_outside(struct listing *l)
{
	size_t i, count;
	struct volscan_device **devices = device_order(l->vs, &count);

	l->no_memory |= !devices;
	for (i = 0; devices && i < count; i++)
		if (is_orphan(devices[i]) && is_wanted_pv(l, devices[i]->pv))
			l->each_pv(l, devices[i]->pv);
	free(devices);
}

void listing_each_pv(struct listing *l, listing_pv_fn each)
{
	l->each_pv = each;
	listing_each_vg(l, each_in_vg);
	each_outside(l);
}

/* ------------------------------------------------------------------------
 * A command
 */

static void show_all(struct listing *l, void (*show)(struct listing *))
{
	args_find_devices(l->args, l->vs);
	if (selection_find(&l->selection))
		l->failed = true;
	else
		show(l);
	if (args_missing(l->args))
		l->failed = true;
	if (l->no_memory)
		log_error("Out of memory.");
	l->failed |= l->no_memory;
}

static int check_and_show(struct listing *l, void (*show)(struct listing *))
{
	int status = args_check(l->args);

	if (status)
		return status;
	l->pool = dm_pool_create("listing", 16384);
	if (!l->pool) {
		log_error("Out of memory.");
		return STATUS_FAILED;
	}
	show_all(l, show);
	dm_pool_destroy(l->pool);
	return l->failed ? STATUS_FAILED : STATUS_OK;
}

static int scan_and_show(struct listing *l, struct tool *tool, void (*show)(struct listing *))
{
	int status = args_new(tool, args_kind_of(l->report.base), &l->args);

	if (status)
		return status;
	status = tool_scan(tool, tool->options.names, 0) ? check_and_show(l, show) : STATUS_FAILED;
	args_free(l->args);
	return status;
}

int listing_command(struct tool *tool, unsigned base, void (*show)(struct listing *))
{
	struct listing l = {
		.report = { .tool = tool, .base = base },
		.vs = tool->vs,
		.options = &tool->options,
	};
	bool done = false;
	int status = form_take(&l.report);

	if (!status)
		status = selection_open(&l.selection, tool, base, &done);
	if (!status && !done)
		status = scan_and_show(&l, tool, show);
	selection_close(&l.selection);
	return status;
}

/* These are messages to LVM2, which -qq silences. */
static void show_nothing(struct listing *l)
{
	(void)l;
}

int listing_without_names(struct tool *tool, unsigned base, void (*show)(struct listing *))
{
	if (!tool->options.name_count)
		return listing_command(tool, base, tool->options.quiet > 1 ? show_nothing : show);
	log_error("Command does not accept argument: %s.", tool->options.names[0]);
	return STATUS_USAGE;
}

/* What only a report can do. */
static bool wants_report(const struct options *o)
{
	const struct report_choice *c = &o->choices[REPORT_CHOICE_MAIN];

	return c->columns.count || c->sort || o->separator || o->format ||
	       o->no_headings || o->aligned || o->unbuffered || o->name_prefixes ||
	       o->unquoted || o->rows || o->binary;
}

static bool fit_together(const struct tool *tool, unsigned base)
{
	const struct options *o = &tool->options;
	bool hidden_lvs = o->all && base == REPORT_LV;

	if (o->columns_form ? o->colon || o->maps || o->short_form || o->active_vgs
			    : wants_report(o) || (o->all && !hidden_lvs)) {
		log_error("Incompatible options selected");
		if (!o->columns_form)
			log_error("Options of reports need -C.");
		return false;
	}
	if (o->colon && (o->short_form || o->maps)) {
		log_error("Option -c is not allowed with option -%c", o->maps ? 'm' : 's');
		return false;
	}
	return true;
}

int display_command(struct tool *tool, unsigned base, void (*show)(struct listing *))
{
	if (!fit_together(tool, base)) {
		log_error("Run `volscan %s --help' for more information.", tool->command->name);
		return STATUS_USAGE;
	}
	if (tool->options.columns_form)
		return report_command(tool, base);
	return listing_command(tool, base, show);
}
