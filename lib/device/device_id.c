/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "device/device_id.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* SCSI's device identification page: 4 bytes of header, then designators. */
#define PAGE_HEADER	 4u
#define PAGE_MAX	 4096u
#define DESIGNATOR_HEADER 4u
#define ASSOCIATION(d)	 ((d)[1] & 0x30)	/* 0: of the disk, not of a port */
#define TYPE(d)		 ((d)[1] & 0x0f)
#define TYPE_T10	 1
#define TYPE_EUI	 2
#define TYPE_NAA	 3
#define TYPE_NAME	 8	/* a text such as "naa.6..." */

static const struct kind {
	const char *name;
	const char *prefix;		/* its IDs begin with it; or NULL */
	const char *attributes[3];	/* where they are, below the device */
	bool is_loose;			/* blanks are not to be counted */
} kinds[DEVICE_ID_TYPE_COUNT] = {
	[DEVICE_ID_SYS_WWID] = { "sys_wwid", NULL, { "device/wwid", "wwid" }, true },
	[DEVICE_ID_SYS_SERIAL] = { "sys_serial", NULL, { "device/serial", "serial" }, true },
	[DEVICE_ID_WWID_NAA] = { "wwid_naa", "naa.", { "device/wwid", "wwid" }, true },
	[DEVICE_ID_WWID_EUI] = { "wwid_eui", "eui.", { "device/wwid", "wwid" }, true },
	[DEVICE_ID_WWID_T10] = { "wwid_t10", "t10.", { "device/wwid", "wwid" }, true },
	[DEVICE_ID_MPATH_UUID] = { "mpath_uuid", "mpath-", { "dm/uuid" }, false },
	[DEVICE_ID_CRYPT_UUID] = { "crypt_uuid", "CRYPT-", { "dm/uuid" }, false },
	[DEVICE_ID_LVMLV_UUID] = { "lvmlv_uuid", "LVM-", { "dm/uuid" }, false },
	[DEVICE_ID_MD_UUID] = { "md_uuid", NULL, { "md/uuid" }, false },
	[DEVICE_ID_LOOP_FILE] = { "loop_file", NULL, { "loop/backing_file" }, false },
	[DEVICE_ID_DEVNAME] = { .name = "devname" },
};

enum device_id_type device_id_type(const char *name)
{
	int type = 0;

	while (type < DEVICE_ID_TYPE_COUNT && strcmp(kinds[type].name, name))
		type++;
	return (enum device_id_type)type;
}

const char *device_id_type_name(enum device_id_type type)
{
	return kinds[type].name;
}

static char plain(char c)
{
	return isspace((unsigned char)c) || iscntrl((unsigned char)c) || c == '"' ? '_' : c;
}

void device_id_normalize(enum device_id_type type, char *id)
{
	bool is_loose = kinds[type].is_loose;
	char *to = id, *begin = id;

	if (type == DEVICE_ID_DEVNAME)
		return;
	for (; *id; id++) {
		*to = plain(*id);
		if (!is_loose || *to != '_' || (to > begin && to[-1] != '_'))
			to++;
	}
	if (is_loose && to > begin && to[-1] == '_')
		to--;
	*to = '\0';
}

static void add(struct device_ids *ids, enum device_id_type type, const char *id)
{
	const char *prefix = kinds[type].prefix;
	char *room;

	if (ids->count == DEVICE_IDS_MAX || (prefix && strncmp(id, prefix, strlen(prefix))))
		return;
	room = ids->ids[ids->count];
	snprintf(room, SYSFS_VALUE_MAX, "%s", id);
	device_id_normalize(type, room);
	ids->count += *room != '\0';
}

/* ------------------------------------------------------------------------
 * SCSI's pages
 */

static void add_number(struct device_ids *ids, enum device_id_type type,
		       const unsigned char *bytes, size_t length)
{
	char text[4 + 2 * UINT8_MAX + 1];
	int n = snprintf(text, sizeof(text), "%s", kinds[type].prefix);

	for (; length; length--, bytes++)
		n += snprintf(text + n, sizeof(text) - (size_t)n, "%02x", *bytes);
	add(ids, type, text);
}

