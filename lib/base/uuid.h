/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef BASE_UUID_H
#define BASE_UUID_H

#include "volscan.h"

#define UUID_RAW_LEN 32		/* on disk: no dashes, no NUL */

/* `raw` (32 bytes) -> `text` ("xxxxxx-xxxx-xxxx-xxxx-xxxx-xxxx-xxxxxx").
 * -EINVAL, `text` untouched, when a byte is not of LVM2's alphabet
 * [0-9A-Za-z!#]. */
int uuid_format(const char raw[UUID_RAW_LEN], char text[VOLSCAN_UUID_LEN + 1]);

/* True when `text` is a UUID with or without its dashes; `raw` is then filled
 * in unless it is NULL. */
bool uuid_parse(const char *text, char *raw);

#endif
