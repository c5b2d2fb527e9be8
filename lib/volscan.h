/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libvolscan: read the LVM2 metadata of many disks at once.
 *
 *	struct volscan *vs;
 *
 *	volscan_new(&vs);
 *	volscan_add(vs, "disk.img");	  (nothing added: this machine's disks)
 *	volscan_scan(vs, NULL, NULL);
 *	vgs = volscan_vgs(vs, &n);
 *	volscan_free(vs);
 *
 * Return values.  Functions that can fail return 0 or a negative errno;
 * volscan_error() then has a sentence for a person.  Outputs are untouched on
 * failure.  volscan_free(NULL) is allowed.
 *
 * Lifetime.  All that a handle hands out belongs to it, is to be read only, and
 * lives until its next scan begins, or volscan_free(), unless a function says
 * otherwise.  What a function is given it copies, if it needs it for longer.
 *
 * Threads.  A handle may be used by one thread at a time, now by this one and
 * then by that.  Different handles are independent of each other; there is no
 * global state.  Callbacks run in the thread that has called the library.
 *
 * Isolation.  With the setting devices/io_isolation, which is 0 unless the program
 * sets it to 1, everything that touches a device is done in a child process, so that
 * a dead disk cannot hang the program.  It is forked by the first scan, or by
 * volscan_device_open(), holds none of the program's descriptors, locks, signal
 * handlers or directories, and ends with the handle, at the latest with the program,
 * unless a disk holds it in the kernel.  The program may have threads; it sees SIGCHLD
 * when the child ends, and may wait for any child of its own as always.  A child that
 * a disk held when its handle went is the program's to wait for when it ends.
 * malloc() has to work in the child of a fork, as glibc's does.  The kernel ends the
 * child with the thread that forked it if that is the program's first one; else a
 * pipe tells it.
 *
 * The library never writes to a device, never prints, never exits, and
 * changes no signals and no working directory.
 *
 * Units.  A field says its unit: bytes, sectors (always 512 bytes, whatever
 * the disk's block size, as in LVM2's metadata) or extents (of the VG).
 * UUIDs are in LVM2's printed form, 38 characters, groups of 6-4-4-4-4-4-6.
 * Lists are arrays of pointers with a count beside them.
 */
#ifndef VOLSCAN_H
#define VOLSCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct volscan;
struct volscan_device;
struct volscan_finding;
struct volscan_pv;
struct volscan_vg;
struct volscan_lv;
struct volscan_segment;

#define VOLSCAN_SECTOR_SIZE 512
#define VOLSCAN_UUID_LEN 38

/* ------------------------------------------------------------------------
 * Log
 */

enum volscan_log_level {
	VOLSCAN_LOG_ERROR,	/* something asked for was not done */
	VOLSCAN_LOG_WARNING,	/* something on a disk is wrong; the work goes on */
	VOLSCAN_LOG_VERBOSE,	/* -v: what is done, step by step */
	VOLSCAN_LOG_INFO,	/* -vv: what was found on each device */
	VOLSCAN_LOG_DEBUG,	/* -vvv: decisions */
	VOLSCAN_LOG_TRACE,	/* -vvvv: each read */
};

enum volscan_log_class {
	VOLSCAN_LOG_CONFIG,
	VOLSCAN_LOG_DEVS,	/* the list of devices and the filters */
	VOLSCAN_LOG_IO,		/* opens, reads, engines, limits */
	VOLSCAN_LOG_LABEL,	/* labels, pv_headers, mda_headers */
	VOLSCAN_LOG_METADATA,	/* texts, VGs, LVs */
};

/* `message` has no newline at its end and is gone when the callback returns. */
typedef void (*volscan_log_fn)(void *context, enum volscan_log_level level,
			       enum volscan_log_class log_class, const char *message);

/* ------------------------------------------------------------------------
 * Findings: what is wrong with what was read
 */

enum volscan_severity {
	VOLSCAN_NOTE,		/* as it may be, and worth knowing */
	VOLSCAN_WARNING,	/* wrong or risky; nothing is lost yet */
	VOLSCAN_ERROR,		/* a PV, VG or LV is lost in whole or in part, or could not
				   be looked at */
};

/* Strings are never NULL; "" where there is nothing to say. Those from a disk may hold
 * any byte but NUL. */
struct volscan_finding {
	const char *code;	/* "VS-LABEL-CRC": what kind it is, for good; doc/findings.md
				   has a section for each */
	enum volscan_severity severity;
	const char *title;	/* what is so, in a line; of the code */
	const char *message;	/* a sentence for a person, with what to do; without the
				   device's name where `device` is set */
	const struct volscan_device *device;	/* NULL: not of one device */
	uint64_t offset, length;	/* bytes on the device; length 0: no place */
	const char *field;	/* what of the format it is about */
	const char *expected, *found;
	const char *vg, *lv;	/* names */
};

/* ------------------------------------------------------------------------
 * Devices
 */

/* Every device of a scan ends in exactly one of these; none disappears. */
enum volscan_device_state {
	VOLSCAN_DEVICE_NOT_TRIED,	/* it could not be asked, for want of tasks,
					   descriptors, memory or I/O processes */
	VOLSCAN_DEVICE_PV,		/* it has a valid label */
	VOLSCAN_DEVICE_NOT_PV,		/* read, and no label there */
	VOLSCAN_DEVICE_LEFT_OUT,	/* a filter rejected it: see `reason` */
	VOLSCAN_DEVICE_UNREADABLE,	/* it answered, with `error` */
	VOLSCAN_DEVICE_TIMED_OUT,	/* it did not answer: see `hanging_since` */
};

/* What libblkid recognizes on a device; asked for with devices/signatures. All are
 * "" where it says nothing. */
struct volscan_signature {
	const char *type;	/* "ext4", "LVM2_member", "gpt", ... */
	const char *usage;	/* "filesystem", "raid", "crypto", "other", or
				   "partitions" for a partition table */
	const char *version;
	const char *label;
	const char *uuid;
};

struct volscan_device {
	const char *name;	/* path as found or given; PATH#N for a
				   partition found inside PATH */
	uint32_t major, minor;	/* of a block device; 0, 0 for a file */
	bool is_block;		/* a block device, not an image file */
	uint32_t partition;	/* N of PATH#N; 0 = a whole device or file */
	uint64_t size;		/* bytes */
	enum volscan_device_state state;
	int error;		/* errno (positive) if UNREADABLE, NOT_TRIED or
				   TIMED_OUT */
	const char *reason;	/* why LEFT_OUT, UNREADABLE, NOT_TRIED or TIMED_OUT, what
				   a NOT_PV is if that is known, for a person; or NULL */
	struct volscan_pv *pv;	/* if PV, or TIMED_OUT after its label was read, or
				   `uncertain`; else NULL */
	uint64_t reads;		/* reads that reached the device */
	uint64_t bytes_read;
	uint64_t time_us;	/* microseconds from its first read to its last answer */
	int64_t hanging_since;	/* seconds since 1970: when it was asked what it has
				   not answered, by this scan or an earlier one; 0 =
				   it answers */
	const struct volscan_signature *signatures;
	size_t signature_count;
};

/* ------------------------------------------------------------------------
 * The model: what the metadata says
 */

enum volscan_alloc {
	VOLSCAN_ALLOC_INVALID,
	VOLSCAN_ALLOC_CONTIGUOUS,
	VOLSCAN_ALLOC_CLING,
	VOLSCAN_ALLOC_CLING_BY_TAGS,
	VOLSCAN_ALLOC_NORMAL,
	VOLSCAN_ALLOC_ANYWHERE,
	VOLSCAN_ALLOC_INHERIT,
};

struct volscan_strings {
	const char **items;	/* in the order of the text */
	size_t count;
};

/* A metadata area of a PV, from pv_header and mda_header. */
struct volscan_mda {
	uint64_t offset;	/* bytes from the start of the device */
	uint64_t size;		/* bytes, mda_header included */
	bool valid;		/* its mda_header could be read and is sound */
	bool ignored;		/* raw_locn flag: LVM2 keeps no metadata there */
	bool text_valid;	/* it has a text whose checksum is right, or is
				   known right from an equal copy */
	uint64_t text_offset;	/* bytes from `offset`; 0 = no text */
	uint64_t text_size;	/* bytes */
	uint32_t text_crc;
	uint64_t free;		/* bytes, as LVM2's pv_mda_free counts them */
};

/* Part of a PV: used by one area of one segment, or free. In order, complete. */
struct volscan_pv_segment {
	uint32_t start;		/* extents */
	uint32_t count;		/* extents */
	struct volscan_segment *segment;	/* NULL = free */
	uint32_t area;		/* index into segment->areas */
};

#define VOLSCAN_PV_ALLOCATABLE	UINT64_C(0x1)
#define VOLSCAN_PV_EXPORTED	UINT64_C(0x2)
#define VOLSCAN_PV_MISSING_FLAG	UINT64_C(0x4)	/* MISSING, as the text says; not on
						   a PV that is there and has no
						   extents or no mdas in use */

struct volscan_pv {
	const char *uuid;
	struct volscan_device *device;	/* NULL: missing, no device has this UUID */
	struct volscan_vg *vg;		/* NULL: orphan, or no usable metadata */
	uint64_t status;		/* VOLSCAN_PV_*, from the text */
	const char *device_hint;	/* name at the time of writing, or "" */
	const char *device_id;		/* from the text, or "" */
	const char *device_id_type;
	uint64_t dev_size;	/* sectors, as the text says; orphan: pv_header's */
	uint64_t header_size;	/* bytes, device size in the pv_header; 0 = no device */
	uint64_t pe_start;	/* sectors */
	uint32_t pe_count;	/* extents */
	uint32_t pe_alloc_count;	/* extents in use */
	struct volscan_strings tags;

	/* From the label; zero when the PV is missing. */
	uint32_t label_sector;
	uint32_t ext_version;	/* of the pv_header extension; 0 = none */
	uint32_t ext_flags;	/* bit 0: PV in use */
	uint64_t ba_start, ba_size;	/* bytes; bootloader area */
	struct volscan_mda *mdas;
	size_t mda_count;

	bool in_vg;		/* belongs to a VG whose text is not at hand, says
				   the extension's flag */
	bool uncertain;		/* the label of its device is lost, and it is not sure that
				   it is this one; only with metadata/search_lost */
	bool duplicate;		/* another device with this UUID is used instead */
	bool outdated;		/* has old metadata of a VG that lists it no more: not
				   in volscan_pvs(), only the `pv` of its device */

	struct volscan_pv_segment *segments;
	size_t segment_count;
};

#define VOLSCAN_VG_RESIZEABLE	UINT64_C(0x1)
#define VOLSCAN_VG_EXPORTED	UINT64_C(0x2)
#define VOLSCAN_VG_READ		UINT64_C(0x4)
#define VOLSCAN_VG_WRITE	UINT64_C(0x8)
#define VOLSCAN_VG_CLUSTERED	UINT64_C(0x10)
#define VOLSCAN_VG_SHARED	UINT64_C(0x20)	/* lock_type is sanlock, dlm, idm */
#define VOLSCAN_VG_NOAUTOACTIVATE UINT64_C(0x40)
#define VOLSCAN_VG_PVMOVE	UINT64_C(0x80)
#define VOLSCAN_VG_PARTIAL_FLAG	UINT64_C(0x100)

struct volscan_vg {
	const char *name;
	const char *uuid;
	uint32_t seqno;
	uint64_t status;		/* VOLSCAN_VG_* */
	struct volscan_strings unknown_flags;	/* status and flags words unknown here */
	enum volscan_alloc alloc;
	uint64_t extent_size;	/* sectors; never 0 */
	uint64_t extent_count;	/* extents of all PVs */
	uint64_t free_count;	/* extents */
	uint32_t max_lv, max_pv;	/* 0 = no limit */
	uint32_t metadata_copies;	/* 0 = unmanaged */
	const char *format;	/* "lvm2" */
	const char *system_id;	/* "" = none; also this host's own */
	const char *lock_type;	/* "" = none */
	const char *lock_args;
	const char *profile;
	const char *description;	/* the command that wrote this text */
	const char *creation_host;
	int64_t creation_time;		/* of the text, seconds since 1970 */
	struct volscan_strings tags;

	struct volscan_pv **pvs;	/* in the order of the text */
	size_t pv_count;
	struct volscan_lv **lvs;	/* all of the text, hidden ones too, in its order */
	size_t lv_count;
	struct volscan_lv **lvs_bottom_up;	/* the same ones, each after those it
					   uses; but a snapshot and its origin in
					   any order */
	struct volscan_lv **historical_lvs;
	size_t historical_lv_count;

	size_t missing_pv_count;	/* no device, or MISSING in the text */
	bool uncertain;		/* its text is from a device whose label is lost; only with
				   metadata/search_lost */
	bool foreign;		/* system_id is not this host's */
	bool name_clash;	/* another VG has this name */
	uint32_t mda_count;	/* of all its PVs */
	uint32_t mda_used_count;	/* not ignored */
	uint64_t mda_free;	/* bytes; the least of all mdas */
	uint64_t mda_size;	/* bytes; the least of all mdas */

	const char *text;	/* the metadata text this was read from */
	size_t text_size;	/* bytes */
};

#define VOLSCAN_LV_READ		UINT64_C(0x1)
#define VOLSCAN_LV_WRITE	UINT64_C(0x2)
#define VOLSCAN_LV_VISIBLE	UINT64_C(0x4)
#define VOLSCAN_LV_FIXED_MINOR	UINT64_C(0x8)
#define VOLSCAN_LV_PVMOVE	UINT64_C(0x10)
#define VOLSCAN_LV_LOCKED	UINT64_C(0x20)
#define VOLSCAN_LV_NOTSYNCED	UINT64_C(0x40)
#define VOLSCAN_LV_REBUILD	UINT64_C(0x80)
#define VOLSCAN_LV_WRITEMOSTLY	UINT64_C(0x100)
#define VOLSCAN_LV_CONVERTING	UINT64_C(0x200)
#define VOLSCAN_LV_ACTIVATION_SKIP UINT64_C(0x400)
#define VOLSCAN_LV_ERROR_WHEN_FULL UINT64_C(0x800)
#define VOLSCAN_LV_METADATA_FORMAT UINT64_C(0x1000)
#define VOLSCAN_LV_CACHE_VOL	UINT64_C(0x2000)
#define VOLSCAN_LV_NOAUTOACTIVATE UINT64_C(0x4000)
#define VOLSCAN_LV_CROP_METADATA UINT64_C(0x8000)
#define VOLSCAN_LV_VIRTUAL_ORIGIN UINT64_C(0x10000)
#define VOLSCAN_LV_RESHAPE	UINT64_C(0x20000)
#define VOLSCAN_LV_RESHAPE_DELTA_DISKS_PLUS UINT64_C(0x40000)
#define VOLSCAN_LV_RESHAPE_DELTA_DISKS_MINUS UINT64_C(0x80000)
#define VOLSCAN_LV_TEMPORARY	UINT64_C(0x100000)
#define VOLSCAN_LV_POOL_METADATA_SPARE UINT64_C(0x200000)
#define VOLSCAN_LV_LOCKD_SANLOCK UINT64_C(0x400000)
#define VOLSCAN_LV_MERGING	UINT64_C(0x800000)	/* segment status, kept on the LV */
#define VOLSCAN_LV_PARTIAL	UINT64_C(0x1000000)	/* computed: a PV under it is missing */

/*
 * What the kernel has of an LV: the devices of device-mapper that bear its UUID. One of
 * them is the LV itself; others lie below it and are known by what is behind the UUID.
 * All of it is at the time of the scan.
 */
struct volscan_dm_snapshot {		/* snapshot, snapshot-merge */
	bool invalid, merge_failed, overflow;	/* then the numbers are 0 */
	uint64_t used, total, metadata;	/* sectors of the COW store; metadata: part of
					   `used` */
};

struct volscan_dm_mirror {
	uint64_t synced, total;	/* regions */
	const char *health;	/* a character each image: A alive, D dead, S not in
				   sync, R a read failed, F a flush did, U unknown */
};

struct volscan_dm_raid {
	const char *type;	/* "raid1", "raid5_ls", ... */
	const char *health;	/* a character each image: A alive and in sync, a alive,
				   D dead, - not there */
	uint64_t synced, total;	/* sectors; of one image */
	const char *action;	/* "idle", "resync", "recover", "check", "repair",
				   "reshape", "frozen"; "" = an old kernel says nothing */
	uint64_t mismatches;	/* sectors; of the last check */
	uint64_t data_offset;	/* sectors; where data begin on each image */
};

struct volscan_dm_thin_pool {
	bool failed;		/* then all else is 0 */
	bool read_only, out_of_data, error_when_full, needs_check;
	uint64_t transaction_id;
	uint64_t used_metadata, total_metadata;	/* blocks of 4 KiB */
	uint64_t used_data, total_data;		/* blocks of the pool */
	const char *discards;	/* "passdown", "nopassdown", "ignore" */
};

struct volscan_dm_thin {
	bool failed;		/* its pool has, or it has lost its mapping */
	uint64_t mapped;	/* sectors */
};

struct volscan_dm_cache {
	bool failed;		/* then all else is 0 */
	bool read_only, needs_check;
	uint64_t metadata_block, block;		/* sectors of one */
	uint64_t used_metadata, total_metadata;	/* blocks */
	uint64_t used, total, dirty;		/* blocks */
	uint64_t read_hits, read_misses, write_hits, write_misses, demotions, promotions;
	unsigned metadata_format;	/* 1 or 2 */
	const char *mode;	/* "writethrough", "writeback", "passthrough" or "" */
	const char *policy;
	struct volscan_strings settings;	/* "name=value" */
};

struct volscan_dm_writecache {
	uint64_t error, total, free, writeback;	/* an error's number; blocks */
};

struct volscan_dm_integrity {
	uint64_t mismatches;
	uint64_t data;		/* sectors */
	bool recalculating;
	uint64_t recalculated;	/* sectors; `data` when it has ended */
};

struct volscan_dm_vdo {
	const char *mode;	/* "normal", "recovering", "read-only" */
	const char *index;	/* "online", "closed", "opening", "error", ... */
	const char *compression;	/* "online", "offline" */
	uint64_t used, total;	/* blocks of 4 KiB */
};

/* Those of the pointers that are for other types are NULL, and so is that of this one
 * if its status is not understood. */
struct volscan_dm_target {
	uint64_t start, length;	/* sectors of the device */
	const char *type;	/* "linear", "raid", "thin-pool", ... */
	const char *status;	/* in the kernel's words */
	const struct volscan_dm_snapshot *snapshot;
	const struct volscan_dm_mirror *mirror;
	const struct volscan_dm_raid *raid;
	const struct volscan_dm_thin_pool *thin_pool;
	const struct volscan_dm_thin *thin;
	const struct volscan_dm_cache *cache;
	const struct volscan_dm_writecache *writecache;
	const struct volscan_dm_integrity *integrity;
	const struct volscan_dm_vdo *vdo;
};

struct volscan_dm {
	const char *name;	/* as in /dev/mapper */
	const char *layer;	/* what is behind the LV's UUID in the device's: "" or
				   "pool", "tpool", "real", "cow", "tdata", ... */
	uint32_t major, minor;
	uint32_t open_count;
	uint64_t read_ahead;	/* sectors */
	bool suspended, read_only;
	bool live_table, inactive_table;
	struct volscan_dm_target *targets;
	size_t target_count;
	bool more_targets;	/* there was no room for all of them */
};

struct volscan_lv_kernel {
	const struct volscan_dm **devices;	/* none: the LV is not active */
	size_t device_count;
};

#define VOLSCAN_READ_AHEAD_AUTO	UINT32_MAX
#define VOLSCAN_READ_AHEAD_NONE	UINT32_C(0)

struct volscan_lv {
	const char *name;
	const char *uuid;
	struct volscan_vg *vg;
	size_t index;		/* in vg->lvs, or in vg->historical_lvs */
	uint64_t status;		/* VOLSCAN_LV_* */
	struct volscan_strings unknown_flags;
	enum volscan_alloc alloc;
	uint64_t extent_count;	/* extents: the sum of its segments */
	uint64_t size;		/* sectors */
	int64_t creation_time;	/* seconds since 1970; 0 = not known */
	const char *creation_host;
	uint32_t read_ahead;	/* sectors, or VOLSCAN_READ_AHEAD_* */
	int32_t major, minor;	/* persistent numbers; -1 = none */
	const char *profile;
	const char *lock_args;
	struct volscan_strings tags;
	struct volscan_segment **segments;	/* in logical order */
	size_t segment_count;

	/* Relations, resolved from the text; NULL or empty where there is none. */
	struct volscan_segment **users;		/* segments that use this LV in any role */
	size_t user_count;
	struct volscan_segment *snapshot;	/* this LV is the COW store: its snapshot
						   segment, with origin and chunk_size */
	struct volscan_segment **snapshots;	/* this LV is the origin of these */
	size_t snapshot_count;

	const struct volscan_lv_kernel *kernel;	/* NULL: the kernel was not asked (the
						   setting global/kernel), or has not
						   answered */

	/* A historical LV: removed, but remembered in the text. */
	bool historical;
	int64_t removal_time;
	struct volscan_strings descendants;	/* names; "-name" for historical ones */
	struct volscan_lv *historical_origin;	/* live or historical LV it came from */
};

enum volscan_area_kind {
	VOLSCAN_AREA_UNASSIGNED,
	VOLSCAN_AREA_PV,
	VOLSCAN_AREA_LV,
};

struct volscan_area {
	enum volscan_area_kind kind;
	struct volscan_pv *pv;	/* if AREA_PV */
	struct volscan_lv *lv;	/* if AREA_LV */
	uint32_t start;		/* first extent on the PV or of the LV */
};

/* A setting of a segment that volscan hands on and does not interpret:
 * policy_settings, writecache and integrity and VDO parameters; of a thin pool,
 * its messages: "create" an LV of that name, "delete" a device_id. */
struct volscan_parameter {
	const char *name;
	const char *text;	/* the value as it would be printed */
	bool is_number;
	int64_t number;
};

/* Which fields mean something depends on `type`; the others are 0 or NULL. */
struct volscan_segment {
	struct volscan_lv *lv;
	const char *type;	/* as LVM2 reports it: "linear", "striped", "raid1",
				   "thin-pool", "cache", ...; unknown ones as written */
	struct volscan_strings type_flags;	/* after "+" in the text's type */
	bool unknown_type;
	uint64_t status;	/* VOLSCAN_LV_* words of the segment's own status */
	uint32_t start;		/* extents, within the LV */
	uint32_t count;		/* extents */
	struct volscan_strings tags;

	/* Where the data is: one area per stripe, image or leg of striped, mirror
	 * and raid*; of thin-pool, cache-pool, cache, writecache, integrity, vdo
	 * and vdo-pool one, the LV that is also called data_lv, origin or pool_lv.
	 * None of thin, snapshot, error, zero and unknown types. */
	struct volscan_area *areas;
	size_t area_count;
	struct volscan_area *meta_areas;	/* raid*: one per area, or NULL */
	uint32_t area_len;	/* extents on each area */
	uint32_t stripe_size;	/* sectors; 0 = not striped */
	uint32_t region_size;	/* sectors; mirror and raid */
	uint32_t extents_copied;	/* pvmove, mirror conversion */
	uint32_t data_copies;
	uint32_t reshape_count;	/* extents */
	uint64_t data_offset;	/* sectors */
	uint32_t writebehind, min_recovery_rate, max_recovery_rate;
	struct volscan_lv *log_lv;		/* mirror log */

	/* snapshot, thin, thin-pool, cache, cache-pool, writecache, integrity, vdo */
	struct volscan_lv *origin;	/* snapshot's, thin's, cache's, integrity's */
	struct volscan_lv *external_origin;
	struct volscan_lv *merge_lv;	/* thin snapshot being merged into */
	struct volscan_lv *cow;		/* snapshot: the COW store */
	struct volscan_lv *pool_lv;	/* thin: pool; cache: cache pool or cachevol;
					   writecache: the fast LV; vdo: vdo pool */
	struct volscan_lv *data_lv;	/* a pool's data */
	struct volscan_lv *metadata_lv;	/* a pool's metadata; integrity: meta_dev */
	uint32_t chunk_size;	/* sectors */
	uint64_t transaction_id;
	uint32_t device_id;	/* thin; 1 to 2^24-1 */
	const char *discards;	/* "passdown", "nopassdown", "ignore" or NULL */
	int zero_new_blocks;	/* 1, 0, or -1 = not said */
	bool crop_metadata;
	uint32_t cache_metadata_format;	/* 1, 2; 0 = not said */
	const char *cache_mode;	/* "writethrough", "writeback", "passthrough" or NULL */
	const char *cache_policy;
	bool cache_cleaner;	/* cache: being emptied */
	/* cache: what of a cachevol holds its metadata and its data; sectors */
	uint64_t metadata_start, metadata_len, data_start, data_len;
	struct volscan_parameter *settings;	/* policy_settings, writecache_setting,
						   integrity and vdo parameters */
	size_t setting_count;
	struct volscan_lv *indirect_origin;	/* historical origin of a thin LV */
};

/* ------------------------------------------------------------------------
 * Handles
 */

/*
 * Make a handle, for volscan_free(). Nothing is read, forked or opened yet. All that
 * follows is done with a handle.
 *
 * Returns 0, or -ENOMEM, `*vs` untouched.
 */
int volscan_new(struct volscan **vs);

/*
 * Free a handle, and all that it has handed out. A scan that is under way is given up;
 * reads that have no answer yet get -ECANCELED. A device that hangs is not waited for.
 * NULL is allowed. Not for callbacks.
 */
void volscan_free(struct volscan *vs);

/*
 * Say what the last failed call has to say to a person. It is a sentence, with what failed,
 * where, and what can be done.
 *
 * Returns a string, "" if nothing has failed, valid until the next call that fails. Never
 * NULL.
 */
const char *volscan_error(const struct volscan *vs);

/*
 * Have messages sent to a function. Those up to `level` go to `log`, with `context`, in the
 * thread that uses the handle. NULL, the default, turns them off. The function must not use
 * the handle.
 */
void volscan_set_log(struct volscan *vs, volscan_log_fn log, void *context,
		     enum volscan_log_level level);

/*
 * Tell the version of the library, as in "0.1.0". It is that of the one which the program
 * runs with.
 *
 * Returns a string that is valid for ever.
 */
const char *volscan_version(void);

/* ------------------------------------------------------------------------
 * Settings
 */

/*
 * Read settings from a file or a string. They have LVM2's configuration syntax, and are
 * those of volscan.conf(5). A later call overrides an earlier one, setting by setting. They
 * take effect with the next scan. The library reads no file, and no environment, by itself.
 *
 * Returns 0 or -errno; no setting is changed then.
 *
 * Errors: -EINVAL for a wrong name, type or value: volscan_error() names file and line, and
 * what is expected. Others are those of reading the file.
 */
int volscan_config_file(struct volscan *vs, const char *path);
int volscan_config_string(struct volscan *vs, const char *text);

/*
 * Take settings from a file of LVM2. From what lvm.conf(5) has it takes what volscan has a
 * setting of that name for; later calls override it, and it overrides earlier ones. What it
 * does not know is passed over: settings with a debug message, values that its setting
 * cannot have with a warning.
 *
 * Returns 0 or -errno; no setting is changed then.
 *
 * Errors: -EINVAL only for what is no text in LVM2's syntax. Others are those of reading the
 * file.
 */
int volscan_config_lvm_file(struct volscan *vs, const char *path);

/*
 * Look up the value of a setting. `path` is its name, "section/name".
 *
 * Returns the value, a string being valid until a setting is changed; NULL or -1 if there is
 * no setting of that name and type. A number is that of a bool too, 0 or 1.
 */
const char *volscan_setting_string(const struct volscan *vs, const char *path);
int64_t volscan_setting_number(const struct volscan *vs, const char *path);

/* ------------------------------------------------------------------------
 * Scans
 */

/*
 * Add a path to what is scanned. It is a block device, an image file, or a directory, which
 * stands for every regular file and block device directly in it. With none added, the
 * machine's block devices are scanned. What was added is scanned each time.
 *
 * Returns 0 or -errno. What can only be found out by reading becomes the device's state.
 *
 * Errors: -ENOTBLK when it is none of these. Others are those of looking at it.
 */
int volscan_add(struct volscan *vs, const char *path);

/* How far a scan is, for on_progress; it is gone when that returns. */
struct volscan_progress {
	size_t devices;		/* to be scanned, as far as is known */
	size_t done;		/* of them in their final state */
	uint64_t time_us;	/* microseconds since the scan began */
	const char *const *awaited;	/* names of devices that were asked and have
					   not answered, the longest waiting first */
	size_t awaited_count;	/* 256 at most */
};

/*
 * What a scan tells while it runs; each may be NULL. They return 0 to go on. Anything else
 * stops the scan: no more of them is called, and there are no results.
 */
struct volscan_callbacks {
	/* A device has been read, left out or given up: once for each, in the order in which
	 * they answer. Its `pv` is what the label says, and becomes more when its VG is
	 * known. If it fails later, when a long text is fetched, its state changes. */
	int (*on_device)(void *context, const struct volscan_device *device);

	/* A PV, when it is known of which VG it is, or that it is of none: once for each,
	 * those of a VG just before it, missing ones too. */
	int (*on_pv)(void *context, const struct volscan_pv *pv);

	/* A VG: as soon as it is whole, that is all PVs that it lists have been read and
	 * agree; others when all devices have been read. name_clash and lv->kernel are
	 * known at the end of the scan only. Once for each; once more if another device
	 * turns out to have newer metadata. */
	int (*on_vg)(void *context, const struct volscan_vg *vg);

	/* What is wrong with what was read, when all devices have been; in the order of
	 * volscan_findings(). The log is then not told of findings. */
	int (*on_finding)(void *context, const struct volscan_finding *finding);

	/* Every `progress_ms` milliseconds while devices are waited for. */
	int (*on_progress)(void *context, const struct volscan_progress *progress);
	unsigned progress_ms;
};

/*
 * Read everything and put PVs into VGs. The results replace those of an earlier scan; one
 * that was begun with volscan_start() is given up.
 *
 * `callbacks` may be NULL, and need not live longer than the call; `context` is handed to
 * them. They are called in the calling thread. What they get lives as long as the results of
 * the scan, if it comes to an end, and otherwise until they return. They may use no function
 * with the handle but volscan_error() and those that look up a setting.
 *
 * Returns 0 even when devices could not be read: that is in their state. -errno only when no
 * scan was possible; then there are no results.
 *
 * Errors: -ECANCELED when a callback has stopped the scan. -EINVAL when a setting does not
 * make sense. -ENOMEM.
 */
int volscan_scan(struct volscan *vs, const struct volscan_callbacks *callbacks, void *context);

/*
 * Scan in steps, from an event loop. For a program that waits elsewhere volscan_start()
 * lists devices and begins a scan; `callbacks` and `context` are as for volscan_scan(), and
 * are called by volscan_step(). That one takes what has been answered, calls back, asks for
 * more, and does not wait; it is to be called when the descriptor that volscan_fd() gives
 * is readable, and otherwise may be at any time. Without a scan it does the same for what
 * volscan_read() has asked for. Neither is for callbacks.
 *
 * Results are there when the scan is over.
 *
 * Returns 0 for a scan that is begun. volscan_step() returns 1 while there is more to do and
 * 0 when the scan is over. Both return -errno as volscan_scan() does, and the scan is over
 * then too.
 */
int volscan_start(struct volscan *vs, const struct volscan_callbacks *callbacks, void *context);
int volscan_step(struct volscan *vs);

/*
 * Give a descriptor for poll(2), select(2) or epoll(7). It becomes readable when
 * volscan_step() has something to do. Nothing is to be read from it; it stays the same, and
 * is closed by volscan_free(). It may be readable for nothing.
 *
 * It is best asked for before the first scan: what is set up without it has to be looked at
 * every few milliseconds.
 *
 * volscan_step() never waits for a device with the setting devices/io_isolation=1, or with
 * the I/O engines uring and threads; the others open files within it. With
 * devices/use_aio=0, and without isolation, all is done there and then.
 *
 * Returns the descriptor or -errno.
 */
int volscan_fd(struct volscan *vs);

/*
 * Give up the scan that is under way. Nothing more is called, and there are no results. It
 * does nothing if there is none. Not for callbacks, which stop a scan by what they return.
 */
void volscan_stop(struct volscan *vs);

/*
 * Set handles up anew in the child of a fork. What belongs to the parent is dropped without
 * touching it. Results, settings and opened devices stay, and the descriptor of volscan_fd()
 * keeps its number; a scan and reads that are under way go on, in both. A child that forgets
 * this call gets the same at its next scan, but shares the descriptor with its parent.
 *
 * Returns 0 or -errno, when I/O cannot be set up.
 */
int volscan_reset(struct volscan *vs);

/* When `opens_nothing`, the library needs few rights from now on: see
 * volscan_set_confine(). */
typedef void (*volscan_confine_fn)(void *context, bool opens_nothing);

/*
 * Have a function called before anything is parsed. It is for a program that gives up its
 * rights before that: `fn` is called by the scan, in its thread, once per scan, when
 * everything is set up and nothing is parsed yet. NULL, the default: never.
 *
 * If `opens_nothing`, the library needs no more rights in this process, until
 * volscan_free(): it opens no file and no device, starts no process and sends no
 * signal, but reads, writes and closes what is open; takes and gives back memory, some
 * of it as memfd_create() and pipe2(); sends and receives descriptors on a socket that
 * it has; waits for its children; and asks for the time, limits and names of process
 * and host; and with volscan_fd() sets a timer. What else there is to do, for instance when
 * a disk does not answer, is done by a child that was forked before, and can do that only.
 * Another scan of the handle is not possible.
 *
 * Otherwise (without devices/io_isolation, with synchronous I/O or with global/kernel) more
 * is opened or started here, and the program must keep what it takes to do so.
 */
void volscan_set_confine(struct volscan *vs, volscan_confine_fn fn, void *context);

/*
 * Keep what a scan reads for the next one. It is for a program that scans again and again,
 * and is told by others what changes: the next scans read only devices that are new, that
 * have failed, or whose number or size is another. Devices are listed and filtered anew each
 * time, and results are those of a full scan, what reading a device has cost included
 * (but for signatures and what the kernel is asked, which are asked for each time). What is
 * kept takes as much memory as was read. A device that dies is not noticed as long as
 * it need not be read. false, the default: keep nothing. A scan that is under way is given
 * up.
 *
 * Returns 0 or -ENOMEM.
 */
int volscan_set_keep(struct volscan *vs, bool keep);

/*
 * Have a device read by the next scan. That of the name `device`, or a partition inside it,
 * has changed; NULL: any may have, and all are read. Without volscan_set_keep() all are
 * anyway. A scan that is under way is given up.
 */
void volscan_changed(struct volscan *vs, const char *device);

/*
 * Give up all that is for I/O only. When nothing is to be read for a while this frees
 * buffers, the child process and the like. Results stay. As between scans it is set up anew
 * by the next one; volscan_read() and volscan_history() need another scan, or
 * volscan_device_open(), first. A scan that is under way is given up.
 */
void volscan_idle(struct volscan *vs);

/*
 * Raise the limit of open files. The process' soft limit becomes the hard one, at most
 * 65536, so that more devices can be open side by side; with fewer, a scan is
 * slower and as complete. The library does not do it by itself, since the rest
 * of the process may rely on low numbers (select(2) knows 1024).
 *
 * Returns 0 or -errno, with nothing changed.
 */
int volscan_raise_open_files(void);

/* ------------------------------------------------------------------------
 * Results
 */

/*
 * Get the devices, PVs and VGs of the last scan. Each list is sorted by name, VGs of one name
 * by UUID, missing PVs behind those that are there.
 *
 * Returns an array, and in `*count` how many it has; 0 when there is no scan. It lives until
 * the next scan begins, or volscan_free(), and so does all that it points to.
 */
const struct volscan_device *const *volscan_devices(const struct volscan *vs, size_t *count);
const struct volscan_pv *const *volscan_pvs(const struct volscan *vs, size_t *count);
const struct volscan_vg *const *volscan_vgs(const struct volscan *vs, size_t *count);

/*
 * Get what is wrong with what was read. Findings are in the order in which a scan comes to
 * them: devices as they were listed, then VGs. The same scan of the same disks has the same
 * findings, whatever the engine. The setting metadata/check_all makes a scan look for all.
 *
 * Returns an array, and in `*count` how many it has. It lives until the next scan begins,
 * or volscan_free(), and so does all that it points to.
 */
const struct volscan_finding *const *volscan_findings(const struct volscan *vs, size_t *count);

/* What I/O has cost, since it was set up. */
struct volscan_stats {
	const char *engine;	/* name of the one in use */
	bool isolated;		/* it works in a process of its own */
	uint64_t requests;	/* reads asked for */
	uint64_t cached;	/* answered from the last block */
	uint64_t queued;	/* had to wait for a limit */
	uint64_t reads;		/* reads issued to devices */
	uint64_t bytes_read;
	uint64_t opens;
	uint64_t errors;
	uint64_t peak_in_flight;	/* requests */
	uint64_t peak_buffer_bytes;	/* bytes */
	uint64_t timed_out;	/* requests not answered by their deadline ... */
	uint64_t late;		/* ... and those of them answered after it */
};

/*
 * Count what I/O has cost. The counters begin when it is set up: at the first scan, and at
 * the next one after a setting was changed. Before that all is 0, and the engine "none".
 */
void volscan_stats(const struct volscan *vs, struct volscan_stats *stats);

/* ------------------------------------------------------------------------
 * History
 *
 * A change of a VG writes a new text behind the old one, which is still there until the
 * metadata area is full and it is written over.
 */

/* In rising order of what is to be relied on. */
enum volscan_text_state {
	VOLSCAN_TEXT_INCOMPLETE,	/* its beginning is there; it cannot be parsed */
	VOLSCAN_TEXT_CRC_WRONG,		/* in use, and its checksum is wrong */
	VOLSCAN_TEXT_WHOLE,		/* an old one, which parses, or if it is large ends
					   as it should: only of texts in use is a checksum
					   known */
	VOLSCAN_TEXT_PRECOMMITTED,	/* of a change that was not completed; checksum right */
	VOLSCAN_TEXT_COMMITTED,		/* in use in that area, checksum right */
};

/* Where a text was found. */
struct volscan_text_copy {
	struct volscan_device *device;
	uint32_t mda;		/* index into device->pv->mdas */
	uint64_t offset;	/* bytes from the start of the mda */
	enum volscan_text_state state;
};

/* One text, however many copies there are. */
struct volscan_generation {
	const char *vg_name;
	const char *vg_uuid;
	uint32_t seqno;
	enum volscan_text_state state;	/* the best of its copies' */

	/* "" and 0 where it cannot be parsed, or is not: above 2 MiB. */
	const char *description;	/* the command that wrote it */
	const char *creation_host;
	int64_t creation_time;	/* seconds since 1970 */

	const char *text;	/* NULL: not kept, as there are more than 16 MiB of them */
	size_t text_size;	/* bytes; of what is left, if it is not complete */
	struct volscan_text_copy *copies;	/* by device as scanned, then mda and offset */
	size_t copy_count;	/* at least 1 */
};

/*
 * Get all metadata texts that are still there. They are those in the metadata areas of the
 * PVs of the last scan: of VGs that are there, and of others that once were. Those with one
 * VG UUID follow each other, newest first, by seqno; such groups are in the order of their
 * newest name.
 *
 * It reads each area whole (of one that claims more, the first 32 MiB), and waits for it;
 * the second call after a scan reads nothing. What could not be read is a warning in the
 * log. Not while a scan is under way.
 *
 * Returns 0, or -errno when it was not possible at all. The array, and all that it points to,
 * lives until the next scan begins, or volscan_free().
 *
 * Errors: -EINVAL before a scan. -ENOMEM. Others are those of I/O.
 */
int volscan_history(struct volscan *vs, const struct volscan_generation *const **generations,
		    size_t *count);

/*
 * Parse a text of volscan_history(). `*vg` becomes the VG as this text has it, its PVs tied
 * to no device.
 *
 * Returns 0 or -errno. The VG lives as long as `generation`.
 *
 * Errors: -EBADMSG when the text is not whole. -ENODATA when it was not kept. -ENOMEM.
 */
int volscan_generation_vg(struct volscan *vs, const struct volscan_generation *generation,
			  const struct volscan_vg **vg);

/* ------------------------------------------------------------------------
 * Reads
 */

/*
 * Open a device or an image to read from it. It needs no scan, and no filter is asked. Of
 * `*device` only name, size and numbers are filled in. Nothing is read, and the file itself
 * is opened for reads only, while there are some.
 *
 * The device is the program's until it closes it, whatever is scanned in between, and at the
 * latest until volscan_free().
 *
 * volscan_device_close() lets it go; any other device, or NULL, is left alone. Reads that
 * have no answer yet get -ECANCELED, before it returns. Both may be called by the callback
 * of a read.
 *
 * Returns 0 or -errno, `*device` untouched.
 *
 * Errors: -EISDIR or -ENOTBLK when it is something else. -ENOMEM. Others are those of looking
 * at it, or of setting up I/O.
 */
int volscan_device_open(struct volscan *vs, const char *path,
			const struct volscan_device **device);
void volscan_device_close(struct volscan *vs, const struct volscan_device *device);

/*
 * The answer to one volscan_read(). `error` is 0 or -errno. `data` is exactly the range
 * asked for, NULL on error (and `length` 0), and gone when the callback returns. It may
 * call volscan_read(), volscan_device_open() and volscan_device_close(), for any device,
 * and nothing else that changes the handle.
 */
typedef void (*volscan_read_fn)(void *context, const struct volscan_device *device, int error,
				const void *data, size_t length);

/*
 * Read from a device. It asks for `length` bytes at `offset` of a device of the last scan, or
 * of one that volscan_device_open() has opened, through the path of scans: with its
 * limits and deadline, and in a process of its own with devices/io_isolation. What
 * the device's state is does not matter, so that it is for the program to heed what
 * filters said. Nothing is kept: to ask again is to read again.
 *
 * `callback` runs exactly once. When the answer is at hand it does so before this
 * returns: when the range or memory is not there, and when I/O is synchronous. Otherwise it
 * runs from volscan_run() or volscan_step(); or with -ECANCELED when the next scan begins,
 * from volscan_device_close() or from volscan_free().
 *
 * Errors: They come to the callback. -EINVAL for a range that is empty or not inside the
 * device. -ETIMEDOUT when the device has not answered within devices/device_timeout; it is
 * not asked again. -EIO also when it has failed too often. -EAGAIN when there was nobody to
 * ask it. -ENOMEM. -ECANCELED when it was given up. Others are those of open(2) and
 * pread(2).
 */
void volscan_read(struct volscan *vs, const struct volscan_device *device, uint64_t offset,
		  size_t length, volscan_read_fn callback, void *context);

/*
 * Wait until all reads have been answered. That includes those which callbacks have asked
 * for. Not for callbacks, nor while a scan is under way.
 *
 * Returns 0, or -errno when I/O broke; they have been answered then too.
 */
int volscan_run(struct volscan *vs);

/* ------------------------------------------------------------------------
 * Bytes
 */

enum volscan_field_kind {
	VOLSCAN_FIELD_NUMBER,
	VOLSCAN_FIELD_HEX,	/* a number that is mostly written so: checksum, flags */
	VOLSCAN_FIELD_TEXT,	/* characters */
	VOLSCAN_FIELD_BYTES,	/* what makes no sense */
};

struct volscan_field {
	const char *name;	/* "label_header.crc", "pv_header.data_areas[0].offset", "raw_locn[1].size" */
	uint32_t offset, length;	/* bytes, from the structure's beginning */
	enum volscan_field_kind kind;
	uint64_t number;	/* of NUMBER and HEX */
	const char *meaning;	/* for a person: what it is; what is wrong, or it should be;
				   "" if there is nothing to say */
	bool wrong;
};

/* `field` is gone when it returns. */
typedef void (*volscan_field_fn)(void *context, const struct volscan_field *field);

/*
 * Tell what the bytes of a label or an mda_header are. volscan_label_fields() tells each
 * field of the label in `sector`, 512 bytes which are the device's sector `number`, in the
 * order of their offsets: label_header, pv_header with its lists, and its extension; of one
 * that is damaged, as far as it makes sense. volscan_mda_fields() does the same for the 512
 * bytes of an mda_header, which are at byte `start` of the device.
 *
 * Nothing is read for it, and there is no handle: any thread may call it at any time.
 *
 * Returns false if there is no label; nothing is told then.
 */
bool volscan_label_fields(const void *sector, uint32_t number, volscan_field_fn tell,
			  void *context);
void volscan_mda_fields(const void *header, uint64_t start, volscan_field_fn tell,
			void *context);

#ifdef __cplusplus
}
#endif

#endif
