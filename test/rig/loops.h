/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Loop devices in bulk. Names are paths: /dev/loop7. */
#ifndef RIG_LOOPS_H
#define RIG_LOOPS_H

#include <stddef.h>

struct loops {
	char **names;
	size_t count;
};

/* Those whose file is below the directory; sysfs is asked, so that this never
 * waits for a device. -ENOMEM; give what was found to loops_free(). */
int loops_find(struct loops *loops, const char *dir);
void loops_free(struct loops *loops);

/* Detach and remove all of them, many at a time. Returns how many are still
 * attached, because somebody has them open; each is named on stderr. */
size_t loops_detach(const struct loops *loops);

#endif
