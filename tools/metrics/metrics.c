/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "metrics/metrics.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "device.h"
#include "log.h"
#include "metrics/families.h"
#include "report/names.h"

static void sample(struct openmetrics *o, uint64_t value)
{
	openmetrics_begin(o);
	openmetrics_value(o, value);
}

/* ------------------------------------------------------------------------
 * The scan
 */

static void print_build(struct openmetrics *o)
{
	static const struct openmetrics_family build = {
		.name = "volscan_build_info", .parts = 1, .help = "1, with the version of volscan.",
	};

	openmetrics_family(o, &build);
	openmetrics_begin(o);
	openmetrics_label(o, "version", volscan_version());
	openmetrics_value(o, 1);
}

static void print_scan(struct openmetrics *o, const struct tool *tool)
{
	static const struct openmetrics_family ended = {
		.name = "volscan_scan_timestamp_seconds", .unit = "seconds", .parts = 1000000,
		.help = "When the scan ended that this is from.",
	}, duration = {
		.name = "volscan_scan_duration_seconds", .unit = "seconds", .parts = 1000000,
		.help = "How long that scan took.",
	};

	openmetrics_family(o, &ended);
	sample(o, tool->scan_ended_us);
	openmetrics_family(o, &duration);
	sample(o, tool->scan_took_us);
}

/* ------------------------------------------------------------------------
 * Devices
 */

static void print_states(struct openmetrics *o, const struct volscan *vs)
{
	static const struct openmetrics_family family = {
		.name = "volscan_devices", .parts = 1, .help = "Devices in each state.",
	};
	uint64_t counts[VOLSCAN_DEVICE_TIMED_OUT + 1] = { 0 };
	enum volscan_device_state state;
	size_t i, count;
	const struct volscan_device *const *devices = volscan_devices(vs, &count);

	for (i = 0; i < count; i++)
		counts[devices[i]->state]++;
	openmetrics_family(o, &family);
	for (state = 0; state <= VOLSCAN_DEVICE_TIMED_OUT; state++) {
		openmetrics_begin(o);
		openmetrics_label(o, "state", device_state_name(state));
		openmetrics_value(o, counts[state]);
	}
}

static void print_state_of_each(struct openmetrics *o, const struct volscan *vs)
{
	static const struct openmetrics_family family = {
		.name = "volscan_device_state", .parts = 1, .help = "1, with the state of the device.",
	};
	size_t i, count;
	const struct volscan_device *const *devices = volscan_devices(vs, &count);

	openmetrics_family(o, &family);
	for (i = 0; i < count; i++) {
		openmetrics_begin(o);
		openmetrics_label(o, "device", devices[i]->name);
		openmetrics_label(o, "state", device_state_name(devices[i]->state));
		openmetrics_value(o, 1);
	}
}

static void print_devices(struct openmetrics *o, const struct volscan *vs)
{
	const struct device_family *family;
	size_t i, count;
	const struct volscan_device *const *devices = volscan_devices(vs, &count);
	uint64_t value;

	print_states(o, vs);
	print_state_of_each(o, vs);
	for (family = device_families; family->family.name; family++) {
		openmetrics_family(o, &family->family);
		for (i = 0; i < count; i++) {
			if (!family->value(devices[i], &value))
				continue;
			openmetrics_begin(o);
			openmetrics_label(o, "device", devices[i]->name);
			openmetrics_value(o, value);
		}
	}
}

/* ------------------------------------------------------------------------
 * PVs, VGs and LVs
 */

static void print_pvs(struct openmetrics *o, const struct volscan *vs)
{
	const struct pv_family *family;
	size_t i, count;
	const struct volscan_pv *const *pvs = volscan_pvs(vs, &count);
	uint64_t value;

	for (family = pv_families; family->family.name; family++) {
		openmetrics_family(o, &family->family);
		for (i = 0; i < count; i++) {
			if (!family->value(pvs[i], &value))
				continue;
			openmetrics_begin(o);
			openmetrics_label(o, "pv", pv_shown_name(pvs[i]));
			openmetrics_label(o, "uuid", pvs[i]->uuid);
			openmetrics_label(o, "vg", pvs[i]->vg ? pvs[i]->vg->name : "");
			openmetrics_value(o, value);
		}
	}
}

