/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Memory runs out: in scan after scan, each allocation fails once, be it ours, a pool's
 * of libdevmapper or the C library's own. The scan then fails with -ENOMEM, or finds
 * all that it should, or tells what it could not read; and gives back all that it had.
 *
 *	no_memory DIRECTORY ENGINE...
 *
 * The allocator is this program's, which the C library and all others use as well.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "scans.h"

/* ------------------------------------------------------------------------
 * The allocator: glibc's, behind a counter
 */

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *block);

static bool counts;
static unsigned long asked, fails_at;	/* fails_at 0 = never */
static long blocks;			/* that are there */

static bool fails(void)
{
	if (!counts || ++asked != fails_at)
		return false;
	errno = ENOMEM;
	return true;
}

static void *counted_block(void *block)
{
	blocks += block != NULL;
	return block;
}

void *malloc(size_t size)
{
	return fails() ? NULL : counted_block(__libc_malloc(size));
}

void *calloc(size_t number, size_t size)
{
	return fails() ? NULL : counted_block(__libc_calloc(number, size));
}

void *realloc(void *block, size_t size)
{
	void *moved = fails() ? NULL : __libc_realloc(block, size);

	if (!block)
		counted_block(moved);
	return moved;
}

void *aligned_alloc(size_t alignment, size_t size)
{
	return fails() ? NULL : counted_block(__libc_memalign(alignment, size));
}

int posix_memalign(void **block, size_t alignment, size_t size)
{
	void *aligned = aligned_alloc(alignment, size);

	if (!aligned)
		return ENOMEM;
	*block = aligned;
	return 0;
}

void free(void *block)
{
	blocks -= block != NULL;
	__libc_free(block);
}

/* ------------------------------------------------------------------------
 * The scans
 */

struct numbers {
	size_t devices, pvs, vgs, lvs;
	size_t unread, findings;	/* what the scan says of what it misses */
};

static struct numbers numbers_of(const struct volscan *vs)
{
	struct numbers n = { 0 };
	const struct volscan_vg *const *vgs = volscan_vgs(vs, &n.vgs);
	const struct volscan_device *const *devices = volscan_devices(vs, &n.devices);

	for (size_t i = 0; i < n.devices; i++)
		n.unread += devices[i]->error == ENOMEM;
	volscan_pvs(vs, &n.pvs);
	volscan_findings(vs, &n.findings);
	for (size_t i = 0; i < n.vgs; i++)
		n.lvs += vgs[i]->lv_count;
	return n;
}

static int on_pv(void *context, const struct volscan_pv *pv)
{
	*(size_t *)context += pv->uuid != NULL;
	return 0;
}

/* With somebody who listens, there is more to have no memory for. */
static const struct volscan_callbacks callbacks = { .on_pv = on_pv };

static int scan(const struct way *way, struct numbers *found)
{
	size_t told = 0;
	char settings[128];
	struct volscan *vs;
	int r = volscan_new(&vs);

	if (r)
		return r;
	snprintf(settings, sizeof(settings), "devices { io_engine=\"%s\" io_isolation=0 } "
		 "metadata/check_all=1", way->engine);
	r = volscan_config_string(vs, settings);
	if (!r)
		r = volscan_add(vs, way->directory);
	if (!r)
		r = volscan_scan(vs, &callbacks, &told);
	if (!r)
		*found = numbers_of(vs);
	volscan_free(vs);
	return r;
}

/* With the allocation of that number failing; 0 = none. Says how many there were. */
static unsigned long run(const struct way *way, unsigned long number, int *result,
			 struct numbers *found)
{
	asked = 0;
	fails_at = number;
	counts = true;
	*result = scan(way, found);
	counts = false;
	return asked;
}

/* What is wrong with the scan in which that allocation fails; NULL = nothing. */
static const char *try(const struct way *way, unsigned long number, const struct numbers *all)
{
	struct numbers found = { 0 };
	const long before = blocks;
	int result;

	run(way, number, &result, &found);
	if (blocks != before)
		return "loses memory";
	if (result && result != -ENOMEM)
		return "fails in another way";
	if (result || found.unread || found.findings > all->findings)
		return NULL;
	return memcmp(&found, all, sizeof(found)) ? "misses something and is silent" : NULL;
}

/* The threads of an engine end when they like, and what they had with them. */
static bool has_threads(const struct way *way)
{
	return !strcmp(way->engine, "threads");
}

static void each_allocation(const struct way *way)
{
	struct numbers all = { 0 };
	const char *wrong = NULL;
	unsigned long number = 0, total;
	int result;

	if (has_threads(way))
		return;
	run(way, 0, &result, &all);	/* what is only made once is there now */
	total = run(way, 0, &result, &all);
	count(!result && all.vgs && all.lvs, "%s: a scan with memory", way->engine);
	while (!wrong && number < total)
		wrong = try(way, ++number, &all);
	count(!wrong, "%s: a scan without allocation %lu of %lu %s", way->engine, number, total,
	      wrong ? wrong : "");
}

/* libdevmapper complains of each pool that it cannot make. */
static void silence(void)
{
	int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (nowhere >= 0)
		dup2(nowhere, STDERR_FILENO);
}

int main(int argc, char **argv)
{
	if (argc < 3)
		return 2;
	silence();
	each_way(argv[1], argv + 2, true, each_allocation);
	return counted();
}
