/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A scan of composed disks, on each engine: the disks are files in a
 * directory of the test, and in the memory of the fault engine under the same
 * paths.
 */
#ifndef SCAN_RIG_H
#define SCAN_RIG_H

#include <check.h>
#include <stdbool.h>
#include <stdio.h>

#include "io/fault.h"
#include "make_disk.h"
#include "scan/scan.h"

#define RIG_DISKS_MAX 64

struct run;

struct rig {
	char dir[64];
	struct disk *disks[RIG_DISKS_MAX];
	char *paths[RIG_DISKS_MAX];	/* DIR/d00, DIR/d01, ... */
	unsigned count;
	bool saved;		/* to files; from then on the memory may change */
	const char *settings;	/* for config_read_string(), or NULL */
};

/* What the tests of rig_case() work on: a rig without disks, and a scan. */
extern struct rig *rig;
extern struct run run;

/* A new case of the suite, whose tests begin with a rig and end without. */
TCase *rig_case(Suite *suite, const char *name);

/* Add a disk, which belongs to the rig from then on; returns it. */
struct disk *rig_add(struct disk *disk);
/* The same for disk_new(8 MiB) with disk_pv() of that id and text. */
struct disk *rig_add_pv(char id, const char *text);

/* Texts of VG "vg" on PVs of these ids, to be freed: one of two LVs; and one
 * longer than the two blocks that are read of each copy. */
char *rig_text(const char *pvs, unsigned seqno);
char *rig_long_text(const char *pvs, unsigned seqno);

/* rig_add_pv() with `text` for each of the ids; returns the text. */
char *rig_add_vg(const char *pvs, char *text);

/* disk_pv() with a second mda in the last MiB of 8, whose text and raw_locn
 * flags may be others. */
void disk_two_mdas(struct disk *disk, char id, const char *first, const char *second,
		   uint32_t second_flags);

/* The text that rig_add_pv() wrote, on that disk. */
uint8_t *rig_text_on(unsigned disk);

/* Where rig_add_pv() puts things: bytes of the disk. */
enum {
	AT_LABEL = 512,
	AT_LABEL_OFFSET = AT_LABEL + 20,
	AT_PV_UUID = AT_LABEL + 32,
	AT_PV_SIZE = AT_PV_UUID + 32,
	AT_DATA_AREAS = AT_PV_SIZE + 8,
	AT_MDA_AREAS = AT_DATA_AREAS + 32,
	AT_EXTENSION = AT_MDA_AREAS + 32,
	AT_EXTENSION_FLAGS = AT_EXTENSION + 4,
	AT_MDA = 4096,
	AT_MDA_VERSION = AT_MDA + 20,
	AT_MDA_STARTS = AT_MDA + 24,
	AT_MDA_LENGTH = AT_MDA + 32,
	AT_LOCN = AT_MDA + 40,
	AT_LOCN_LENGTH = AT_LOCN + 8,
	AT_LOCN_CRC = AT_LOCN + 16,
	AT_LOCN_FLAGS = AT_LOCN + 20,
	AT_SLOT1 = AT_LOCN + 24,
	AT_SLOT1_LENGTH = AT_SLOT1 + 8,
	AT_SLOT1_CRC = AT_SLOT1 + 16,
	AT_TEXT = AT_MDA + DISK_TEXT_AT,
};

/* `size` bytes of a little-endian number, at byte `at`; the other two repair the
 * checksum of the label in sector 1, or of the mda_header at AT_MDA, afterwards. */
void rig_put(unsigned disk, uint64_t at, uint64_t value, size_t size);
void rig_set_label(unsigned disk, uint64_t at, uint64_t value, size_t size);
void rig_set_mda(unsigned disk, uint64_t at, uint64_t value, size_t size);

/* A byte of rig_long_text() that is not in its first block. */
#define RIG_LONG_TEXT_MIDDLE 50000

/* How to read. */
struct rig_way {
	const char *name;
	const char *engine;	/* as in the setting io_engine; NULL = fault */
	enum fault_order order;
	unsigned seed;
	unsigned aio_max;	/* 0 stands for 64 */
	uint64_t aio_memory;	/* 0 stands for 10 MiB */
	unsigned timeout_ms;	/* 0 = none */
};

extern const struct rig_way rig_on_fault;	/* for what is bent or counted */

/* A scan and its results. */
struct run {
	struct config *config;
	struct filter *filter;
	struct fault *fault;	/* if it is on that engine */
	struct dev_list *list;
	struct dev_io *io;
	struct log log;
	struct scan_results results;
	char *warnings;		/* all messages at WARNING level and above, one a line */
	size_t warnings_size;
	FILE *warnings_out;
	struct volscan_stats stats;
};

/* What run_scan() scans with. */
#define RUN_INPUT (&(const struct scan_input) {						\
	.list = run.list, .io = run.io, .filter = run.filter, .config = run.config,	\
	.log = &run.log })

/* The three steps: rules may be added to run->fault in between. */
void run_prepare(const struct rig_way *way);
void run_scan(void);
void run_free(void);

/* All that a scan says, results and warnings, as text; to be freed. */
char *run_dump(void);

/* Scan in every way that this machine has, and fail the test where the dump
 * differs. The last scan is left in `run`. */
void rig_scan(void);

/* In the results, by number of the disk or by name. */
struct volscan_device *run_device(unsigned disk);
struct volscan_pv *run_pv(unsigned disk);
struct volscan_vg *run_vg(const char *name);
/* How many findings have this code; the one that has. */
unsigned run_findings(const char *code);
const struct volscan_finding *run_finding(const char *code);
/* How many lines of the warnings have this in them. */
unsigned run_warnings(const char *words);

#endif
