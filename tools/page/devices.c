/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Devices in no VG, and what became of all devices. */
#include "device.h"
#include "page/page.h"

#define OPEN_MAX 40	/* with more devices, the table is folded at first */

static const char *const section_headings[] = { "Device", "", NULL };
static const char *const headings[] = { "Device", "State", ">Size", "VG", "Reason", NULL };

static void print_section(FILE *out, struct overview *o, const struct overview_section *section)
{
	const struct volscan_device *const *devices;
	size_t i, count;
	bool any = false;

	devices = volscan_devices(o->vs, &count);
	for (i = 0; i < count; i++) {
		if (!section->has(devices[i]))
			continue;
		if (!any) {
			html_element(out, "h2", "", section->heading);
			html_table(out, section_headings);
			any = true;
		}
		fputs("<tr>", out);
		html_element(out, "td", "", devices[i]->name);
		html_element(out, "td", device_is_unread(devices[i]) ? "bad" : "",
			     section->describe(o, devices[i]));
		fputs("</tr>\n", out);
	}
	if (any)
		html_table_end(out);
}

static void print_device(FILE *out, struct overview *o, const struct volscan_device *device)
{
	const struct volscan_vg *vg = device->pv ? device->pv->vg : NULL;

	fputs("<tr>", out);
	html_element(out, "td", "", device->name);
	html_element(out, "td", device_is_unread(device) ? "bad" : "",
		     device_state_name(device->state));
	html_element(out, "td", "n", overview_size(o, device->size / VOLSCAN_SECTOR_SIZE));
	html_element(out, "td", "", vg ? vg->name : "");
	html_element(out, "td", "", device_reason(device));
	fputs("</tr>\n", out);
}

static void print_devices(FILE *out, struct overview *o)
{
	const struct volscan_device *const *devices;
	size_t i, count;

	devices = volscan_devices(o->vs, &count);
	fputs("<h2>Devices</h2>\n", out);
	fputs(count <= OPEN_MAX ? "<details open=\"open\">" : "<details>", out);
	html_element(out, "summary", "",
		     overview_text(o, "All %zu, and what became of each", count));
	fputs("<div class=\"inside\">\n", out);
	html_table(out, headings);
	for (i = 0; i < count; i++)
		print_device(out, o, devices[i]);
	html_table_end(out);
	fputs("</div></details>\n", out);
}

void page_devices(FILE *out, struct overview *o)
{
	const struct overview_section *section;

	for (section = overview_sections; section->heading; section++)
		print_section(out, o, section);
	print_devices(out, o);
}
