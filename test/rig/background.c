/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "background.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

void background(int ready)
{
	int i, null = open("/dev/null", O_RDWR | O_CLOEXEC);

	setsid();
	for (i = 0; i < 3; i++)
		dup2(null, i);
	close(null);
	if (ready < 0)
		return;
	if (write(ready, "", 1) != 1)
		_exit(EXIT_FAILURE);	/* nobody waits for us any more */
	close(ready);
}
