/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "scan_rig.h"

#include <endian.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "device/filter.h"

#define DISK_SIZE (UINT64_C(8) << 20)

struct rig *rig;
struct run run;

const struct rig_way rig_on_fault = { .name = "fault" };

static const struct rig_way rig_ways[] = {
	{ .name = "sync", .engine = "sync" },
	{ .name = "libaio", .engine = "libaio" },
	{ .name = "uring", .engine = "uring" },
	{ .name = "threads", .engine = "threads" },
	{ .name = "readahead", .engine = "readahead" },
	{ .name = "fault, one at a time", .aio_max = 1 },
	{ .name = "fault, in order", .order = FAULT_FIFO },
	{ .name = "fault, backwards", .order = FAULT_LIFO },
	{ .name = "fault, shuffled", .order = FAULT_SHUFFLE, .seed = 1 },
	{ .name = "fault, shuffled again", .order = FAULT_SHUFFLE, .seed = 2 },
	{ .name = "fault, one block of memory", .order = FAULT_LIFO,
	  .aio_memory = DEV_BLOCK_SIZE },
};
#define WAYS (sizeof(rig_ways) / sizeof(rig_ways[0]))

/* ------------------------------------------------------------------------
 * Disks
 */

static void set_up(void)
{
	rig = calloc(1, sizeof(*rig));
	ck_assert_ptr_nonnull(rig);
	strcpy(rig->dir, "/tmp/volscan-test-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(rig->dir));
}

static void tear_down(void)
{
	unsigned i;

	for (i = 0; i < rig->count; i++) {
		unlink(rig->paths[i]);
		free(rig->paths[i]);
		disk_free(rig->disks[i]);
	}
	ck_assert_int_eq(rmdir(rig->dir), 0);
	free(rig);
}

TCase *rig_case(Suite *suite, const char *name)
{
	TCase *tcase = tcase_create(name);

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_set_timeout(tcase, 60);
	suite_add_tcase(suite, tcase);
	return tcase;
}

struct disk *rig_add(struct disk *disk)
{
	unsigned i = rig->count++;

	ck_assert_uint_lt(i, RIG_DISKS_MAX);
	ck_assert_int_gt(asprintf(&rig->paths[i], "%s/d%02u", rig->dir, i), 0);
	rig->disks[i] = disk;
	return disk;
}

struct disk *rig_add_pv(char id, const char *text)
{
	struct disk *disk = rig_add(disk_new(DISK_SIZE));

	disk_pv(disk, id, text);
	return disk;
}

char *rig_text(const char *pvs, unsigned seqno)
{
	return vg_text(&(struct vg_spec) {
		.name = "vg", .id = 'v', .seqno = seqno, .pvs = pvs, .lvs = 2,
	});
}

char *rig_long_text(const char *pvs, unsigned seqno)
{
	return vg_text(&(struct vg_spec) {
		.name = "vg", .id = 'v', .seqno = seqno, .pvs = pvs, .padding = 100000,
	});
}

char *rig_add_vg(const char *pvs, char *text)
{
	size_t i;

	for (i = 0; pvs[i]; i++)
		rig_add_pv(pvs[i], text);
	return text;
}

void disk_two_mdas(struct disk *disk, char id, const char *first, const char *second,
		   uint32_t second_flags)
{
	disk_pv(disk, id, first);
	disk_label(disk, &(struct label_spec) {
		.id = id, .sector = 1, .data = { { DISK_PE_START, 0 } },
		.mdas = { { DISK_MDA_START, DISK_MDA_SIZE }, { 7 << 20, 1 << 20 } },
		.ext_version = 2, .ext_flags = 1,
	});
	disk_mda(disk, &(struct mda_spec) {
		.start = 7 << 20, .size = 1 << 20, .text_at = second ? 1024 : 0,
		.text = second, .flags = second_flags,
	});
}

uint8_t *rig_text_on(unsigned disk)
{
	return rig->disks[disk]->data + DISK_MDA_START + DISK_TEXT_AT;
}

void rig_put(unsigned disk, uint64_t at, uint64_t value, size_t size)
{
	value = htole64(value);
	memcpy(rig->disks[disk]->data + at, &value, size);
}

void rig_set_label(unsigned disk, uint64_t at, uint64_t value, size_t size)
{
	rig_put(disk, at, value, size);
	disk_fix_label(rig->disks[disk], 1);
}

void rig_set_mda(unsigned disk, uint64_t at, uint64_t value, size_t size)
{
	rig_put(disk, at, value, size);
	disk_fix_mda(rig->disks[disk], AT_MDA);
}

/* ------------------------------------------------------------------------
 * Scans
 */

static void keep_warning(void *context, enum volscan_log_level level,
			 enum volscan_log_class log_class, const char *message)
{
	(void)context;
	(void)log_class;
	ck_assert_ptr_null(strchr(message, '\n'));
	if (level <= VOLSCAN_LOG_WARNING)
		fprintf(run.warnings_out, "%s\n", message);
}

/* False where the engine is not built in, or is refused by the kernel. */
static bool prepare_io(const struct rig_way *way)
{
	struct dev_io_options options = {
		.use_aio = true,
		.engine = way->engine,
		.aio_max = way->aio_max ? way->aio_max : 64,
		.aio_memory = way->aio_memory ? way->aio_memory : 10 << 20,
		.max_open = 16,
		.timeout_ms = way->timeout_ms,
	};
	unsigned i;

	if (!way->engine) {
		run.fault = fault_new();
		run.fault->order = way->order;
		run.fault->seed = way->seed;
		for (i = 0; i < rig->count; i++)
			fault_add_device(run.fault, rig->paths[i], rig->disks[i]->data,
					 rig->disks[i]->size);
		options.ops = &io_engine_fault;
		options.engine_context = run.fault;
	}
	return !dev_io_new(&options, &run.log, &run.io);
}

static bool prepare(const struct rig_way *way)
{
	char *error = NULL;
	unsigned i;

	run = (struct run) { 0 };
	run.warnings_out = open_memstream(&run.warnings, &run.warnings_size);
	run.log = (struct log) { keep_warning, NULL, VOLSCAN_LOG_TRACE };
	ck_assert_int_eq(config_new(&run.config), 0);
	if (rig->settings)
		ck_assert_msg(!config_read_string(run.config, rig->settings, &error), "%s", error);
	ck_assert_int_eq(filter_new(run.config, &run.log, &run.filter, &error), 0);
	ck_assert_int_eq(dev_list_new(&run.log, &run.list), 0);
	for (i = 0; i < rig->count; i++) {
		if (!rig->saved)
			disk_save(rig->disks[i], rig->paths[i]);
		ck_assert_int_eq(dev_list_add_path(run.list, rig->paths[i]), 0);
	}
	rig->saved = true;
	return prepare_io(way);
}

void run_prepare(const struct rig_way *way)
{
	ck_assert(prepare(way));
}

void run_scan(void)
{
	ck_assert_int_eq(scan_run(RUN_INPUT, &run.results), 0);
	dev_io_stats(run.io, &run.stats);
	fflush(run.warnings_out);
}

void run_free(void)
{
	scan_results_free(&run.results);
	if (run.io)
		dev_io_free(run.io);
	fault_free(run.fault);
	filter_free(run.filter);
	dev_list_free(run.list);
	config_free(run.config);
	fclose(run.warnings_out);
	free(run.warnings);
}

/* Returns the dump, or `expected` if that is the same. */
static char *compare_dump(const struct rig_way *way, char *expected)
{
	char *dump = run_dump();

	if (!expected)
		return dump;
	ck_assert_msg(!strcmp(expected, dump), "on engine \"%s\":\n%s\nbut on \"%s\":\n%s",
		      rig_ways[0].name, expected, way->name, dump);
	free(dump);
	return expected;
}

void rig_scan(void)
{
	char *expected = NULL;
	unsigned i;

	for (i = 0; i < WAYS; i++) {
		if (expected)
			run_free();
		if (!prepare(&rig_ways[i]))
			continue;
		run_scan();
		expected = compare_dump(&rig_ways[i], expected);
	}
	free(expected);
}

/* ------------------------------------------------------------------------
 * Results
 */

static int compare_devs(const void *a, const void *b)
{
	const struct dev *const *x = a, *const *y = b;

	return strcmp((*x)->info.name, (*y)->info.name);
}

static void dump_devices(FILE *out)
{
	struct dev **devs = calloc(run.list->count + 1, sizeof(struct dev *));
	const struct volscan_device *device;
	size_t i;

	for (i = 0; i < run.list->count; i++)
		devs[i] = run.list->devs[i];
	qsort(devs, run.list->count, sizeof(struct dev *), compare_devs);
	for (i = 0; i < run.list->count; i++) {
		device = &devs[i]->info;
		fprintf(out, "device %s state %d error %d reason %s pv %s\n", device->name,
			device->state, device->error, device->reason ? device->reason : "-",
			device->pv ? device->pv->uuid : "-");
	}
	free(devs);
}

static void dump_pv(FILE *out, const struct volscan_pv *pv)
{
	size_t i;

	fprintf(out, "pv %s on %s of %s size %" PRIu64 "/%" PRIu64 " start %" PRIu64
		" count %u/%u in_vg %d dup %d label %u ext %u/%u\n", pv->uuid,
		pv->device ? pv->device->name : "-", pv->vg ? pv->vg->uuid : "-", pv->dev_size,
		pv->header_size, pv->pe_start, pv->pe_alloc_count, pv->pe_count, pv->in_vg,
		pv->duplicate, pv->label_sector, pv->ext_version, pv->ext_flags);
	for (i = 0; i < pv->mda_count; i++)
		fprintf(out, "  mda %" PRIu64 "+%" PRIu64 " valid %d ignored %d text %d %" PRIu64
			"+%" PRIu64 " free %" PRIu64 "\n", pv->mdas[i].offset, pv->mdas[i].size,
			pv->mdas[i].valid, pv->mdas[i].ignored, pv->mdas[i].text_valid,
			pv->mdas[i].text_offset, pv->mdas[i].text_size, pv->mdas[i].free);
}

static void dump_vg(FILE *out, const struct volscan_vg *vg)
{
	size_t i;

	fprintf(out, "vg %s %s seqno %u foreign %d clash %d missing %zu mdas %u/%u text %zu\n",
		vg->name, vg->uuid, vg->seqno, vg->foreign, vg->name_clash,
		vg->missing_pv_count, vg->mda_used_count, vg->mda_count, vg->text_size);
	for (i = 0; i < vg->pv_count; i++)
		fprintf(out, "  pv %s on %s\n", vg->pvs[i]->uuid,
			vg->pvs[i]->device ? vg->pvs[i]->device->name : "-");
	for (i = 0; i < vg->lv_count; i++)
		fprintf(out, "  lv %s status %" PRIx64 "\n", vg->lvs[i]->name, vg->lvs[i]->status);
}

static void dump_finding(FILE *out, const struct volscan_finding *finding)
{
	fprintf(out, "finding %s %s at %" PRIu64 "+%" PRIu64 " %s: %s, not %s; %s/%s\n",
		finding->code, finding->device ? finding->device->name : "-", finding->offset,
		finding->length, finding->field, finding->found, finding->expected, finding->vg,
		finding->lv);
}

char *run_dump(void)
{
	char *text = NULL;
	size_t size, i;
	FILE *out = open_memstream(&text, &size);

	dump_devices(out);
	for (i = 0; i < run.results.pv_count; i++)
		dump_pv(out, run.results.pvs[i]);
	for (i = 0; i < run.results.vg_count; i++)
		dump_vg(out, run.results.vgs[i]);
	for (i = 0; i < run.results.finding_count; i++)
		dump_finding(out, run.results.findings[i]);
	fprintf(out, "%s", run.warnings);
	fclose(out);
	return text;
}

struct volscan_device *run_device(unsigned disk)
{
	ck_assert_uint_lt(disk, run.list->count);
	return &run.list->devs[disk]->info;
}

struct volscan_pv *run_pv(unsigned disk)
{
	return run_device(disk)->pv;
}

struct volscan_vg *run_vg(const char *name)
{
	struct volscan_vg *vg = NULL;
	size_t i;

	for (i = 0; i < run.results.vg_count; i++)
		if (!strcmp(run.results.vgs[i]->name, name))
			vg = run.results.vgs[i];
	ck_assert_msg(vg, "there is no VG %s", name);
	return vg;
}

unsigned run_findings(const char *code)
{
	unsigned count = 0;
	size_t i;

	for (i = 0; i < run.results.finding_count; i++)
		count += !strcmp(run.results.findings[i]->code, code);
	return count;
}

const struct volscan_finding *run_finding(const char *code)
{
	size_t i = 0;

	ck_assert_msg(run_findings(code) == 1, "%u findings %s", run_findings(code), code);
	while (strcmp(run.results.findings[i]->code, code))
		i++;
	return run.results.findings[i];
}

unsigned run_warnings(const char *words)
{
	const char *line = run.warnings, *end, *hit;
	unsigned count = 0;

	for (; (end = strchr(line, '\n')); line = end + 1) {
		hit = strstr(line, words);
		count += hit && hit < end;
	}
	return count;
}
