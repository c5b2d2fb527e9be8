/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "scans.h"

#include <inttypes.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned passed_count, failed_count;

/* ---- a scan ---- */

/* No disk is dead here, and the machine may be busy. */
#define TIMEOUT_MS 60000

struct volscan *scan_new(const struct way *way)
{
	struct volscan *vs;
	char text[160];

	if (volscan_new(&vs))
		return NULL;
	snprintf(text, sizeof(text), "devices { io_engine=\"%s\" io_isolation=%d signatures=%d "
		 "device_timeout=%d }", way->engine, way->isolated, way->signatures, TIMEOUT_MS);
	if (!volscan_config_string(vs, text) && !volscan_add(vs, way->directory))
		return vs;
	volscan_free(vs);
	return NULL;
}

static void tell_signatures(FILE *f, const struct volscan_device *device)
{
	for (size_t i = 0; i < device->signature_count; i++)
		fprintf(f, "  signature %s %s\n", device->signatures[i].type,
			device->signatures[i].uuid);
}

static void tell_devices(FILE *f, const struct volscan *vs)
{
	size_t n, i;
	const struct volscan_device *const *devices = volscan_devices(vs, &n);

	for (i = 0; i < n; i++) {
		fprintf(f, "device %s: state %d, %" PRIu64 " bytes, error %d, PV %s\n",
			devices[i]->name, devices[i]->state, devices[i]->size,
			devices[i]->error, devices[i]->pv ? devices[i]->pv->uuid : "-");
		tell_signatures(f, devices[i]);
	}
}

static void tell_pvs(FILE *f, const struct volscan *vs)
{
	size_t n, i;
	const struct volscan_pv *const *pvs = volscan_pvs(vs, &n);

	for (i = 0; i < n; i++)
		fprintf(f, "PV %s: VG %s, %u of %u extents\n", pvs[i]->uuid,
			pvs[i]->vg ? pvs[i]->vg->name : "-", pvs[i]->pe_alloc_count,
			pvs[i]->pe_count);
}

static void tell_lv(FILE *f, const struct volscan_lv *lv)
{
	size_t i;

	fprintf(f, "  LV %s %s: %" PRIu64 " sectors\n", lv->name, lv->uuid, lv->size);
	for (i = 0; i < lv->segment_count; i++)
		fprintf(f, "    %s at %u, %u extents\n", lv->segments[i]->type,
			lv->segments[i]->start, lv->segments[i]->count);
}

static void tell_vgs(FILE *f, const struct volscan *vs)
{
	size_t n, i, j;
	const struct volscan_vg *const *vgs = volscan_vgs(vs, &n);

	for (i = 0; i < n; i++) {
		fprintf(f, "VG %s %s: seqno %u, %zu bytes of text\n", vgs[i]->name,
			vgs[i]->uuid, vgs[i]->seqno, vgs[i]->text_size);
		for (j = 0; j < vgs[i]->lv_count; j++)
			tell_lv(f, vgs[i]->lvs[j]);
	}
}

/* Whether it was done in the way asked for. */
static void tell_way(FILE *f, const struct volscan *vs, const struct way *way)
{
	struct volscan_stats stats;

	volscan_stats(vs, &stats);
	if (stats.isolated != way->isolated)
		fprintf(f, "isolated: %d\n", stats.isolated);
}

char *scan_result(const struct volscan *vs, const struct way *way)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	tell_way(f, vs, way);
	tell_devices(f, vs);
	tell_pvs(f, vs);
	tell_vgs(f, vs);
	fclose(f);
	return text;
}

static char *no_scan(const struct volscan *vs)
{
	char *text;

	return asprintf(&text, "no scan: %s\n", vs ? volscan_error(vs) : "no handle") < 0 ? NULL :
									text;
}

char *scan_again(struct volscan *vs, const struct way *way)
{
	return vs && !volscan_scan(vs, NULL, NULL) ? scan_result(vs, way) : no_scan(vs);
}

char *scan_by_steps(struct volscan *vs, const struct way *way)
{
	struct pollfd fd = { vs ? volscan_fd(vs) : -1, POLLIN, 0 };
	int r = vs && !volscan_start(vs, NULL, NULL) ? 1 : -1;

	while (r > 0)
		if (poll(&fd, 1, -1) > 0)
			r = volscan_step(vs);
	return r ? no_scan(vs) : scan_result(vs, way);
}

char *scan_once(const struct way *way)
{
	struct volscan *vs = scan_new(way);
	char *text = scan_again(vs, way);

	volscan_free(vs);
	return text;
}

/* There has to be something in it that could get lost. */
char *scan_reference(const char *directory, bool signatures)
{
	char *text = scan_once(&(struct way) { directory, "sync", false, signatures });

	count(strstr(text, "\nVG ") && strstr(text, "\n  LV "),
	      "there are VGs and LVs in %s:\n%s", directory, text);
	count(signatures == !!strstr(text, "\n  signature "), "signatures are told when asked for");
	return text;
}

static int line_length(const char *line)
{
	return (int) strcspn(line, "\n");
}

static void tell_difference(const char *text, const char *expected)
{
	size_t i = 0, line = 0;

	for (; text[i] && text[i] == expected[i]; i++)
		if (text[i] == '\n')
			line = i + 1;
	printf("found:    %.*s\nexpected: %.*s\n", line_length(text + line), text + line,
	       line_length(expected + line), expected + line);
}

bool scan_is(char *text, const char *expected)
{
	bool same = !strcmp(text, expected);

	if (!same)
		tell_difference(text, expected);
	free(text);
	return same;
}

void each_way(const char *directory, char *const *engines, bool plain,
	      void (*test)(const struct way *way))
{
	for (; *engines; engines++)
		for (int isolated = 0; isolated <= !plain; isolated++)
			test(&(struct way) { directory, *engines, isolated, false });
}

/* ---- counting ---- */

void count(bool passed, const char *format, ...)
{
	va_list args;

	if (passed) {
		passed_count++;
		return;
	}
	failed_count++;
	va_start(args, format);
	fputs("FAILED: ", stdout);
	vprintf(format, args);
	putchar('\n');
	va_end(args);
}

int counted(void)
{
	printf("%u passed, %u failed\n", passed_count, failed_count);
	return failed_count || !passed_count;
}
