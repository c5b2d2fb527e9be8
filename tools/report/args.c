/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Names are kept in a hash table, by all the keys that lead to them, so that
 * each object costs a few look-ups, however many names there are:
 *
 *	VG	"vg"
 *	LV	"vg/lv", and "vg/" for something in that VG
 *	PV	the path, the path without symbolic links, and ":major:minor"
 */
#include "report/args.h"

#include <errno.h>
#include <libdevmapper.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "log.h"

#define VG_NAME_MAX 127
#define KEY_SIZE (2 * VG_NAME_MAX + 3)
#define NUMBERS_SIZE 24		/* ":4294967295:4294967295" */

struct arg {
	const char *text;	/* as given */
	const char *vg;		/* of a VG or LV */
	const char *lv;		/* of an LV; NULL = the whole VG */
	bool vg_met;		/* its VG is there */
	bool met;
	bool wrong;		/* has been told already */
	const struct volscan_device *device;	/* is there, but cannot be shown */
};

struct args {
	enum args_kind kind;
	struct dm_pool *pool;
	struct dm_hash_table *hash;
	struct arg *items;
	size_t count;
	const char **tags;
	size_t tag_count;
	const char *device_dir;
};

/* The first to be there keeps the key: it is the same name again. */
static bool add_key(struct args *args, const char *key, struct arg *arg)
{
	return dm_hash_lookup(args->hash, key) || dm_hash_insert(args->hash, key, arg);
}

static struct arg *lookup(const struct args *args, const char *key)
{
	return dm_hash_lookup(args->hash, key);
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

static void tell_vg_missing(const struct arg *arg)
{
	if (!is_vg_name(arg->vg))
		log_error("Volume group name \"%s\" has invalid characters.", arg->vg);
	else
		log_error("Volume group \"%s\" not found", arg->vg);
	log_error("Cannot process volume group %s", arg->vg);
}

/* "vg" of "/dev/vg" */
static const char *without_dir(const struct args *args, const char *text)
{
	size_t length = strlen(args->device_dir);

	if (strncmp(text, args->device_dir, length) || text[length] != '/')
		return text;
	return text + length + strspn(text + length, "/");
}

/* "vg-lv" of /dev/mapper, where a dash in a name is doubled. */
static bool split_dm_name(struct args *args, struct arg *arg, const char *name)
{
	char *vg, *lv, *layer;

	if (!dm_split_lvm_name(args->pool, name, &vg, &lv, &layer))
		return false;
	arg->vg = vg;
	arg->lv = *lv ? lv : NULL;
	return true;
}

static bool split_path(struct args *args, struct arg *arg, const char *path)
{
	char *copy = dm_pool_strdup(args->pool, path);
	char *slash = copy ? strchr(copy, '/') : NULL;

	if (!copy)
		return false;
	if (slash)
		*slash++ = '\0';
	arg->vg = copy;
	arg->lv = slash;
	return true;
}

static bool split(struct args *args, struct arg *arg)
{
	const char *path = without_dir(args, arg->text);

	if (path != arg->text && !strncmp(path, "mapper/", strlen("mapper/")))
		return split_dm_name(args, arg, path + strlen("mapper/"));
	return split_path(args, arg, path);
}

static bool add_vg_arg(struct args *args, struct arg *arg)
{
	char key[KEY_SIZE];

	if (!arg->lv)
		return add_key(args, arg->vg, arg);
	snprintf(key, sizeof(key), "%.*s/%.*s", VG_NAME_MAX, arg->vg, VG_NAME_MAX, arg->lv);
	if (!add_key(args, key, arg))
		return false;
	snprintf(key, sizeof(key), "%.*s/", VG_NAME_MAX, arg->vg);
	return add_key(args, key, arg);
}

static int take_vg_or_lv(struct args *args, struct arg *arg)
{
	if (!split(args, arg))
		return STATUS_FAILED;
	if (arg->lv && args->kind == ARGS_VG) {
		log_error("Invalid volume group name %s.", arg->text);
		return STATUS_USAGE;
	}
	if (arg->lv && strchr(arg->lv, '/')) {
		log_error("\"%s\": Invalid path for Logical Volume.", arg->text);
		arg->wrong = true;
		return STATUS_OK;
	}
	return add_vg_arg(args, arg) ? STATUS_OK : STATUS_FAILED;
}

static bool add_numbers(struct args *args, struct arg *arg, uint32_t major_number,
			uint32_t minor_number)
{
	char key[NUMBERS_SIZE];

	snprintf(key, sizeof(key), ":%u:%u", major_number, minor_number);
	return add_key(args, key, arg);
}

static bool take_pv(struct args *args, struct arg *arg)
{
	struct stat st;
	char *real;
	bool ok = add_key(args, arg->text, arg);

	if (ok && !stat(arg->text, &st) && S_ISBLK(st.st_mode))
		return add_numbers(args, arg, major(st.st_rdev), minor(st.st_rdev));
	real = ok ? realpath(arg->text, NULL) : NULL;
	if (real)
		ok = add_key(args, real, arg);
	free(real);
	return ok;
}

static int take(struct args *args, const char *text)
{
	struct arg *arg;

	if (*text == '@') {
		args->tags[args->tag_count++] = text + 1;
		return STATUS_OK;
	}
	arg = &args->items[args->count++];
	arg->text = text;
	if (args->kind == ARGS_PV)
		return take_pv(args, arg) ? STATUS_OK : STATUS_FAILED;
	return take_vg_or_lv(args, arg);
}

static bool allocate(struct args *args, size_t count)
{
	args->pool = dm_pool_create("args", 1024);
	args->hash = dm_hash_create((unsigned)count * 2 + 8);
	args->items = calloc(count + 1, sizeof(*args->items));
	args->tags = calloc(count + 1, sizeof(*args->tags));
	return args->pool && args->hash && args->items && args->tags;
}

int args_new(const struct tool *tool, enum args_kind kind, struct args **args)
{
	const char *dir = volscan_setting_string(tool->vs, "devices/dir");
	struct args *a = calloc(1, sizeof(*a));
	int status = a && allocate(a, tool->options.name_count) ? STATUS_OK : STATUS_FAILED;
	size_t i;

	if (!status) {
		a->kind = kind;
		a->device_dir = dir ? dir : "/dev";
	}
	for (i = 0; !status && i < tool->options.name_count; i++)
		status = take(a, tool->options.names[i]);
	if (status)
		args_free(a);
	else
		*args = a;
	return status;
}

void args_free(struct args *args)
{
	if (!args)
		return;
	if (args->pool)
		dm_pool_destroy(args->pool);
	if (args->hash)
		dm_hash_destroy(args->hash);
	free(args->items);
	free(args->tags);
	free(args);
}

bool args_want_all(const struct args *args)
{
	return !args->count && !args->tag_count;
}

static bool has_tag(const struct args *args, const struct volscan_strings *tags)
{
	size_t i, j;

	for (i = 0; i < args->tag_count; i++)
		for (j = 0; j < tags->count; j++)
			if (!strcmp(args->tags[i], tags->items[j]))
				return true;
	return false;
}

static bool meet(struct arg *arg)
{
	if (arg)
		arg->met = arg->vg_met = true;
	return arg;
}

/* Every LV name in this VG can now only miss its LV. */
static bool meet_vg_of_lvs(struct args *args, const char *vg)
{
	bool found = false;
	size_t i;

	for (i = 0; i < args->count; i++)
		if (args->items[i].lv && !strcmp(args->items[i].vg, vg))
			found = args->items[i].vg_met = true;
	return found;
}

bool args_name_vg(struct args *args, const struct volscan_vg *vg)
{
	char key[KEY_SIZE];
	bool whole;

	if (!args->count)
		return false;
	whole = meet(lookup(args, vg->name));

	snprintf(key, sizeof(key), "%.*s/", VG_NAME_MAX, vg->name);
	if (lookup(args, key))
		return meet_vg_of_lvs(args, vg->name) || whole;
	return whole;
}

bool args_want_vg(struct args *args, const struct volscan_vg *vg)
{
	return args_want_all(args) || meet(lookup(args, vg->name)) || has_tag(args, &vg->tags);
}

bool args_name_lv(struct args *args, const struct volscan_lv *lv)
{
	char key[KEY_SIZE];

	if (!args->count)
		return has_tag(args, &lv->tags);
	snprintf(key, sizeof(key), "%.*s/%.*s", VG_NAME_MAX, lv->vg->name, VG_NAME_MAX, lv->name);
	return meet(lookup(args, key)) || has_tag(args, &lv->tags);
}

static struct arg *find_by_path(const struct args *args, const char *path)
{
	char *real = realpath(path, NULL);
	struct arg *arg = real ? lookup(args, real) : NULL;

