/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table of fields of devices, and their values. */
#include <stdio.h>

#include "device.h"
#include "report/cell.h"
#include "report/lineage.h"
#include "report/table.h"

static void print_signature(FILE *out, const struct volscan_signature *signature)
{
	fputs(signature->type, out);
	if (*signature->label)
		fprintf(out, " LABEL=%s", signature->label);
	if (*signature->uuid)
		fprintf(out, " UUID=%s", signature->uuid);
}

/* "ext4 LABEL=root UUID=...", from the pool; NULL if there is no memory. */
static const char *signature_text(struct dm_pool *pool, const struct volscan_signature *signature)
{
	const char *copy = NULL;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	print_signature(out, signature);
	if (!fclose(out))
		copy = dm_pool_strdup(pool, text);
	free(text);
	return copy;
}

static int value_signatures(const struct cell *c, const struct volscan_device *device)
{
	struct dm_list *list = new_list(c);
	size_t i;

	for (i = 0; list && i < device->signature_count; i++)
		if (!list_add(c->pool, list, signature_text(c->pool, &device->signatures[i])))
			return 0;
	return put_list(c, list, c->report->list_separator);
}

#define COLUMN(type, sort, heading, width, id, help, value)				\
	FIELD_FUNCTION(id, value,							\
		const struct volscan_device *device =					\
			((const struct report_object *)object)->device;)
#include "report/columns_device.def"
#undef COLUMN

#define COLUMN(type, sort, heading, width, id, help, value) \
	FIELD_ROW(type, sort, heading, width, id, help)
static const struct dm_report_field_type fields[] = {
#include "report/columns_device.def"
	{ .report_fn = NULL },
};
#undef COLUMN

static const struct dm_report_object_type object_types[] = {
	{ REPORT_DEVICE, "Device", "device_", same_object },
	{ REPORT_SIGNATURE, "Device Signatures", "device_", same_object },
	{ 0, "", "", NULL },
};

const struct report_table report_device_table = { object_types, fields, report_undefined };
