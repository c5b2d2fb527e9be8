/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dump/dump.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device.h"
#include "history/generations.h"
#include "log.h"

#define COPIES_MAX 32

struct part {
	const char *name;
	/* One of them is NULL. */
	void (*device)(struct dump *dump, const struct volscan_device *device);
	void (*all)(struct dump *dump);
};

static const struct part parts[] = {
	{ "label", dump_label, NULL },
	{ "mda", dump_mda, NULL },
	{ "metadata", NULL, dump_metadata },
	{ "areas", dump_areas, NULL },
	{ "hexdump", dump_hex, NULL },
};
#define PARTS (sizeof(parts) / sizeof(parts[0]))

static const struct part *find_part(const struct options *options)
{
	size_t i;

	for (i = 0; options->name_count && i < PARTS; i++)
		if (!strcmp(parts[i].name, options->names[0]))
			return &parts[i];
	if (options->name_count)
		log_error("There is no part \"%s\" to dump.", options->names[0]);
	log_error("Name a part:");
	for (i = 0; i < PARTS; i++)
		log_error("  volscan dump %s [PATH...]", parts[i].name);
	return NULL;
}

/* Areas are counted from 1, and there cannot be more of them in a label. */
static bool take_copy(struct dump *d)
{
	const char *text = d->options->copy;
	char *end;
	unsigned long number;

	if (!text)
		return true;
	number = strtoul(text, &end, 10);
	if (*text < '1' || *text > '9' || *end || number > COPIES_MAX) {
		log_error("--copy %s: the areas of a PV are counted from 1.", text);
		return false;
	}
	d->copy = (uint32_t)number;
	return true;
}

static bool take_options(struct dump *d)
{
	const struct options *o = d->options;

	if (o->copy && o->seqno) {
		log_error("--copy and --seqno: give one of them.");
		return false;
	}
	return take_copy(d) && (!o->seqno || seqno_parse(o->seqno, &d->seqno));
}

/* What a filter has left out unread stays so. */
static bool may_be_read(const struct volscan_device *device)
{
	if (device->state != VOLSCAN_DEVICE_LEFT_OUT)
		return true;
	log_warn("%s is left out: %s.", device->name, device_reason(device));
	return device->reads;
}

static void dump_devices(struct dump *d, const struct part *part)
{
	const struct volscan_device *const *devices;
	size_t i, count;
	bool any = false;

	devices = volscan_devices(d->vs, &count);
	for (i = 0; i < count; i++) {
		if (!may_be_read(devices[i])) {
			d->failed = true;
			continue;
		}
		if (any)
			putchar('\n');
		any = true;
		part->device(d, devices[i]);
	}
}

int dump_command(struct tool *tool)
{
	struct dump dump = { .tool = tool, .vs = tool->vs, .options = &tool->options };
	const struct part *part = find_part(&tool->options);

	if (!part || !take_options(&dump))
		return STATUS_USAGE;
	if (!tool_scan(tool, tool->options.names + 1, tool->options.name_count - 1))
		return STATUS_FAILED;
	if (part->device)
		dump_devices(&dump, part);
	else
		part->all(&dump);
	return dump.failed ? STATUS_FAILED : STATUS_OK;
}
