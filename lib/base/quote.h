/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef BASE_QUOTE_H
#define BASE_QUOTE_H

/* `text` fit for a message: in quotes, cut when long, without control characters. */
#define QUOTED_ROOM 64
const char *quote(char room[QUOTED_ROOM], const char *text);

#endif
