/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/finding.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

const struct finding_kind finding_kinds[FINDING_COUNT] = {
#define FINDING(id, code, severity, log_class, title) \
	[FINDING_##id] = { code, VOLSCAN_##severity, VOLSCAN_LOG_##log_class, title },
#include "base/findings.def"
#undef FINDING
};

bool is_wrong(struct wrong *wrong, enum finding_id id, size_t offset, size_t length,
	      const char *field)
{
	wrong->id = id;
	wrong->offset = (uint32_t)offset;
	wrong->length = (uint32_t)length;
	wrong->field = field;
	return true;
}

struct finding finding_of_wrong(const struct wrong *wrong, uint64_t start)
{
	return (struct finding){
		.id = wrong->id, .offset = start + wrong->offset, .length = wrong->length,
		.field = wrong->field, .expected = wrong->expected, .found = wrong->found,
	};
}

/* Without memory for the sentence, the title has to do: the finding is not lost. */
void finding_tell(const struct finding_sink *sink, const struct finding *finding,
		  const char *format, ...)
{
	char *message;
	va_list args;

	if (!sink)
		return;
	va_start(args, format);
	if (vasprintf(&message, format, args) < 0)
		message = NULL;
	va_end(args);
	sink->tell(sink->context, finding, message ? message : finding_kinds[finding->id].title);
	free(message);
}

const char *finding_number(char room[FINDING_ROOM_SIZE], uint64_t number)
{
	snprintf(room, FINDING_ROOM_SIZE, "%" PRIu64, number);
	return room;
}

const char *finding_hex(char room[FINDING_ROOM_SIZE], uint32_t number)
{
	snprintf(room, FINDING_ROOM_SIZE, "0x%08" PRIx32, number);
	return room;
}
