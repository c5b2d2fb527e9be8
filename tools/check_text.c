/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Findings for people: code and severity, the sentence, and below it where it is and
 * what was expected there.
 */
#include <inttypes.h>
#include <stdio.h>

#include "check.h"
#include "text.h"
#include "tool.h"

const char *finding_severity_name(enum volscan_severity severity)
{
	static const char *const names[] = {
		[VOLSCAN_NOTE] = "note", [VOLSCAN_WARNING] = "warning", [VOLSCAN_ERROR] = "error",
	};

	return names[severity];
}

static void print(const char *before, const char *text)
{
	fputs(before, stdout);
	text_print(stdout, text);
}

static void print_place(const struct volscan_finding *finding)
{
	print("    ", *finding->field ? finding->field : "there");
	if (finding->length)
		printf(", byte %" PRIu64 " to %" PRIu64, finding->offset,
		       finding->offset + (finding->length - 1));
	if (*finding->expected)
		print(": expected ", finding->expected);
	if (*finding->found)
		print(*finding->expected ? ", found " : ": ", finding->found);
	putchar('\n');
}

static void print_finding(const struct volscan_finding *finding)
{
	printf("%s %s: ", finding_severity_name(finding->severity), finding->code);
	if (finding->device)
		print("", finding->device->name);
	print(finding->device ? ": " : "", finding->message);
	putchar('\n');
	if (finding->length || (*finding->field && *finding->found))
		print_place(finding);
}

static void print_count(const char *before, size_t count, const char *what)
{
	printf("%s%zu %s%s", before, count, what, count == 1 ? "" : "s");
}

static size_t count_lvs(const struct volscan *vs)
{
	size_t i, count, lvs = 0;
	const struct volscan_vg *const *vgs = volscan_vgs(vs, &count);

	for (i = 0; i < count; i++)
		lvs += vgs[i]->lv_count;
	return lvs;
}

static void print_checked(const struct volscan *vs)
{
	size_t count;

	volscan_devices(vs, &count);
	print_count("Checked ", count, "device");
	volscan_pvs(vs, &count);
	print_count(", ", count, "PV");
	volscan_vgs(vs, &count);
	print_count(", ", count, "VG");
	print_count(" and ", count_lvs(vs), "LV");
}

void check_print(const struct tool *tool)
{
	const struct check *check = tool->check;
	const char *before = ": ";
	size_t i;
	int severity;

	for (i = 0; i < check->count; i++)
		print_finding(check->findings[i]);
	print_checked(tool->vs);
	for (severity = VOLSCAN_ERROR; severity >= VOLSCAN_NOTE; severity--) {
		if (!check->severities[severity])
			continue;
		print_count(before, check->severities[severity],
			    finding_severity_name((enum volscan_severity)severity));
		before = ", ";
	}
	puts(check->count ? "." : ": nothing wrong.");
}