	free(real);
	return arg;
}

static struct arg *find_device(const struct args *args, const struct volscan_device *device)
{
	char key[NUMBERS_SIZE];
	struct arg *arg = args->count ? lookup(args, device->name) : NULL;

	if (arg || !args->count || device->partition)
		return arg;
	if (!device->is_block)
		return find_by_path(args, device->name);
	snprintf(key, sizeof(key), ":%u:%u", device->major, device->minor);
	return lookup(args, key);
}

bool args_name_pv(struct args *args, const struct volscan_device *device,
		  const struct volscan_pv *pv)
{
	return meet(find_device(args, device)) || (pv && has_tag(args, &pv->tags));
}

void args_explain_device(struct args *args, const struct volscan_device *device)
{
	struct arg *arg = find_device(args, device);

	if (arg)
		arg->device = device;
}

static void tell_pv_missing(const struct arg *arg)
{
	const struct volscan_device *device = arg->device;

	if (!device)
		log_error("Cannot use %s: device not found", arg->text);
	else if (device->state == VOLSCAN_DEVICE_NOT_PV || device->state == VOLSCAN_DEVICE_PV)
		log_error("Failed to find physical volume \"%s\".", arg->text);
	else if (device->reason)
		log_error("Cannot use %s: %s", arg->text, device->reason);
	else
		log_error("Cannot use %s: it could not be read", arg->text);
}

static void tell_missing(const struct args *args, const struct arg *arg)
{
	if (args->kind == ARGS_PV)
		tell_pv_missing(arg);
	else if (arg->lv && arg->vg_met)
		log_error("Failed to find logical volume \"%s/%s\"", arg->vg, arg->lv);
	else
		tell_vg_missing(arg);
}

/* A name given twice is one name. */
static bool is_first(const struct args *args, const struct arg *arg)
{
	char key[KEY_SIZE];

	if (args->kind == ARGS_PV)
		return lookup(args, arg->text) == arg;
	if (!arg->lv)
		return lookup(args, arg->vg) == arg;
	snprintf(key, sizeof(key), "%.*s/%.*s", VG_NAME_MAX, arg->vg, VG_NAME_MAX, arg->lv);
	return lookup(args, key) == arg;
}

bool args_missing(struct args *args)
{
	bool missing = false;
	size_t i;

	for (i = 0; i < args->count; i++) {
		const struct arg *arg = &args->items[i];

		if (!arg->wrong && !arg->met && is_first(args, arg))
			tell_missing(args, arg);
		missing |= arg->wrong || (!arg->met && is_first(args, arg));
	}
	return missing;
}
