/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/quote.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

const char *quote(char room[QUOTED_ROOM], const char *text)
{
	const int most = QUOTED_ROOM - 6;	/* two quotes, three dots, a NUL */
	bool cut = strlen(text) > (size_t) most;

	snprintf(room, QUOTED_ROOM, "\"%.*s%s\"", most, text, cut ? "..." : "");
	for (char *c = room; *c; c++)
		if ((unsigned char) *c < ' ' || *c == 0x7f)
			*c = '?';
	return room;
}
