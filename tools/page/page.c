/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "page/page.h"

#include <sys/utsname.h>
#include <time.h>

#include "device.h"
#include "draw/style.h"
#include "report/lv_view.h"

#define TIME_SIZE 64

/* The policy: whatever escaping might miss, nothing is loaded and nothing runs. */
static void print_head(FILE *out)
{
	fputs("<!DOCTYPE html>\n"
	      "<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">\n<head>\n"
	      "<meta charset=\"utf-8\"/>\n"
	      "<meta http-equiv=\"Content-Security-Policy\" "
	      "content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n"
	      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
	      "<title>LVM2 on disks</title>\n", out);
	page_style(out);
	fputs("</head>\n<body>\n", out);
}

/* In the program's own time, UTC, as pages travel. */
static void print_origin(FILE *out, struct overview *o)
{
	char text[TIME_SIZE] = "";
	time_t now = time(NULL);
	struct utsname host;
	struct tm tm;

	if (gmtime_r(&now, &tm))
		strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S UTC", &tm);
	html_element(out, "p", "dim",
		     overview_text(o, "Read by volscan %s on %s, %s", volscan_version(),
				   uname(&host) ? "this host" : host.nodename, text));
}

/* ------------------------------------------------------------------------
 * Sums
 */

struct sums {
	uint64_t size, free;	/* sectors */
	size_t vgs, lvs, pvs, missing, unread;
};

static void add_vg(struct sums *sums, const struct volscan_vg *vg)
{
	size_t i;

	sums->size += vg->extent_count * vg->extent_size;
	sums->free += vg->free_count * vg->extent_size;
	sums->missing += vg->missing_pv_count;
	for (i = 0; i < vg->lv_count; i++)
		sums->lvs += lv_is_visible(vg->lvs[i]);
}

static struct sums count_all(const struct overview *o)
{
	struct sums sums = { .unread = devices_unread(o->vs) };
	const struct volscan_vg *const *vgs = volscan_vgs(o->vs, &sums.vgs);
	const struct volscan_device *const *devices;
	size_t i, count;

	for (i = 0; i < sums.vgs; i++)
		add_vg(&sums, vgs[i]);
	devices = volscan_devices(o->vs, &count);
	for (i = 0; i < count; i++)
		sums.pvs += devices[i]->state == VOLSCAN_DEVICE_PV;
	return sums;
}

static void print_sum(FILE *out, const char *class, const char *number, const char *what)
{
	fprintf(out, "<li class=\"%s\">", class);
	html_element(out, "b", "", number);
	html_text(out, what);
	fputs("</li>\n", out);
}

static void print_count(FILE *out, struct overview *o, size_t n, const char *one, const char *many)
{
	print_sum(out, "sum", overview_text(o, "%zu", n), n == 1 ? one : many);
}

static void print_sums(FILE *out, struct overview *o)
{
	struct sums sums = count_all(o);

	fputs("<ul class=\"sums\">\n", out);
	print_count(out, o, sums.vgs, "VG", "VGs");
	print_count(out, o, sums.lvs, "LV", "LVs");
	print_count(out, o, sums.pvs, "PV", "PVs");
	print_sum(out, "sum", overview_size(o, sums.size), "in VGs");
	print_sum(out, "sum", overview_size(o, sums.free), "of that free");
	if (sums.missing)
		print_sum(out, "bad", overview_text(o, "%zu", sums.missing), "PVs missing");
	if (sums.unread)
		print_sum(out, "bad", overview_text(o, "%zu", sums.unread), "devices not read");
	fputs("</ul>\n", out);
}

/* ------------------------------------------------------------------------
 * The page
 */

bool page_print(FILE *out, struct overview *o)
{
	print_head(out);
	html_element(out, "h1", "", "LVM2 on disks");
	html_element(out, "p", "", overview_summary(o));
	print_origin(out, o);
	print_sums(out, o);
	fputs("<svg width=\"0\" height=\"0\" style=\"position:absolute\">", out);
	style_print_defs(out);
	fputs("</svg>\n", out);
	page_findings(out, o);
	page_vgs(out, o);
	page_devices(out, o);
	fputs("<footer>Nothing was written to any disk for this page.</footer>\n"
	      "</body>\n</html>\n", out);
	return !ferror(out) && !o->no_memory;
}