static void print_vgs(struct openmetrics *o, const struct volscan *vs)
{
	const struct vg_family *family;
	size_t i, count;
	const struct volscan_vg *const *vgs = volscan_vgs(vs, &count);
	uint64_t value;

	for (family = vg_families; family->family.name; family++) {
		openmetrics_family(o, &family->family);
		for (i = 0; i < count; i++) {
			if (!family->value(vgs[i], &value))
				continue;
			openmetrics_begin(o);
			openmetrics_label(o, "vg", vgs[i]->name);
			openmetrics_label(o, "uuid", vgs[i]->uuid);
			openmetrics_value(o, value);
		}
	}
}

static void print_lv(struct openmetrics *o, const struct lv_family *family,
		     const struct volscan_lv *lv)
{
	struct lv_view view = lv_view(lv);
	uint64_t value;

	if (!family->value(&view, &value))
		return;
	openmetrics_begin(o);
	openmetrics_label(o, "vg", lv->vg->name);
	openmetrics_label(o, "lv", lv->name);
	openmetrics_label(o, "uuid", lv->uuid);
	openmetrics_value(o, value);
}

static void print_lvs(struct openmetrics *o, const struct volscan *vs)
{
	const struct lv_family *family;
	size_t i, n, count;
	const struct volscan_vg *const *vgs = volscan_vgs(vs, &count);

	for (family = lv_families; family->family.name; family++) {
		openmetrics_family(o, &family->family);
		for (i = 0; i < count; i++)
			for (n = 0; n < vgs[i]->lv_count; n++)
				if (lv_is_visible(vgs[i]->lvs[n]))
					print_lv(o, family, vgs[i]->lvs[n]);
	}
}

/* ------------------------------------------------------------------------
 * Findings
 */

/* How many there are of a code. */
struct tally {
	const struct volscan_finding *finding;	/* the first one */
	uint64_t count;
};

/* Few codes are among them, however many they are. */
static size_t tally(struct tally *tallies, const struct volscan *vs)
{
	size_t i, n, codes = 0, count;
	const struct volscan_finding *const *findings = volscan_findings(vs, &count);

	for (i = 0; i < count; i++) {
		for (n = 0; n < codes; n++)
			if (!strcmp(tallies[n].finding->code, findings[i]->code))
				break;
		if (n == codes)
			tallies[codes++] = (struct tally) { findings[i], 0 };
		tallies[n].count++;
	}
	return codes;
}

static void print_findings(struct openmetrics *o, const struct volscan *vs)
{
	static const struct openmetrics_family family = {
		.name = "volscan_findings", .parts = 1,
		.help = "What is wrong with what was read, by code; see volscan check.",
	};
	size_t i, codes, count;
	struct tally *tallies;

	volscan_findings(vs, &count);
	tallies = calloc(count + 1, sizeof(*tallies));
	if (!tallies) {
		o->no_memory = true;
		return;
	}
	codes = tally(tallies, vs);
	openmetrics_family(o, &family);
	for (i = 0; i < codes; i++) {
		openmetrics_begin(o);
		openmetrics_label(o, "code", tallies[i].finding->code);
		openmetrics_label(o, "severity", finding_severity_name(tallies[i].finding->severity));
		openmetrics_value(o, tallies[i].count);
	}
	free(tallies);
}

/* ------------------------------------------------------------------------
 * All
 */

bool metrics_print(const struct tool *tool, FILE *out)
{
	struct openmetrics o = { .out = out, .pool = dm_pool_create("metrics", 4096) };

	if (!o.pool)
		return false;
	print_build(&o);
	print_scan(&o, tool);
	print_devices(&o, tool->vs);
	print_pvs(&o, tool->vs);
	print_vgs(&o, tool->vs);
	print_lvs(&o, tool->vs);
	print_findings(&o, tool->vs);
	openmetrics_end(&o);
	dm_pool_destroy(o.pool);
	return !o.no_memory;
}

int metrics_command(struct tool *tool)
{
	if (!tool_scan(tool, tool->options.names, tool->options.name_count))
		return STATUS_FAILED;
	if (metrics_print(tool, stdout))
		return STATUS_OK;
	log_error("Out of memory.");
	return STATUS_FAILED;
}
