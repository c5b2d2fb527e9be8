/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table of fields of devices, and their values. */
#include <stdio.h>
#include <stdlib.h>

#include "device.h"
#include "report/cell.h"
#include "report/table.h"

/* "ext4 LABEL=root UUID=..." */
static void print_signature(FILE *out, const struct volscan_signature *signature)
{
	fputs(signature->type, out);
	if (*signature->label)
		fprintf(out, " LABEL=%s", signature->label);
	if (*signature->uuid)
		fprintf(out, " UUID=%s", signature->uuid);
}

/* One text and no list, since selections of lists know no =~. */
static int value_signatures(const struct cell *c, const struct volscan_device *device)
{
	const char *copy = NULL;
	char *text = NULL;
	size_t size, i;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return 0;
	for (i = 0; i < device->signature_count; i++) {
		if (i)
			fputs(c->report->list_separator, out);
		print_signature(out, &device->signatures[i]);
	}
	if (!fclose(out))
		copy = dm_pool_strdup(c->pool, text);
	free(text);
	return copy ? put_string(c, copy) : 0;
}

#define COLUMNS "report/columns_device.def"
#define COLUMN_LETS \
	const struct volscan_device *device = \
		((const struct report_object *)object)->device;
#include "report/fields_of.h"

static const struct report_type types[] = {
	{ REPORT_DEVICE, "Device", "device_" },
	{ REPORT_SIGNATURE, "Device Signatures", "device_" },
	{ 0, "", "" },
};

const struct report_table report_device_table = { types, fields, report_undefined };
