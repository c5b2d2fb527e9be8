/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/finding.h"
#include "fuzz.h"

void fuzz_broken(const char *file, int line, const char *promise)
{
	fprintf(stderr, "%s:%d: broken: %s\n", file, line, promise);
	abort();
}

/* Whatever a disk has in its names, a terminal shows a sentence as one line. */
void fuzz_check_finding(const struct finding *finding, const char *message)
{
	CHECK(finding->id > FINDING_NONE && finding->id < FINDING_COUNT);
	CHECK(*message);
	for (; *message; message++)
		CHECK((unsigned char)*message >= ' ' && *message != 0x7f);
}

void fuzz_check_wrong(const struct wrong *wrong, size_t size)
{
	CHECK(wrong->id < FINDING_COUNT);
	if (wrong->id == FINDING_NONE)
		return;
	CHECK(wrong->length && wrong->offset < size && wrong->length <= size - wrong->offset);
	CHECK(wrong->field && *wrong->field);
	CHECK(memchr(wrong->expected, '\0', sizeof(wrong->expected)));
	CHECK(memchr(wrong->found, '\0', sizeof(wrong->found)));
}