static void add_text(struct device_ids *ids, enum device_id_type type, const char *prefix,
		     const unsigned char *bytes, size_t length)
{
	char text[4 + UINT8_MAX + 1];

	snprintf(text, sizeof(text), "%s%.*s", prefix, (int)length, (const char *)bytes);
	add(ids, type, text);
}

static void add_designator(struct device_ids *ids, enum device_id_type type,
			   const unsigned char *d)
{
	const unsigned char *bytes = d + DESIGNATOR_HEADER;
	size_t length = d[3];

	if (ASSOCIATION(d))
		return;
	if (TYPE(d) == TYPE_NAME)
		add_text(ids, type, "", bytes, length);
	else if ((TYPE(d) == TYPE_NAA && type == DEVICE_ID_WWID_NAA) ||
		 (TYPE(d) == TYPE_EUI && type == DEVICE_ID_WWID_EUI))
		add_number(ids, type, bytes, length);
	else if (TYPE(d) == TYPE_T10 && type == DEVICE_ID_WWID_T10)
		add_text(ids, type, kinds[type].prefix, bytes, length);
}

static void add_designators(struct device_ids *ids, enum device_id_type type,
			    const unsigned char *page, size_t size)
{
	size_t at = PAGE_HEADER;

	while (at + DESIGNATOR_HEADER <= size &&
	       at + DESIGNATOR_HEADER + page[at + 3] <= size) {
		add_designator(ids, type, page + at);
		at += DESIGNATOR_HEADER + page[at + 3];
	}
}

/* ------------------------------------------------------------------------
 * Devices
 */

/* Where a device's attributes are: those of a partition with its disk. */
struct place {
	const char *root;
	unsigned major, minor;
	const char *above;
};

static struct place place_of(const char *root, const struct dev *dev)
{
	const unsigned major_ = dev->info.major, minor_ = dev->info.minor;

	return (struct place) {
		.root = root, .major = major_, .minor = minor_,
		.above = sysfs_has(root, major_, minor_, "partition") ? "../" : "",
	};
}

static void add_page(struct device_ids *ids, enum device_id_type type,
		     const struct place *place)
{
	bool is_serial = type == DEVICE_ID_SYS_SERIAL;
	unsigned char page[PAGE_MAX];
	char attribute[64];
	ssize_t size;

	snprintf(attribute, sizeof(attribute), "%sdevice/vpd_pg%s", place->above,
		 is_serial ? "80" : "83");
	size = sysfs_read_bytes(place->root, place->major, place->minor, attribute, page,
				sizeof(page));
	if (size <= (ssize_t)PAGE_HEADER)
		return;
	if (!is_serial)
		add_designators(ids, type, page, (size_t)size);
	else if (page[3] <= size - (ssize_t)PAGE_HEADER)
		add_text(ids, type, "", page + PAGE_HEADER, page[3]);
}

static void add_attributes(struct device_ids *ids, enum device_id_type type,
			   const struct place *place)
{
	const char *const *attribute;
	char path[64], value[SYSFS_VALUE_MAX];

	for (attribute = kinds[type].attributes; *attribute; attribute++) {
		snprintf(path, sizeof(path), "%s%s", place->above, *attribute);
		if (!sysfs_read(place->root, place->major, place->minor, path, value))
			add(ids, type, value);
	}
}

/* A loop device's file that is gone has this behind its name. */
static bool is_deleted(const char *file)
{
	static const char mark[] = "_(deleted)";
	size_t length = strlen(file), end = strlen(mark);

	return length > end && !strcmp(file + length - end, mark);
}

void device_ids_read(const char *root, const struct dev *dev, enum device_id_type type,
		     struct device_ids *ids)
{
	struct place place;

	ids->count = 0;
	if (type == DEVICE_ID_DEVNAME) {
		add(ids, type, dev->info.name);
		return;
	}
	place = place_of(root, dev);
	add_attributes(ids, type, &place);
	if (type == DEVICE_ID_SYS_SERIAL ||
	    (kinds[type].prefix && kinds[type].is_loose))
		add_page(ids, type, &place);
	if (type == DEVICE_ID_LOOP_FILE && ids->count && is_deleted(ids->ids[0]))
		ids->count = 0;
}
