/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A UUID as a text has it, and as a disk has it. */
#include <stdlib.h>
#include <string.h>

#include "base/uuid.h"
#include "fuzz.h"

static void check_printed(const char *raw, const char *text)
{
	char again[UUID_RAW_LEN];

	CHECK(strlen(text) == VOLSCAN_UUID_LEN);
	CHECK(uuid_parse(text, again) && !memcmp(again, raw, sizeof(again)));
}

static void run_text(const char *text)
{
	char raw[UUID_RAW_LEN], printed[VOLSCAN_UUID_LEN + 1];
	bool is_uuid = uuid_parse(text, NULL);

	CHECK(uuid_parse(text, raw) == is_uuid);
	if (!is_uuid)
		return;
	CHECK(!uuid_format(raw, printed));
	check_printed(raw, printed);
	CHECK(!strcmp(printed, text) || !memcmp(raw, text, sizeof(raw)));
}

static void run(const uint8_t *data, size_t size)
{
	char printed[VOLSCAN_UUID_LEN + 1], *text = malloc(size + 1);

	CHECK(text);
	if (size)
		memcpy(text, data, size);
	text[size] = '\0';
	run_text(text);
	if (size >= UUID_RAW_LEN && !uuid_format((const char *)data, printed))
		check_printed((const char *)data, printed);
	free(text);
}

const struct fuzz_target fuzz_uuid = { "uuid", run, NULL };
