/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "overview.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "device.h"
#include "report/lv_role.h"

bool overview_init(struct overview *o, const struct volscan *vs)
{
	const char *unit = volscan_setting_string(vs, "global/units");

	*o = (struct overview){
		.vs = vs,
		.units = { .suffix = true, .si_consistency = true },
	};
	if (!units_parse(&o->units, unit ? unit : "r"))
		units_parse(&o->units, "r");
	o->pool = dm_pool_create("overview", 16384);
	return o->pool;
}

void overview_free(struct overview *o)
{
	dm_pool_destroy(o->pool);
}

static const char *or_nothing(struct overview *o, const char *text)
{
	if (text)
		return text;
	o->no_memory = true;
	return "";
}

const char *overview_text(struct overview *o, const char *format, ...)
{
	char *text = NULL;
	const char *kept;
	va_list arguments;

	va_start(arguments, format);
	if (vasprintf(&text, format, arguments) < 0)
		text = NULL;
	va_end(arguments);
	kept = text ? dm_pool_strdup(o->pool, text) : NULL;
	free(text);
	return or_nothing(o, kept);
}

const char *overview_size(struct overview *o, uint64_t sectors)
{
	return or_nothing(o, units_format(&o->units, o->pool, sectors));
}

/* ------------------------------------------------------------------------
 * What is in VGs
 */

uint64_t overview_pv_size(const struct volscan_pv *pv)
{
	uint64_t extent = pv->vg ? pv->vg->extent_size : 0;

	return pv->pe_count ? pv->pe_count * extent : pv->dev_size;
}

uint64_t overview_pv_free(const struct volscan_pv *pv)
{
	return pv->vg ? (pv->pe_count - pv->pe_alloc_count) * pv->vg->extent_size : 0;
}

const char *overview_layout(struct overview *o, const struct volscan_lv *lv)
{
	struct lv_view view = lv_view(lv);
	struct words layout, role;
	const char *text = "";
	size_t i;

	lv_layout_and_role(&view, &layout, &role);
	for (i = 0; i < layout.count; i++)
		text = overview_text(o, "%s%s%s", text, i ? "," : "", layout.items[i]);
	return text;
}

const char *overview_vg_sizes(struct overview *o, const struct volscan_vg *vg)
{
	return overview_text(o, "%s, %s free",
			     overview_size(o, vg->extent_count * vg->extent_size),
			     overview_size(o, vg->free_count * vg->extent_size));
}

const char *overview_vg_notes(struct overview *o, const struct volscan_vg *vg)
{
	const char *notes = vg->status & VOLSCAN_VG_EXPORTED ? ", exported" : "";

	if (vg->missing_pv_count)
		notes = overview_text(o, "%s, partial: %zu of %zu PVs missing", notes,
				      vg->missing_pv_count, vg->pv_count);
	if (vg->uncertain)
		notes = overview_text(o, "%s, uncertain: read from a device whose label is lost",
				      notes);
	if (vg->system_id && *vg->system_id)
		notes = overview_text(o, "%s, of host %s", notes, vg->system_id);
	if (vg->name_clash)
		notes = overview_text(o, "%s, UUID %s: there is another VG of this name", notes,
				      vg->uuid);
	return notes;
}

const char *overview_lv_notes(struct overview *o, const struct volscan_lv *lv)
{
	struct lv_view view = lv_view(lv);
	const struct volscan_lv *origin = view_origin(&view), *pool = view_pool(&view);
	const char *notes = pool ? overview_text(o, ", pool %s", pool->name) : "";

	if (origin)
		notes = overview_text(o, "%s, origin %s", notes, origin->name);
	if (lv->status & VOLSCAN_LV_PARTIAL)
		notes = overview_text(o, "%s, partial: a PV is missing", notes);
	return notes;
}

const char *overview_pv_notes(struct overview *o, const struct volscan_pv *pv)
{
	const char *notes = pv->uncertain ? ", uncertain: its label is lost" : "";

	if (pv->device)
		return notes;
	return overview_text(o, "%s, missing: UUID %s, last seen as %s", notes, pv->uuid,
			     pv->device_hint ? pv->device_hint : "");
}

/* ------------------------------------------------------------------------
 * Devices that are in no VG
 */

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

static const char *describe_orphan(struct overview *o, const struct volscan_device *device)
{
	return overview_text(o, "%9s%s", overview_size(o, device->pv->dev_size),
			     device->pv->in_vg ?
			     "  in use by a VG whose metadata was not found" : "");
}

static const char *describe_unused(struct overview *o, const struct volscan_device *device)
{
	return overview_text(o, device->pv->duplicate ? "a duplicate of PV %s" :
			     "an outdated copy of metadata: PV %s", device->pv->uuid);
}

static const char *describe_unread(struct overview *o, const struct volscan_device *device)
{
	(void)o;
	return device_reason(device);
}

const struct overview_section overview_sections[] = {
	{ "PVs in no VG", is_orphan, describe_orphan },
	{ "PVs not used", is_unused, describe_unused },
	{ "Could not be read", device_is_unread, describe_unread },
	{ NULL, NULL, NULL },
};

/* ------------------------------------------------------------------------
 * The sum of it
 */

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

static size_t count_state(const struct overview *o, enum volscan_device_state state)
{
	const struct volscan_device *const *devices;
	size_t i, count, n = 0;

	devices = volscan_devices(o->vs, &count);
	for (i = 0; i < count; i++)
		n += devices[i]->state == state;
	return n;
}

static size_t count_lvs(const struct overview *o)
{
	const struct volscan_vg *const *vgs;
	size_t i, n, count, lvs = 0;

	vgs = volscan_vgs(o->vs, &count);
	for (i = 0; i < count; i++)
		for (n = 0; n < vgs[i]->lv_count; n++)
			lvs += lv_is_visible(vgs[i]->lvs[n]);
	return lvs;
}

static const char *with_state(struct overview *o, const char *text, size_t n, const char *what)
{
	return n ? overview_text(o, "%s, %zu %s", text, n, what) : text;
}

const char *overview_summary(struct overview *o)
{
	size_t pvs = count_state(o, VOLSCAN_DEVICE_PV), lvs = count_lvs(o), vgs, devices;
	const char *text;

	volscan_vgs(o->vs, &vgs);
	volscan_devices(o->vs, &devices);
	if (!pvs && !vgs)
		text = "Nothing found: no PV on ";
	else
		text = overview_text(o, "%zu VG%s, %zu LV%s and %zu PV%s on ", vgs, plural(vgs),
				     lvs, plural(lvs), pvs, plural(pvs));
	text = overview_text(o, "%s%zu device%s", text, devices, plural(devices));
	text = with_state(o, text, count_state(o, VOLSCAN_DEVICE_NOT_PV), "without a PV");
	text = with_state(o, text, count_state(o, VOLSCAN_DEVICE_LEFT_OUT), "left out");
	text = with_state(o, text, devices_unread(o->vs), "not read");
	return overview_text(o, "%s.", text);
}
