/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * scan: an overview for people of everything that was found, whatever host it
 * belongs to, and of what could not be read.
 */
#include <errno.h>
#include <inttypes.h>
#include <libdevmapper.h>
#include <stdio.h>
#include <string.h>

#include "device.h"
#include "log.h"
#include "report/lv_role.h"
#include "report/names.h"
#include "report/units.h"
#include "text.h"
#include "tool.h"

struct overview {
	struct volscan *vs;
	struct dm_pool *pool;
	struct units units;
	size_t lv_count;		/* visible ones, of all VGs */
	size_t states[VOLSCAN_DEVICE_TIMED_OUT + 1];	/* devices in each state */
	bool no_memory;
};

static const char *safe(struct overview *o, const char *text)
{
	const char *escaped = text_escape(o->pool, text, TEXT_TERMINAL);

	if (escaped)
		return escaped;
	o->no_memory = true;
	return "";
}

static const char *size_text(struct overview *o, uint64_t sectors)
{
	const char *text = units_format(&o->units, o->pool, sectors);

	if (text)
		return text;
	o->no_memory = true;
	return "";
}

static int wider(int width, const char *text)
{
	int length = (int)strlen(text);

	return length > width ? length : width;
}

/* ------------------------------------------------------------------------
 * VGs
 */

static bool is_listed(const struct volscan_lv *lv)
{
	return lv_is_visible(lv);
}

/* One width for the names of LVs and PVs of a VG, so that sizes are in line. */
static int name_width(struct overview *o, const struct volscan_vg *vg)
{
	size_t i;
	int width = 0;

	for (i = 0; i < vg->lv_count; i++)
		if (is_listed(vg->lvs[i]))
			width = wider(width, safe(o, vg->lvs[i]->name));
	for (i = 0; i < vg->pv_count; i++)
		width = wider(width, safe(o, pv_shown_name(vg->pvs[i])));
	return width;
}

static void print_words(const struct words *words)
{
	size_t i;

	for (i = 0; i < words->count; i++)
		printf("%s%s", i ? "," : "  ", words->items[i]);
}

static void print_lv(struct overview *o, const struct volscan_lv *lv, int width)
{
	struct lv_view view = lv_view(lv);
	const struct volscan_lv *origin = view_origin(&view), *pool = view_pool(&view);
	struct words layout, role;

	lv_layout_and_role(&view, &layout, &role);
	printf("  LV  %-*s  %9s", width, safe(o, lv->name), size_text(o, lv->size));
	print_words(&layout);
	if (pool)
		printf(", pool %s", safe(o, pool->name));
	if (origin)
		printf(", origin %s", safe(o, origin->name));
	if (lv->status & VOLSCAN_LV_PARTIAL)
		printf(", partial: a PV is missing");
	putchar('\n');
	o->lv_count++;
}

static void print_pv(struct overview *o, const struct volscan_pv *pv, int width)
{
	uint64_t extent = pv->vg ? pv->vg->extent_size : 0;
	uint64_t size = pv->pe_count ? pv->pe_count * extent : pv->dev_size;

	printf("  PV  %-*s  %9s", width, safe(o, pv_shown_name(pv)), size_text(o, size));
	if (pv->vg)
		printf("  %s free", size_text(o, (pv->pe_count - pv->pe_alloc_count) * extent));
	if (pv->uncertain)
		printf(", uncertain: its label is lost");
	if (!pv->device)
		printf(", missing: UUID %s, last seen as %s", pv->uuid,
		       safe(o, pv->device_hint ? pv->device_hint : ""));
	putchar('\n');
}

static void print_vg_notes(struct overview *o, const struct volscan_vg *vg)
{
	if (vg->status & VOLSCAN_VG_EXPORTED)
		printf(", exported");
	if (vg->missing_pv_count)
		printf(", partial: %zu of %zu PVs missing", vg->missing_pv_count, vg->pv_count);
	if (vg->uncertain)
		printf(", uncertain: read from a device whose label is lost");
	if (vg->system_id && *vg->system_id)
		printf(", of host %s", safe(o, vg->system_id));
	if (vg->name_clash)
		printf(", UUID %s: there is another VG of this name", vg->uuid);
}

static void print_vg(struct overview *o, const struct volscan_vg *vg)
{
	int width = name_width(o, vg);
	size_t i;

	printf("VG %s: %s, %s free", safe(o, vg->name),
	       size_text(o, vg->extent_count * vg->extent_size),
	       size_text(o, vg->free_count * vg->extent_size));
	print_vg_notes(o, vg);
	putchar('\n');
	for (i = 0; i < vg->lv_count; i++)
		if (is_listed(vg->lvs[i]))
			print_lv(o, vg->lvs[i], width);
	for (i = 0; i < vg->pv_count; i++)
		print_pv(o, vg->pvs[i], width);
	putchar('\n');
}

static size_t print_vgs(struct overview *o)
{
	struct volscan_vg *const *vgs;
	size_t i, count;

	vgs = volscan_vgs(o->vs, &count);
	for (i = 0; i < count; i++)
		print_vg(o, vgs[i]);
	return count;
}

