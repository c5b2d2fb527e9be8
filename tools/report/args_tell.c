/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where names lead, and what is said of those that lead nowhere. */
#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "report/args_parts.h"
#include "report/log_report.h"
#include "report/vg_order.h"

int args_check(struct args *args)
{
	size_t i;

	for (i = 0; i < args->count; i++) {
		if (args->items[i].fault == ARG_NO_VG) {
			log_error("Invalid volume group name %s/%s.", args->items[i].vg,
				  args->items[i].lv);
			return STATUS_USAGE;
		}
		if (args->items[i].fault == ARG_NO_LV) {
			log_error("\"%s\": Invalid path for Logical Volume.", args->items[i].text);
			return STATUS_FAILED;
		}
	}
	return STATUS_OK;
}

/* ------------------------------------------------------------------------
 * VGs and LVs
 */

static bool go_by_name(const struct args *args)
{
	return args->kind != ARGS_PV && args->count && !args->tag_count;
}

/* The first name of the VG, or of something in it. */
static bool leads(const struct args *args, const struct arg *arg)
{
	const struct arg *whole = args_lookup(args, arg->vg);
	const struct arg *part = args_lookup_in(args, arg->vg, "");

	return arg == (whole && (!part || whole < part) ? whole : part);
}

/* Several VGs can have the same name. */
static size_t add_named(struct args_step *steps, size_t at, const struct arg *arg,
			const struct volscan_vg **vgs, size_t count)
{
	size_t i, first = at;

	for (i = 0; i < count; i++)
		if (!strcmp(vgs[i]->name, arg->vg))
			steps[at++].vg = vgs[i];
	if (at == first)
		steps[at++].missing = arg->vg;
	return at;
}

static size_t fill(const struct args *args, struct args_step *steps, const struct volscan_vg **vgs,
		   size_t count)
{
	size_t i, at = 0;

	if (go_by_name(args)) {
		for (i = 0; i < args->count; i++)
			if (!args->items[i].wrong && leads(args, &args->items[i]))
				at = add_named(steps, at, &args->items[i], vgs, count);
	} else {
		for (; at < count; at++)
			steps[at].vg = vgs[at];
	}
	return at;
}

struct args_step *args_steps(const struct args *args, const struct volscan *vs, size_t *count)
{
	size_t vg_count;
	const struct volscan_vg **vgs = vg_order(vs, &vg_count);
	struct args_step *steps = calloc(vg_count + args->count + 1, sizeof(*steps));

	*count = 0;
	if (vgs && steps) {
		*count = fill(args, steps, vgs, vg_count);
	} else {
		free(steps);
		steps = NULL;
	}
	free(vgs);
	return steps;
}

static bool is_vg_name(const char *name)
{
	size_t length = strlen(name);

	if (!length || length > VG_NAME_MAX || *name == '-' || !strcmp(name, ".") ||
	    !strcmp(name, ".."))
		return false;
	return strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._+-") ==
	       length;
}

static void say_vg_is_missing(const char *name)
{
	if (!is_vg_name(name))
		log_error("Volume group name \"%s\" has invalid characters.", name);
	else
		log_error("Volume group \"%s\" not found", name);
	log_error("Cannot process volume group %s", name);
}

static void say_lv_is_missing(const struct arg *arg)
{
	log_error("Failed to find logical volume \"%s/%s\"", arg->vg, arg->lv);
}

static bool is_in(const struct arg *arg, const char *vg)
{
	return arg->vg && !strcmp(arg->vg, vg);
}

void args_tell_vg(struct args *args, struct log_report *log, const char *name)
{
	const struct log_object object = { .type = "vg", .name = name };
	size_t i;

	log_begin(log, object);
	say_vg_is_missing(name);
	log_done(log, object, true);
	for (i = 0; i < args->count; i++)
		args->items[i].wrong |= is_in(&args->items[i], name);
}

/* Where a whole VG is wanted, LVM2 does not look for an LV that is named in it, too. */
static bool is_missing(const struct args *args, const struct arg *arg)
{
	if (arg->wrong || arg->met || arg->same)
		return false;
	return !arg->lv || !args_lookup(args, arg->vg);
}

bool args_tell_lvs(struct args *args, struct log_report *log, const struct volscan_vg *vg)
{
	bool missing = false;
	size_t i;

	for (i = 0; i < args->count; i++) {
		struct arg *arg = &args->items[i];
		const struct log_object object = {
			.type = "lv", .name = arg->lv, .group = vg->name, .group_id = vg->uuid,
		};

		if (!arg->lv || !is_in(arg, vg->name) || !is_missing(args, arg))
			continue;
		log_begin(log, object);
		say_lv_is_missing(arg);
		log_done(log, object, true);
		missing = arg->wrong = true;
	}
	return missing;
}

void args_drop_lvs(struct args *args, const struct volscan_vg *vg)
{
	size_t i;

	for (i = 0; i < args->count; i++)
		args->items[i].wrong |= args->items[i].lv && is_in(&args->items[i], vg->name);
}

/* ------------------------------------------------------------------------
 * PVs
 */

bool args_are_met(const struct args *args)
{
	size_t i;

	for (i = 0; i < args->count; i++)
		if (is_missing(args, &args->items[i]))
			return false;
	return args->count && !args->tag_count;
}

void args_find_devices(struct args *args, const struct volscan *vs)
{
	const struct volscan_device *const *devices;
	size_t i, count;

	devices = volscan_devices(vs, &count);
	for (i = 0; args->kind == ARGS_PV && args->count && i < count; i++) {
		struct arg *arg = args_find_device(args, devices[i]);

		if (arg)
			arg->device = devices[i];
	}
}

void args_each_device(struct args *args, args_device_fn *each, void *context)
{
	size_t i;

	for (i = 0; i < args->count; i++) {
		struct arg *arg = &args->items[i];

		if (!arg->same)
			each(context, arg->text, arg->device);
		arg->met = true;
	}
}

static bool is_usable(const struct volscan_device *device)
{
	return device && (device->pv || device->state == VOLSCAN_DEVICE_NOT_PV ||
			  device->state == VOLSCAN_DEVICE_PV);
}

static void say_pv_is_missing(const struct args *args, const struct arg *arg)
{
	if (!arg->device)
		log_error("Cannot use %s: device %s", arg->text,
			  arg->is_block && args->has_devices ? "is not in devices list" : "not found");
	else if (is_usable(arg->device))
		log_error("Failed to find physical volume \"%s\".", arg->text);
	else
		log_error("Cannot use %s: %s", arg->text, arg->device->reason ?
			  arg->device->reason : "it could not be read");
}

void args_tell_devices(struct args *args)
{
	size_t i;

	for (i = 0; i < args->count; i++) {
		struct arg *arg = &args->items[i];

		if (is_usable(arg->device) || !is_missing(args, arg))
			continue;
		say_pv_is_missing(args, arg);
		arg->wrong = true;
	}
}

/* ------------------------------------------------------------------------
 * In the end
 */

static void say_is_missing(const struct args *args, const struct arg *arg)
{
	if (args->kind == ARGS_PV)
		say_pv_is_missing(args, arg);
	else if (arg->lv && arg->vg_met)
		say_lv_is_missing(arg);
	else
		say_vg_is_missing(arg->vg);
}

bool args_missing(struct args *args)
{
	bool missing = false;
	size_t i;

	for (i = 0; i < args->count; i++) {
		struct arg *arg = &args->items[i];

		missing |= arg->wrong;
		if (!is_missing(args, arg))
			continue;
		say_is_missing(args, arg);
		missing = true;
	}
	return missing;
}
