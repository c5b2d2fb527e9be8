/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Names are kept in a hash table, by all the keys that lead to them, so that
 * each object costs a few look-ups, however many names there are:
 *
 *	VG	"vg"
 *	LV	"vg/lv", and "vg/" for something in that VG
 *	PV	the path; of a block device ":major:minor", else the path from the root, and
 *		the one without symbolic links
 *
 * What a path means has to be asked before the scan, which gives up the right to. The
 * image files that the scan finds are held against them by their names alone.
 */
#include "report/args_parts.h"

#include <libdevmapper.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "log.h"
#include "report/report.h"

#define NUMBERS_SIZE 24		/* ":4294967295:4294967295" */

/* The first to be there keeps the key: it is the same name again. */
static bool add_key(struct args *args, const char *key, struct arg *arg)
{
	struct arg *first = dm_hash_lookup(args->hash, key);

	if (first && first != arg)
		arg->same = first;
	return first || dm_hash_insert(args->hash, key, arg);
}

struct arg *args_lookup(const struct args *args, const char *key)
{
	return dm_hash_lookup(args->hash, key);
}

struct arg *args_lookup_in(const struct args *args, const char *vg, const char *lv)
{
	char key[KEY_SIZE];

	snprintf(key, sizeof(key), "%.*s/%.*s", VG_NAME_MAX, vg, VG_NAME_MAX, lv);
	return args_lookup(args, key);
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
	if (slash) {
		*slash++ = '\0';
		slash += strspn(slash, "/");
	}
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
	struct arg *same;

	if (!arg->lv)
		return add_key(args, arg->vg, arg);
	snprintf(key, sizeof(key), "%.*s/%.*s", VG_NAME_MAX, arg->vg, VG_NAME_MAX, arg->lv);
	if (!add_key(args, key, arg))
		return false;
	same = arg->same;
	snprintf(key, sizeof(key), "%.*s/", VG_NAME_MAX, arg->vg);
	if (!add_key(args, key, arg))
		return false;
	arg->same = same;	/* something in the same VG is not the same */
	return true;
}

static enum arg_fault fault_of(const struct args *args, const struct arg *arg)
{
	if (!arg->lv)
		return ARG_FINE;
	if (args->kind == ARGS_VG)
		return ARG_NO_VG;
	return strchr(arg->lv, '/') ? ARG_NO_LV : ARG_FINE;
}

static bool take_vg_or_lv(struct args *args, struct arg *arg)
{
	if (!split(args, arg))
		return false;
	arg->fault = fault_of(args, arg);
	arg->wrong = arg->fault != ARG_FINE;
	return arg->wrong || add_vg_arg(args, arg);
}

static bool add_numbers(struct args *args, struct arg *arg, uint32_t major_number,
			uint32_t minor_number)
{
	char key[NUMBERS_SIZE];

	snprintf(key, sizeof(key), ":%u:%u", major_number, minor_number);
	return add_key(args, key, arg);
}

/* From the root, without "." and doubled slashes; NULL when there is no memory. */
static char *plain_path(const struct args *args, const char *path)
{
	const char *directory = *path == '/' || !args->directory ? "" : args->directory;
	char *plain, *from, *to;

	if (asprintf(&plain, "%s/%s", directory, path) < 0)
		return NULL;
	for (from = to = plain; *from; ) {
		size_t length = strcspn(from += strspn(from, "/"), "/");

		if (length != 1 || *from != '.') {
			*to++ = '/';
			memmove(to, from, length);
			to += length;
		}
		from += length;
	}
	*to = '\0';
	return plain;
}

/* What is not there has no such path. */
static bool add_path(struct args *args, char *path, struct arg *arg)
{
	bool ok = !path || add_key(args, path, arg);

	free(path);
	return ok;
}

static bool take_pv(struct args *args, struct arg *arg)
{
	struct stat st;

	arg->is_block = !stat(arg->text, &st) && S_ISBLK(st.st_mode);
	if (!add_key(args, arg->text, arg))
		return false;
	if (arg->is_block)
		return add_numbers(args, arg, major(st.st_rdev), minor(st.st_rdev));
	return add_path(args, plain_path(args, arg->text), arg) &&
	       add_path(args, realpath(arg->text, NULL), arg);
}