/* ------------------------------------------------------------------------
 * Devices that are in no VG
 */

/* A heading, and below it the devices for which `describe` has something to say. */
struct section {
	const char *heading;
	bool (*has)(const struct volscan_device *device);
	void (*describe)(struct overview *o, const struct volscan_device *device);
};

static bool is_orphan(const struct volscan_device *device)
{
	return device->state == VOLSCAN_DEVICE_PV && !device->pv->vg && !device->pv->duplicate &&
	       !device->pv->outdated;
}

static bool is_unused(const struct volscan_device *device)
{
	return device->state == VOLSCAN_DEVICE_PV &&
	       (device->pv->duplicate || device->pv->outdated);
}

static void describe_orphan(struct overview *o, const struct volscan_device *device)
{
	printf("%9s", size_text(o, device->pv->dev_size));
	if (device->pv->in_vg)
		printf("  in use by a VG whose metadata was not found");
}

static void describe_unused(struct overview *o, const struct volscan_device *device)
{
	(void)o;
	if (device->pv->duplicate)
		printf("a duplicate of PV %s", device->pv->uuid);
	else
		printf("an outdated copy of metadata: PV %s", device->pv->uuid);
}

static void describe_unread(struct overview *o, const struct volscan_device *device)
{
	fputs(safe(o, device_reason(device)), stdout);
}

static void print_section(struct overview *o, const struct section *section)
{
	struct volscan_device *const *devices;
	size_t i, count;
	int width = 0;

	devices = volscan_devices(o->vs, &count);
	for (i = 0; i < count; i++)
		if (section->has(devices[i]))
			width = wider(width, safe(o, devices[i]->name));
	if (!width)
		return;
	puts(section->heading);
	for (i = 0; i < count; i++) {
		if (!section->has(devices[i]))
			continue;
		printf("      %-*s  ", width, safe(o, devices[i]->name));
		section->describe(o, devices[i]);
		putchar('\n');
	}
	putchar('\n');
}

static void print_devices(struct overview *o)
{
	static const struct section sections[] = {
		{ "PVs in no VG", is_orphan, describe_orphan },
		{ "PVs not used", is_unused, describe_unused },
		{ "Could not be read", device_is_unread, describe_unread },
	};
	size_t i;

	for (i = 0; i < sizeof(sections) / sizeof(sections[0]); i++)
		print_section(o, &sections[i]);
}

/* ------------------------------------------------------------------------
 * The end
 */

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

static size_t count_states(struct overview *o)
{
	struct volscan_device *const *devices;
	size_t i, count;

	devices = volscan_devices(o->vs, &count);
	for (i = 0; i < count; i++)
		o->states[devices[i]->state]++;
	return count;
}

static void print_state(size_t n, const char *what)
{
	if (n)
		printf(", %zu %s", n, what);
}

static void print_summary(struct overview *o, size_t vg_count)
{
	size_t devices = count_states(o);
	size_t pvs = o->states[VOLSCAN_DEVICE_PV];
	size_t unread = o->states[VOLSCAN_DEVICE_UNREADABLE] + o->states[VOLSCAN_DEVICE_TIMED_OUT] +
			o->states[VOLSCAN_DEVICE_NOT_TRIED];

	if (!pvs && !vg_count)
		printf("Nothing found: no PV on ");
	else
		printf("%zu VG%s, %zu LV%s and %zu PV%s on ", vg_count, plural(vg_count),
		       o->lv_count, plural(o->lv_count), pvs, plural(pvs));
	printf("%zu device%s", devices, plural(devices));
	print_state(o->states[VOLSCAN_DEVICE_NOT_PV], "without a PV");
	print_state(o->states[VOLSCAN_DEVICE_LEFT_OUT], "left out");
	print_state(unread, "not read");
	puts(".");
}

static bool overview_init(struct overview *o, struct tool *tool)
{
	const char *unit = volscan_setting_string(tool->vs, "global/units");

	*o = (struct overview){
		.vs = tool->vs,
		.units = { .suffix = true, .si_consistency = true },
	};
	if (!units_parse(&o->units, unit ? unit : "r"))
		units_parse(&o->units, "r");
	o->pool = dm_pool_create("scan", 16384);
	return o->pool;
}

int scan_command(struct tool *tool)
{
	struct overview o;

	if (volscan_config_string(tool->vs, "metadata/search_lost=1") ||
	    !tool_scan(tool, tool->options.names, tool->options.name_count))
		return STATUS_FAILED;
	if (overview_init(&o, tool)) {
		size_t vg_count = print_vgs(&o);

		print_devices(&o);
		print_summary(&o, vg_count);
		dm_pool_destroy(o.pool);
	} else {
		o.no_memory = true;
	}
	if (o.no_memory)
		log_error("Out of memory.");
	return o.no_memory ? STATUS_FAILED : STATUS_OK;
}
