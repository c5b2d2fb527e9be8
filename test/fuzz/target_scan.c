/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A whole scan of several disks in memory, through the path, on the fault engine:
 * see disks.h. Answers come in any order, and reads may fail.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "device/dev_io.h"
#include "device/dev_list_private.h"
#include "device/filter.h"
#include "disks.h"
#include "fuzz.h"
#include "io/fault.h"
#include "mutate_text.h"
#include "pools.h"
#include "repair.h"
#include "scan/generations.h"
#include "scan/scan.h"
#include "sound_vg.h"

static const char *const names[DISKS_MAX] = { "/d0", "/d1", "/d2", "/d3" };

/* Not changed by a scan, so that one is enough for all. */
static struct {
	struct config *config;
	struct filter *filter;
} kept[4];

static void hear(void *context, enum volscan_log_level level, enum volscan_log_class log_class,
		 const char *message)
{
	(void)context;
	(void)level;
	(void)log_class;
	for (; *message; message++)
		CHECK((unsigned char)*message >= ' ' && *message != 0x7f);
}

static const struct log heard = { hear, NULL, VOLSCAN_LOG_DEBUG };

static void keep_one(unsigned i, bool find_md, bool check_all)
{
	char text[128], *error;

	snprintf(text, sizeof(text), "devices/use_devicesfile=0 metadata/check_all=%d "
		 "devices/md_component_detection=%d", check_all, find_md);
	CHECK(!config_new(&kept[i].config));
	CHECK(!config_read_string(kept[i].config, text, &error));
	CHECK(!filter_new(kept[i].config, NULL, &kept[i].filter, &error));
}

static unsigned keep(unsigned flags)
{
	bool find_md = !(flags & DISKS_NO_MD), check_all = flags & DISKS_CHECK_ALL;
	unsigned i = (find_md ? 1u : 0) + (check_all ? 2u : 0);

	if (!kept[i].config)
		keep_one(i, find_md, check_all);
	return i;
}

/* ------------------------------------------------------------------------
 * A scan
 */

static void add_fault(struct fault *fault, const struct disks_fault *of)
{
	static const struct fault_rule ways[] = {
		{ .result = -EIO }, { .short_by = 1 }, { .short_by = 4096 },
		{ .result = -EAGAIN }, { .result = -EINVAL }, { .refuse = -EAGAIN },
		{ .after = 2 }, { .result = -ENOMEM },
	};
	struct fault_rule rule = ways[of->how % (sizeof(ways) / sizeof(ways[0]))];

	rule.path = names[of->disk];
	rule.ops = FAULT_READ;
	rule.skip = of->read;
	rule.times = 1 + of->how / 256 % 4;
	fault_add_rule(fault, &rule);
}

static struct fault *new_fault(const struct disks *disks)
{
	struct fault *fault = fault_new();

	fault->order = disks->order;
	fault->seed = disks->seed;
	for (unsigned i = 0; i < disks->count; i++)
		fault_add_device(fault, names[i], disks->disk[i].data, disks->disk[i].size);
	for (unsigned i = 0; i < disks->fault_count; i++)
		add_fault(fault, &disks->faults[i]);
	return fault;
}

static struct dev_list *new_list(const struct disks *disks)
{
	struct dev_list *list;
	struct dev *dev;

	CHECK(!dev_list_new(NULL, &list));
	for (unsigned i = 0; i < disks->count; i++) {
		CHECK(!dev_list_append(list, names[i], &dev));
		dev->info.size = disks->disk[i].size;
	}
	return list;
}

static struct dev_io *new_io(const struct disks *disks, struct fault *fault)
{
	const struct dev_io_options options = {
		.use_aio = true, .ops = &io_engine_fault, .engine_context = fault,
		.aio_max = disks->flags & DISKS_ONE_AT_A_TIME ? 1 : 16,
		.aio_memory = disks->flags & DISKS_LITTLE_MEMORY ? DEV_BLOCK_SIZE : 10 << 20,
		.max_open = 3,
	};
	struct dev_io *io;

	CHECK(!dev_io_new(&options, NULL, &io));
	return io;
}

/* ------------------------------------------------------------------------
 * What comes of it
 */

static bool may_fail(const struct disks *disks)
{
	return disks->fault_count;
}

static void check_device(const struct dev *dev, bool may_be_unread)
{
	const struct volscan_device *info = &dev->info;
	bool is_unread = info->state == VOLSCAN_DEVICE_UNREADABLE ||
			 info->state == VOLSCAN_DEVICE_NOT_TRIED;

	CHECK(info->state <= VOLSCAN_DEVICE_UNREADABLE);
	CHECK(may_be_unread || !is_unread);
	CHECK(is_unread == (info->error != 0));
	CHECK(!is_unread || info->reason);
	CHECK(info->state != VOLSCAN_DEVICE_LEFT_OUT || info->reason);
	CHECK((info->state == VOLSCAN_DEVICE_PV) == (info->pv != NULL));
	CHECK(!info->pv || info->pv->device == info);
	CHECK(dev->io.state == DEV_UNKNOWN && !dev->io.pending && !dev->io.in_flight);
}

static bool has_pv(const struct volscan_vg *vg, const struct volscan_pv *pv)
{
	for (size_t i = 0; i < vg->pv_count; i++)
		if (vg->pvs[i] == pv)
			return true;
	return false;
}

static void check_pv(const struct volscan_pv *pv)
{
	CHECK(pv->uuid && strlen(pv->uuid) == VOLSCAN_UUID_LEN);
	CHECK(pv->device || pv->vg);
	CHECK(!pv->vg || pv->duplicate || has_pv(pv->vg, pv));
	for (size_t i = 0; i < pv->mda_count; i++) {
		CHECK(!pv->mdas[i].text_valid || pv->mdas[i].valid);
		CHECK(!pv->mdas[i].valid || pv->mdas[i].text_offset < pv->mdas[i].size);
	}
}