static bool take(struct args *args, const char *text)
{
	struct arg *arg;

	if (*text == '@') {
		args->tags[args->tag_count++] = text + 1;
		return true;
	}
	arg = &args->items[args->count++];
	arg->text = text;
	return args->kind == ARGS_PV ? take_pv(args, arg) : take_vg_or_lv(args, arg);
}

static bool allocate(struct args *args, size_t count)
{
	args->pool = dm_pool_create("args", 1024);
	args->hash = dm_hash_create((unsigned)count * 2 + 8);
	args->items = calloc(count + 1, sizeof(*args->items));
	args->tags = calloc(count + 1, sizeof(*args->tags));
	return args->pool && args->hash && args->items && args->tags;
}

static bool take_all(struct args *args, const struct tool *tool)
{
	const char *dir = volscan_setting_string(tool->vs, "devices/dir");
	size_t i;

	args->device_dir = dir ? dir : "/dev";
	args->directory = getcwd(NULL, 0);
	args->has_devices = tool->options.devices.count;
	for (i = 0; i < tool->options.name_count; i++)
		if (!take(args, tool->options.names[i]))
			return false;
	return true;
}

enum args_kind args_kind_of(unsigned base)
{
	switch (base) {
	case REPORT_VG:
		return ARGS_VG;
	case REPORT_LV:
	case REPORT_SEG:
		return ARGS_LV;
	default:
		return ARGS_PV;
	}
}

int args_new(const struct tool *tool, enum args_kind kind, struct args **args)
{
	struct args *a = calloc(1, sizeof(*a));

	if (a)
		a->kind = kind;
	if (a && allocate(a, tool->options.name_count) && take_all(a, tool)) {
		*args = a;
		return STATUS_OK;
	}
	args_free(a);
	log_error("Out of memory.");
	return STATUS_FAILED;
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
	free(args->directory);
	free(args);
}

bool args_want_all(const struct args *args)
{
	return !args->count && !args->tag_count;
}

bool args_name_pvs(const struct args *args)
{
	return args->kind == ARGS_PV;
}

bool args_have_tags(const struct args *args)
{
	return args->tag_count;
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
	bool whole;

	if (!args->count)
		return false;
	whole = meet(args_lookup(args, vg->name));
	if (args_lookup_in(args, vg->name, ""))
		return meet_vg_of_lvs(args, vg->name) || whole;
	return whole;
}

bool args_want_vg(struct args *args, const struct volscan_vg *vg)
{
	return args_want_all(args) || meet(args_lookup(args, vg->name)) || has_tag(args, &vg->tags);
}

bool args_name_lv(struct args *args, const struct volscan_lv *lv)
{
	if (!args->count)
		return has_tag(args, &lv->tags);
	return meet(args_lookup_in(args, lv->vg->name, lv->name)) || has_tag(args, &lv->tags);
}

/* Whether or not it may still ask what is a link. */
static struct arg *find_by_path(const struct args *args, const char *path)
{
	char *plain = plain_path(args, path), *real;
	struct arg *arg = plain ? args_lookup(args, plain) : NULL;

	free(plain);
	if (arg || !(real = realpath(path, NULL)))
		return arg;
	arg = args_lookup(args, real);
	free(real);
	return arg;
}

static struct arg *find_device(const struct args *args, const struct volscan_device *device)
{
	char key[NUMBERS_SIZE];
	struct arg *arg = args_lookup(args, device->name);

	if (arg || device->partition)
		return arg;
	if (!device->is_block)
		return find_by_path(args, device->name);
	snprintf(key, sizeof(key), ":%u:%u", device->major, device->minor);
	return args_lookup(args, key);
}

struct arg *args_find_device(const struct args *args, const struct volscan_device *device)
{
	struct arg *arg = args->count ? find_device(args, device) : NULL;

	return arg && arg->same ? arg->same : arg;
}

bool args_name_pv(struct args *args, const struct volscan_device *device,
		  const struct volscan_pv *pv)
{
	return meet(args_find_device(args, device)) || (pv && has_tag(args, &pv->tags));
}
