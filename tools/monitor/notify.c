/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "monitor/notify.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* A name with @ in front is in no directory. */
static socklen_t address_of(const char *name, struct sockaddr_un *address)
{
	size_t length = strlen(name);

	if ((name[0] != '/' && name[0] != '@') || !name[1] || length >= sizeof(address->sun_path))
		return 0;
	*address = (struct sockaddr_un) { .sun_family = AF_UNIX };
	memcpy(address->sun_path, name, length);
	if (name[0] == '@')
		address->sun_path[0] = '\0';
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
}

void notify_send(const char *text)
{
	const char *name = getenv("NOTIFY_SOCKET");
	struct sockaddr_un address;
	socklen_t length = name ? address_of(name, &address) : 0;
	int fd = length ? socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0) : -1;

	if (fd < 0)
		return;
	sendto(fd, text, strlen(text), MSG_NOSIGNAL | MSG_DONTWAIT,
	       (const struct sockaddr *)&address, length);
	close(fd);
}

unsigned notify_watchdog_ms(void)
{
	const char *us = getenv("WATCHDOG_USEC"), *pid = getenv("WATCHDOG_PID");
	unsigned long long ms = us ? strtoull(us, NULL, 10) / 2000 : 0;

	if (pid && strtol(pid, NULL, 10) != (long)getpid())
		return 0;
	return ms > 60000 ? 60000 : (unsigned)ms;
}