static bool has_device(const struct dev_list *list, const struct volscan_device *device)
{
	for (size_t i = 0; i < list->count; i++)
		if (&list->devs[i]->info == device)
			return true;
	return !device;
}

static void check_finding(const struct dev_list *list, const struct volscan_finding *finding)
{
	CHECK(finding->code && finding->title && finding->message);
	CHECK(finding->field && finding->expected && finding->found);
	CHECK(finding->vg && finding->lv);
	CHECK(has_device(list, finding->device));
}

static void check_results(const struct disks *disks, const struct dev_list *list,
			  const struct scan_results *results)
{
	for (size_t i = 0; i < list->count; i++)
		check_device(list->devs[i], may_fail(disks));
	for (size_t i = 0; i < results->finding_count; i++)
		check_finding(list, results->findings[i]);
	for (size_t i = 0; i < results->pv_count; i++)
		check_pv(results->pvs[i]);
	for (size_t i = 0; i < results->vg_count; i++) {
		sound_vg(results->vgs[i]);
		CHECK(results->vgs[i]->missing_pv_count <= results->vgs[i]->pv_count);
	}
}

static void tell(void *context, const struct finding *finding, const char *message)
{
	(void)context;
	fuzz_check_finding(finding, message);
}

/* History reads all of each area, which takes its time. */
#define HISTORY_MAX (UINT64_C(64) << 10)

static bool is_small(const struct disks *disks)
{
	uint64_t size = 0;

	for (unsigned i = 0; i < disks->count; i++)
		size += disks->disk[i].size;
	return size <= HISTORY_MAX;
}

/* All that can still be found of earlier texts. */
static void read_history(const struct dev_list *list, struct dev_io *io)
{
	const struct finding_sink sink = { tell, NULL };
	struct generations generations = { 0 };
	const struct volscan_vg *vg;

	CHECK(!generations_read(list, io, &heard, &generations));
	for (size_t i = 0; i < generations.count; i++)
		if (!generation_parse(&generations, generations.items[i], &sink, &vg))
			sound_vg(vg);
	generations_free(&generations);
}

/* What is told while devices are awaited is as sound as what is there in the end. */
static int hear_device(void *context, const struct volscan_device *device)
{
	(void)context;
	CHECK(device->name && (device->state != VOLSCAN_DEVICE_PV || device->pv));
	return 0;
}

static int hear_pv(void *context, const struct volscan_pv *pv)
{
	(void)context;
	check_pv(pv);
	return 0;
}

static int hear_vg(void *context, const struct volscan_vg *vg)
{
	size_t *count = context;

	sound_vg(vg);
	++*count;
	return 0;
}

static const struct volscan_callbacks callbacks = {
	.on_device = hear_device, .on_pv = hear_pv, .on_vg = hear_vg,
};

static void scan(const struct disks *disks, struct fault *fault, unsigned way)
{
	struct dev_list *list = new_list(disks);
	struct dev_io *io = new_io(disks, fault);
	size_t told = 0;
	const struct scan_input input = {
		.list = list, .io = io, .filter = kept[way].filter, .config = kept[way].config,
		.log = &heard, .callbacks = &callbacks, .callback_context = &told,
	};
	struct scan_results results;

	CHECK(!scan_run(&input, &results));
	CHECK(!fault->seen.in_flight && !fault->seen.open && !fault->seen.memory);
	check_results(disks, list, &results);
	CHECK(told >= results.vg_count);
	if (is_small(disks))
		read_history(list, io);
	scan_results_free(&results);
	dev_io_free(io);
	dev_list_free(list);
}

static void run(const uint8_t *data, size_t size)
{
	const struct disks *disks = disks_read(data, size);
	struct fault *fault;
	unsigned way;
	size_t pools;

	if (!disks->count)
		return;
	way = keep(disks->flags);
	pools = pools_count();
	fault = new_fault(disks);
	scan(disks, fault, way);
	fault_free(fault);
	CHECK(pools_count() == pools);
}

/* ------------------------------------------------------------------------
 * Mutating
 */

static bool is_text(const uint8_t *data, size_t length)
{
	return length > SECTOR && !memchr(data, 0, SECTOR);
}

/* Within the bytes of one record, whose length stays. */
static void change_record(uint8_t *data, size_t size, unsigned seed, fuzz_change_fn change)
{
	size_t length, at = disks_find_bytes(data, size, seed / 16, &length), part = length;

	if (!at)
		return;
	if (is_text(data + at, length) && seed % 2) {
		mutate_text((char *)data + at, length, length, seed);
		return;
	}
	if (part > SECTOR && seed % 4 < 2) {
		at += seed / 64 % (part / SECTOR) * SECTOR;
		part = SECTOR;
	}
	change(data + at, part, part);
}

static size_t mutate(uint8_t *data, size_t size, size_t room, unsigned seed,
		     fuzz_change_fn change)
{
	struct disks *disks;

	if (seed % 8 < 2)
		size = change(data, size, room);
	else if (seed % 64 == 2 && size >= DISKS_HEADER)
		data[seed / 64 % DISKS_HEADER] = (uint8_t)(seed / 256);
	else
		change_record(data, size, seed / 8, change);
	if (seed / 8 % 16 == 0)
		return size;
	disks = disks_read(data, size);
	for (unsigned i = 0; i < disks->count; i++) {
		repair_labels(disks->disk[i].data, disks->disk[i].size);
		repair_mdas(disks->disk[i].data, disks->disk[i].size);
	}
	disks_write(disks, data, size);
	return size;
}

const struct fuzz_target fuzz_scan = { "scan", run, mutate };
