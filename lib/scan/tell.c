/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "scan/tell.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct note {
	struct dm_list list;
	enum finding_id id;
	struct volscan_finding *finding;
};

static const char *keep(struct scan *scan, const char *text)
{
	return text && *text ? scan_format(scan, "%s", text) : "";
}

/* All that a finding says, in the scan's pool. NULL, and scan->error, without memory. */
static struct volscan_finding *make(struct scan *scan, const struct volscan_device *device,
				    const struct finding *finding, const char *message)
{
	const struct finding_kind *kind = &finding_kinds[finding->id];
	struct volscan_finding *made = scan_zalloc(scan, sizeof(*made));

	if (!made)
		return NULL;
	*made = (struct volscan_finding) {
		.code = kind->code, .severity = kind->severity, .title = kind->title,
		.message = message, .device = device,
		.offset = finding->offset, .length = finding->length,
		.field = keep(scan, finding->field), .expected = keep(scan, finding->expected),
		.found = keep(scan, finding->found), .vg = keep(scan, finding->vg),
		.lv = keep(scan, finding->lv),
	};
	return made;
}

static int make_room(struct scan *scan)
{
	size_t room = scan->finding_room ? 2 * scan->finding_room : 16;
	struct volscan_finding **findings;

	if (scan->finding_count < scan->finding_room)
		return 0;
	findings = realloc(scan->findings, room * sizeof(*findings));
	if (!findings)
		return scan->error = -ENOMEM;
	scan->findings = findings;
	scan->finding_room = room;
	return 0;
}

static void log_finding(const struct scan *scan, const struct finding_kind *kind,
			const struct volscan_finding *finding)
{
	enum volscan_log_level level = kind->severity == VOLSCAN_NOTE ? VOLSCAN_LOG_INFO :
									VOLSCAN_LOG_WARNING;

	if (scan->quiet_findings)
		return;
	log_print(scan->log, level, kind->log_class, "%s%s%s",
		  finding->device ? finding->device->name : "", finding->device ? ": " : "",
		  finding->message);
}

static bool add(struct scan *scan, struct volscan_finding *finding)
{
	if (!finding || make_room(scan))
		return false;
	scan->findings[scan->finding_count++] = finding;
	return true;
}

static void tell(struct scan *scan, enum finding_id id, struct volscan_finding *finding)
{
	if (add(scan, finding))
		log_finding(scan, &finding_kinds[id], finding);
}

void scan_tell(struct scan *scan, const struct volscan_device *device,
	       const struct finding *finding, const char *format, ...)
{
	const char *message;
	va_list args;

	va_start(args, format);
	message = scan_vformat(scan, format, args);
	va_end(args);
	tell(scan, finding->id, make(scan, device, finding, message));
}

void scan_record(struct scan *scan, const struct volscan_device *device,
		 const struct finding *finding, const char *format, ...)
{
	struct volscan_finding *made;
	va_list args;

	va_start(args, format);
	made = make(scan, device, finding, scan_vformat(scan, format, args));
	va_end(args);
	add(scan, made);
}

/* ------------------------------------------------------------------------
 * Notes
 */

/* The mdas of a device are walked side by side: hence the sorting. */
static void insert(struct dm_list *notes, struct note *note)
{
	struct note *other;

	dm_list_iterate_back_items(other, notes)
		if (other->finding->offset <= note->finding->offset) {
			dm_list_add_h(&other->list, &note->list);
			return;
		}
	dm_list_add_h(notes, &note->list);
}

void found_note(struct scan *scan, struct found *found, const struct finding *finding,
		const char *format, ...)
{
	struct note *note = scan_zalloc(scan, sizeof(*note));
	const char *message;
	va_list args;

	if (!note)
		return;
	va_start(args, format);
	message = scan_vformat(scan, format, args);
	va_end(args);
	note->id = finding->id;
	note->finding = make(scan, &found->dev->info, finding, message);
	if (note->finding)
		insert(&found->notes, note);
}

void found_tell(struct scan *scan)
{
	struct note *note;
	size_t i;

	for (i = 0; i < scan->count; i++)
		dm_list_iterate_items(note, &scan->found[i]->notes)
			tell(scan, note->id, note->finding);
}

/* ------------------------------------------------------------------------
 * For parsers
 */

static void tell_place(void *context, const struct finding *finding, const char *message)
{
	const struct scan_place *place = context;
	struct finding placed = *finding;

	placed.offset += place->base;
	scan_tell(place->scan, place->device, &placed, "%s%s", place->what, message);
}

struct finding_sink scan_sink(struct scan_place *place)
{
	return (struct finding_sink) { .tell = tell_place, .context = place };
}

int scan_take_findings(struct scan *scan, struct scan_results *results)
{
	size_t size = (scan->finding_count + 1) * sizeof(*results->findings);
	struct volscan_finding **findings = scan_zalloc(scan, size);

	if (!findings)
		return -ENOMEM;
	if (scan->finding_count)
		memcpy(findings, scan->findings, scan->finding_count * sizeof(*findings));
	results->findings = findings;
	results->finding_count = scan->finding_count;
	return 0;
}
