/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/uuid.h"

#include <errno.h>
#include <string.h>

/* Lengths of the groups between the dashes of a printed UUID. */
static const unsigned char group_lengths[] = { 6, 4, 4, 4, 4, 4, 6 };
#define GROUP_COUNT sizeof(group_lengths)

/* Not isalnum(): what LVM2 allows does not depend on the locale. */
static const bool allowed[256] = {
	['0' ... '9'] = true, ['a' ... 'z'] = true, ['A' ... 'Z'] = true,
	['!'] = true, ['#'] = true,
};

static bool all_uuid_chars(const char *raw)
{
	bool all = true;

	for (size_t i = 0; i < UUID_RAW_LEN; i++)
		all &= allowed[(unsigned char) raw[i]];
	return all;
}

int uuid_format(const char raw[UUID_RAW_LEN], char text[VOLSCAN_UUID_LEN + 1])
{
	if (!all_uuid_chars(raw))
		return -EINVAL;

	for (size_t i = 0; i < GROUP_COUNT; i++) {
		if (i)
			*text++ = '-';
		memcpy(text, raw, group_lengths[i]);
		text += group_lengths[i];
		raw += group_lengths[i];
	}
	*text = '\0';
	return 0;
}

/* `text` has VOLSCAN_UUID_LEN characters. */
static bool take_dashes_out(const char *text, char *raw)
{
	for (size_t i = 0; i < GROUP_COUNT; i++) {
		if (i && *text++ != '-')
			return false;
		memcpy(raw, text, group_lengths[i]);
		text += group_lengths[i];
		raw += group_lengths[i];
	}
	return true;
}

bool uuid_parse(const char *text, char *raw)
{
	size_t length = strlen(text);
	char plain[UUID_RAW_LEN];

	if (length == UUID_RAW_LEN)
		memcpy(plain, text, UUID_RAW_LEN);
	else if (length != VOLSCAN_UUID_LEN || !take_dashes_out(text, plain))
		return false;

	if (!all_uuid_chars(plain))
		return false;
	if (raw)
		memcpy(raw, plain, UUID_RAW_LEN);
	return true;
}
