/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/field.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/le.h"

#define MEANING_ROOM 160

void field_tell(const struct field_teller *teller, const struct volscan_field *field,
		const char *format, ...)
{
	struct volscan_field whole = *field;
	char meaning[MEANING_ROOM];
	va_list args;

	va_start(args, format);
	vsnprintf(meaning, sizeof(meaning), format, args);
	va_end(args);
	whole.meaning = meaning;
	if (whole.kind == VOLSCAN_FIELD_NUMBER || whole.kind == VOLSCAN_FIELD_HEX)
		whole.number = whole.length == sizeof(uint64_t)
			       ? get_le64(teller->data + whole.offset)
			       : get_le32(teller->data + whole.offset);
	teller->tell(teller->context, &whole);
}
